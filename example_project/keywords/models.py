"""A reusable app: keywords for objects of any model."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Keyword(models.Model):
    """A word that things can be found by."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Assignment(models.Model):
    """A keyword given to an object."""

    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="assignments")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keyword", "content_type", "object_id"], name="keywords_once_per_object"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="keywords_by_object")]

    def __str__(self):
        return f"{self.keyword}: {self.target}"
