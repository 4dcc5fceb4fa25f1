from decimal import Decimal

from django.db import migrations, models


def fill(apps, schema_editor):
    """Work status and total out, from the lines of each order."""
    orders = apps.get_model("sales", "Order").objects.using(schema_editor.connection.alias)
    for order in orders.prefetch_related("lines"):
        lines = order.lines.all()
        order.total = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
        order.status = "placed" if order.placed else "open"
        order.save(update_fields=["status", "total"])


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [
        migrations.AddField(
            "order",
            "status",
            models.CharField(
                choices=[("open", "Open"), ("placed", "Placed"), ("sent", "Sent")],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "order", "total", models.DecimalField(decimal_places=2, default=0, max_digits=12)
        ),
        migrations.AddField("order", "note", models.TextField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
