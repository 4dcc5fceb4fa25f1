"""The exceptions that a model class has as attributes."""

from __future__ import annotations

from functools import cache

from django.apps.registry import Apps
from django.db import models

MODULE = "__fake__"
"""Where historical models say that they are defined."""


@cache
def exceptions() -> dict[str, type[Exception]]:
    """Give those of some model; the names and the bases are everywhere the same."""
    meta = type("Meta", (), {"app_label": "any", "apps": Apps()})
    any_model = type("Any", (models.Model,), {"Meta": meta, "__module__": MODULE})
    return {
        name: value
        for name, value in vars(any_model).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
