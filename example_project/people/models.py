"""Customers and staff, in place of Django's user model."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """A person who logs in with an email address that is unique whatever its case."""

    display_name = models.CharField(max_length=120, blank=True)
    referred_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="people_unique_email"
            )
        ]


class Membership(models.Model):
    """What a person is entitled to; a person has at most one."""

    class Level(models.TextChoices):
        """From least to most expensive."""

        READER = "reader"
        PATRON = "patron"

    user = models.OneToOneField(User, models.CASCADE, primary_key=True)
    level = models.CharField(max_length=10, choices=Level.choices, db_default=Level.READER)
    since = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["reader", "patron"]), name="people_known_level"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.level}"
