from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Month",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.IntegerField()),
                ("month", models.IntegerField()),
                ("orders", models.IntegerField()),
                ("turnover", models.DecimalField(decimal_places=2, max_digits=10)),
            ],
            options={"unique_together": {("year", "month")}},
        ),
    ]
