import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_display_name")]

    operations = [
        migrations.AddConstraint(
            "user",
            models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="people_unique_email",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=models.Q(("level__in", ["reader", "patron"])), name="people_known_level"
            ),
        ),
    ]
