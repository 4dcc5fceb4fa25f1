import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_subjects")]

    operations = [
        migrations.AlterField("item", "title", models.CharField(max_length=300)),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=models.Q(("net_price__gte", 0)), name="catalogue_price_positive"
            ),
        ),
        migrations.AddConstraint(
            "item",
            models.UniqueConstraint(
                fields=("publisher", "title"), name="catalogue_title_once_per_publisher"
            ),
        ),
        migrations.AddConstraint(
            "item",
            models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="catalogue_unique_code",
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                django.db.models.functions.text.Lower("title"), name="catalogue_item_lower_title"
            ),
        ),
        migrations.AddIndex(
            "item",
            models.Index(
                condition=models.Q(("in_print", True)),
                fields=["publisher"],
                name="catalogue_item_available",
            ),
        ),
        migrations.AddIndex(
            "item", models.Index(fields=["-created", "title"], name="catalogue_item_newest")
        ),
        migrations.AddIndex(
            "author",
            models.Index(
                django.db.models.functions.text.Lower("family_name"),
                django.db.models.functions.text.Lower("given_name"),
                name="catalogue_author_name",
            ),
        ),
    ]
