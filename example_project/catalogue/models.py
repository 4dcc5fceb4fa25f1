"""What the shop sells: items (books, audio books), who made them, and what they are about."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now


class Timestamped(models.Model):
    """When a row was made and last changed."""

    created = models.DateTimeField(db_default=Now(), editable=False)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Publisher(Timestamped):
    """A publishing house, perhaps an imprint of another one."""

    name = models.CharField(max_length=200, unique=True)
    country = models.CharField(max_length=2, db_default="GB")
    imprint_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    def __str__(self):
        return self.name


class Subject(models.Model):
    """What an item is about."""

    name = models.CharField(max_length=100, unique=True)
    related = models.ManyToManyField("self", blank=True)

    def __str__(self):
        return self.name


class Author(models.Model):
    """Somebody who contributed to items."""

    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["family_name", "given_name"]
        indexes = [
            models.Index(Lower("family_name"), Lower("given_name"), name="catalogue_author_name")
        ]

    def __str__(self):
        return f"{self.given_name} {self.family_name}".strip()


class ItemQuerySet(models.QuerySet):
    """Queries that migrations may use too."""

    def in_print(self):
        """Return the items that can be ordered."""
        return self.filter(in_print=True)


class ItemManager(models.Manager.from_queryset(ItemQuerySet)):
    """The default manager, in migrations as well."""

    use_in_migrations = True


class Item(Timestamped):
    """Anything that the shop sells."""

    title = models.CharField(max_length=300)
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="items")
    authors = models.ManyToManyField(Author, through="Contribution", related_name="items")
    subjects = models.ManyToManyField(Subject, through="Classification", related_name="items")
    code = models.CharField(max_length=40, blank=True)
    in_print = models.BooleanField(db_default=True)
    net_price = models.DecimalField(max_digits=10, decimal_places=2)
    tax_percent = models.SmallIntegerField(db_default=20)
    gross_price = models.GeneratedField(
        expression=F("net_price") * (100 + F("tax_percent")) / 100,
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )

    objects = ItemManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(net_price__gte=0), name="catalogue_price_positive"),
            models.UniqueConstraint(
                fields=["publisher", "title"],
                name="catalogue_title_once_per_publisher",
                violation_error_message="The publisher has an item of this title.",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="catalogue_unique_code"
            ),
        ]
        indexes = [
            models.Index(Lower("title"), name="catalogue_item_lower_title"),
            models.Index(
                fields=["publisher"], condition=Q(in_print=True), name="catalogue_item_in_print"
            ),
            models.Index(fields=["-created", "title"], name="catalogue_item_newest"),
        ]

    def __str__(self):
        return self.title


class Book(Item):
    """An item on paper; its row extends the item's."""

    isbn = models.CharField(max_length=13, unique=True, null=True)
    pages = models.PositiveIntegerField(null=True)


class AudioBook(Item):
    """An item to listen to."""

    minutes = models.PositiveIntegerField(default=0)
    read_by = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="readings")

    class Meta:
        db_table = "catalogue_audio"


class Remainder(Book):
    """A book that is out of print, seen by the people who sell the rest of them."""

    class Meta:
        proxy = True
        ordering = ["title"]
        permissions = [("can_reduce", "Can reduce the price")]


class Contribution(models.Model):
    """An author's part in an item; the order is that of the title page."""

    item = models.ForeignKey(Item, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)
    role = models.CharField(max_length=20, default="author")

    class Meta:
        order_with_respect_to = "item"
        unique_together = [("item", "author", "role")]

    def __str__(self):
        return f"{self.author} ({self.role})"


class Classification(models.Model):
    """A subject of an item; once a plain many-to-many relation."""

    item = models.ForeignKey(Item, models.CASCADE)
    subject = models.ForeignKey(Subject, models.CASCADE)
    weight = models.FloatField(db_default=1.0)

    class Meta:
        db_table = "catalogue_item_subjects"
        unique_together = [("item", "subject")]

    def __str__(self):
        return f"{self.item}: {self.subject}"
