"""Orders and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Order(models.Model):
    """What a customer orders; the open one is the customer's basket."""

    class Status(models.TextChoices):
        """The way of an order."""

        OPEN = "open"
        PLACED = "placed"
        SENT = "sent"

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    placed = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(status="open"), name="sales_one_open_order"
            ),
            models.CheckConstraint(
                condition=Q(status="open") | Q(placed__isnull=False),
                name="sales_placed_orders_have_a_date",
            ),
        ]

    def __str__(self):
        return f"{self.pk} ({self.status})"


class OrderLine(models.Model):
    """A position of an order, identified by both."""

    pk = models.CompositePrimaryKey("order_id", "position")
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(db_default=1)
    unit_price = models.DecimalField(max_digits=12, decimal_places=4)
    amount = models.GeneratedField(
        expression=F("quantity") * F("unit_price"),
        output_field=models.DecimalField(max_digits=14, decimal_places=4),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="sales_quantity_positive")
        ]

    def __str__(self):
        return f"{self.order_id}/{self.position}"
