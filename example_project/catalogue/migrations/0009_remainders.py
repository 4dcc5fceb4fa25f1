from django.db import migrations, models

import catalogue.models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_publisher_country")]

    operations = [
        migrations.AlterModelManagers("item", [("objects", catalogue.models.ItemManager())]),
        migrations.AlterModelManagers("book", [("objects", catalogue.models.ItemManager())]),
        migrations.AlterModelManagers("audiobook", [("objects", catalogue.models.ItemManager())]),
        migrations.CreateModel(
            name="Remainder",
            fields=[],
            options={
                "ordering": ["title"],
                "permissions": [("can_reduce", "Can reduce the price")],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("catalogue.book",),
        ),
        migrations.AlterModelTable("audiobook", "catalogue_audio"),
        migrations.AlterField("book", "pages", models.PositiveIntegerField(null=True)),
        migrations.RenameIndex(
            "item", new_name="catalogue_item_in_print", old_name="catalogue_item_available"
        ),
        migrations.AlterConstraint(
            "item",
            "catalogue_title_once_per_publisher",
            models.UniqueConstraint(
                fields=("publisher", "title"),
                name="catalogue_title_once_per_publisher",
                violation_error_message="The publisher has an item of this title.",
            ),
        ),
    ]
