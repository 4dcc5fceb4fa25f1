"""Tell what is in the databases, read through the models of today."""

from django.core.management.base import BaseCommand
from django.db.models import Count, Max, Min, Sum

from archive.models import Snapshot
from catalogue.models import AudioBook, Author, Contribution, Item, Publisher, Remainder
from keywords.models import Keyword
from people.models import Membership, User
from sales.models import Order, OrderLine

COUNTED = (
    (User, {"names": Count("display_name", distinct=True)}),
    (Membership, {"first": Min("since")}),
    (Keyword, {"slugs": Count("slug", distinct=True)}),
    (Publisher, {"names": Count("name", distinct=True)}),
    (Author, {"families": Count("family_name", distinct=True), "last": Max("family_name")}),
    (Item, {"net": Sum("net_price"), "gross": Sum("gross_price"), "codes": Count("code")}),
    (Remainder, {"pages": Sum("pages")}),
    (AudioBook, {"minutes": Sum("minutes"), "readers": Count("read_by", distinct=True)}),
    (Contribution, {"places": Sum("_order")}),
    (Item.subjects.through, {"weight": Sum("weight")}),
    (Order, {"total": Sum("total"), "customers": Count("customer", distinct=True)}),
    (OrderLine, {"amount": Sum("amount"), "quantity": Sum("quantity")}),
    (Snapshot, {"turnover": Sum("turnover"), "latest": Max("month")}),
)


class Command(BaseCommand):
    """Print a line per model: how many rows, and sums that a lost value would change."""

    help = __doc__

    def handle(self, **options):
        """Print the lines."""
        for model, sums in COUNTED:
            found = model.objects.aggregate(**sums)
            facts = ", ".join(f"{name} {value}" for name, value in found.items())
            count = model.objects.count()
            self.stdout.write(f"{model._meta.label}: {count} rows, {facts}")
