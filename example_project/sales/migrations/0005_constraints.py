from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_merge_open_orders")]

    operations = [
        migrations.AddConstraint(
            "order",
            models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("customer",),
                name="sales_one_open_order",
            ),
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                condition=models.Q(("status", "open"), ("placed__isnull", False), _connector="OR"),
                name="sales_placed_orders_have_a_date",
            ),
        ),
        migrations.AddConstraint(
            "orderline",
            models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="sales_quantity_positive"
            ),
        ),
    ]
