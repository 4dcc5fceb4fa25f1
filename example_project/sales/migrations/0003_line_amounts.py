import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_status_and_total")]

    operations = [
        migrations.AlterField(
            "orderline", "unit_price", models.DecimalField(decimal_places=4, max_digits=12)
        ),
        migrations.AlterField("orderline", "quantity", models.PositiveIntegerField(db_default=1)),
        migrations.AddField(
            "orderline",
            "amount",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    models.F("quantity"), "*", models.F("unit_price")
                ),
                output_field=models.DecimalField(decimal_places=4, max_digits=14),
            ),
        ),
        migrations.AlterField("order", "note", models.TextField(blank=True, default="")),
    ]
