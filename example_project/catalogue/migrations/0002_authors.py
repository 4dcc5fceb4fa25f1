import django.db.models.deletion
from django.db import migrations, models

PRIMARY_KEY = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.BigAutoField(**PRIMARY_KEY)),
                ("name", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(**PRIMARY_KEY)),
                ("role", models.CharField(default="author", max_length=20)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="catalogue.author"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="catalogue.item"
                    ),
                ),
            ],
            options={"order_with_respect_to": "item"},
        ),
        migrations.AddField(
            "item",
            "authors",
            models.ManyToManyField(
                related_name="items", through="catalogue.Contribution", to="catalogue.author"
            ),
        ),
        migrations.AddField(
            "audiobook",
            "read_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="readings",
                to="catalogue.author",
            ),
        ),
        migrations.AlterUniqueTogether("contribution", {("item", "author", "role")}),
    ]
