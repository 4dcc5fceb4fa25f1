import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def number_duplicate_names(apps, schema_editor):
    """Make the names unique; the items are reached through the reverse side of their key."""
    publishers = apps.get_model("catalogue", "Publisher").objects
    seen = set()
    for publisher in publishers.using(schema_editor.connection.alias).order_by("pk"):
        if publisher.name in seen:
            titles = publisher.items.count()
            publisher.name = f"{publisher.name} ({publisher.pk}, {titles} titles)"
            publisher.save(update_fields=["name"])
        seen.add(publisher.name)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_constraints_and_indexes")]

    operations = [
        migrations.AlterField(
            "publisher",
            "created",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.AddField(
            "publisher", "country", models.CharField(db_default="GB", max_length=2)
        ),
        migrations.AlterField(
            "item",
            "publisher",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="catalogue.publisher",
            ),
        ),
        migrations.RunPython(number_duplicate_names, migrations.RunPython.noop),
        migrations.AlterField("publisher", "name", models.CharField(max_length=200, unique=True)),
    ]
