from django.db import migrations


def merge_open_orders(apps, schema_editor):
    """Leave every customer one open order, the latest, with the lines of all of them."""
    alias = schema_editor.connection.alias
    lines = apps.get_model("sales", "OrderLine").objects.using(alias)
    users = apps.get_model("people", "User").objects.using(alias)
    for user in users.filter(orders__status="open").distinct():
        *older, latest = user.orders.filter(status="open").order_by("pk")
        position = max((line.position for line in latest.lines.all()), default=0)
        for order in older:
            for line in order.lines.order_by("position"):
                position += 1
                lines.filter(pk=line.pk).update(order=latest, position=position)
            latest.total += order.total
            order.delete()
        latest.save(update_fields=["total"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0001_initial"), ("sales", "0003_line_amounts")]

    operations = [
        migrations.RunPython(merge_open_orders, migrations.RunPython.noop, atomic=True),
        migrations.RunSQL(
            "UPDATE sales_order SET note = 'placed without a date' "
            "WHERE placed IS NULL AND status <> 'open'",
            migrations.RunSQL.noop,
        ),
    ]
