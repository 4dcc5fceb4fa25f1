import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

PRIMARY_KEY = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}
PARENT = {"auto_created": True, "parent_link": True, "primary_key": True, "serialize": False}


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Publisher",
            fields=[
                ("id", models.BigAutoField(**PRIMARY_KEY)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("changed", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "imprint_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.publisher",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Genre",
            fields=[
                ("id", models.BigAutoField(**PRIMARY_KEY)),
                ("name", models.CharField(max_length=100, unique=True)),
                ("related", models.ManyToManyField(blank=True, to="catalogue.genre")),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(**PRIMARY_KEY)),
                (
                    "created",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("changed", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(db_index=True, max_length=200)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("price", models.DecimalField(decimal_places=2, max_digits=8)),
                ("out_of_print", models.BooleanField(default=False)),
                ("genres", models.ManyToManyField(to="catalogue.genre")),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="catalogue.publisher"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "item_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="catalogue.item", **PARENT
                    ),
                ),
                ("isbn", models.CharField(max_length=13, null=True, unique=True)),
                ("pages", models.IntegerField(null=True)),
            ],
            options={"abstract": False},
            bases=("catalogue.item",),
        ),
        migrations.CreateModel(
            name="AudioBook",
            fields=[
                (
                    "item_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="catalogue.item", **PARENT
                    ),
                ),
                ("minutes", models.PositiveIntegerField(default=0)),
            ],
            options={"abstract": False},
            bases=("catalogue.item",),
        ),
    ]
