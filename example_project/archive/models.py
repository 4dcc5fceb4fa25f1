"""What is kept for good, in a database of its own."""

from django.db import models


class Snapshot(models.Model):
    """The sales of one month, as they were counted then."""

    month = models.DateField(unique=True)
    orders = models.PositiveIntegerField()
    turnover = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=40, default="bookshop")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-month"]
        get_latest_by = "month"

    def __str__(self):
        return f"{self.month:%Y-%m}"
