"""What columns of generated models hold, as far as the documentation of refused changes tells kinds apart."""

from __future__ import annotations

from tests.fuzz import vocabulary as words
from tests.fuzz.project import RELATIONS, USER, Field, Project

NUMBER = "number"
KINDS = {
    **dict.fromkeys((*words.NUMBERS, "AutoField", "BigAutoField", "SmallAutoField"), NUMBER),
    "BooleanField": NUMBER,
    "UUIDField": "UUID",
    "DateField": "date",
    "DateTimeField": "moment",
    "DurationField": "duration",
    "TimeField": "time",
    "BinaryField": "bytes",
    "JSONField": "JSON",
}
"""All else is text, or nobody knows."""
CAST = {("date", "moment"), ("moment", "date"), ("moment", "time"), ("JSON", NUMBER)}


def can_be_cast(before: str | None, after: str | None) -> bool:
    """Tell whether some database casts values of one kind to the other."""
    return not before or not after or before == after or (before, after) in CAST


def kind_of(project: Project, field: Field) -> str | None:
    """Return the kind of a field; that of what it refers to for a foreign key."""
    if field.kind == "ManyToManyField" or field.kind not in RELATIONS:
        return KINDS.get(field.kind)
    target = project.user.uid if field.to == USER and project.user else field.to
    if target == USER or target is None:
        return NUMBER
    named = field.get("to_field")
    if named:
        fields = {each.uid: each for _, each in project.owned()}
        return kind_of(project, fields[named.fields[0]])
    key = key_of(project, target)
    return kind_of(project, key) if key else NUMBER


def key_of(project: Project, uid: int) -> Field | None:
    """Return the primary key that a model or what it derives from says; None for the usual one."""
    for model in project.models:
        if model.uid == uid:
            own = next((field for field in model.fields if field.is_key), None)
            return own or (key_of(project, model.base) if model.base else None)
    return None
