"""The value that existing rows get where a field demands one and the database has none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone


def _now_as(internal_type: str) -> object:
    if internal_type == "DateTimeField":
        return timezone.now()
    # Dates and times are naive in Django, so is the clock that they are read from.
    now = datetime.now()
    return {"DateField": now.date, "TimeField": now.time}.get(internal_type, lambda: now)()


def implicit_default(field: Any) -> object:
    """Give the field's default, or the one that its options imply, or None."""
    if field.has_default():
        return field.get_default()
    if field.generated:
        return None
    if not field.null and field.blank and field.empty_strings_allowed:
        return b"" if field.get_internal_type() == "BinaryField" else ""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return _now_as(field.get_internal_type())
    return None
