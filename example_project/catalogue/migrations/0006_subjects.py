import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Turn a plain many-to-many relation into a model of its own, keeping table and rows."""

    dependencies = [("catalogue", "0005_in_print")]

    operations = [
        migrations.RenameModel("Genre", "Subject"),
        migrations.RenameField("item", "genres", "subjects"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Classification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="catalogue.item"
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="catalogue.subject"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "catalogue_item_subjects",
                        "unique_together": {("item", "subject")},
                    },
                ),
                migrations.AlterField(
                    "item",
                    "subjects",
                    models.ManyToManyField(
                        related_name="items",
                        through="catalogue.Classification",
                        to="catalogue.subject",
                    ),
                ),
            ],
        ),
        migrations.AddField("classification", "weight", models.FloatField(db_default=1.0)),
    ]
