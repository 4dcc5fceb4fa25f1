import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_split_author_names")]

    operations = [
        migrations.RenameField("item", "price", "net_price"),
        migrations.AlterField(
            "item", "net_price", models.DecimalField(decimal_places=2, max_digits=10)
        ),
        migrations.AddField("item", "tax_percent", models.SmallIntegerField(db_default=20)),
        migrations.AddField(
            "item",
            "gross_price",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        models.F("net_price"),
                        "*",
                        django.db.models.expressions.CombinedExpression(
                            models.Value(100), "+", models.F("tax_percent")
                        ),
                    ),
                    "/",
                    models.Value(100),
                ),
                output_field=models.DecimalField(decimal_places=2, max_digits=12),
            ),
        ),
    ]
