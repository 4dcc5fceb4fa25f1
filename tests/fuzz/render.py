"""Write a project down as models.py files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.fuzz.project import APPS, RELATIONS, USER, Code, Field, Model, Project

HEADER = """\
import datetime
import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Upper

from tests.fuzz import referred
"""
AUTH_HEADER = "from django.contrib.auth.models import AbstractUser\n"
POSTGRESQL_HEADER = """\
from django.contrib.postgres import indexes as pg_indexes
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
"""
OUTSIDE = ("ArrayField", "IntegerRangeField")
"""Fields that are not in django.db.models."""


def render(project: Project, vendor: str) -> dict[str, str]:
    """Return the text of models.py by app."""
    header = HEADER + (POSTGRESQL_HEADER if vendor == "postgresql" else "")
    header += AUTH_HEADER if project.user else ""
    texts = {app: [header] for app in APPS}
    for model in bases_first(project):
        base = None if model.base is None else project.model(model.base)
        if base and base.app != model.app:
            texts[model.app].append(f"from {base.app}.models import {base.name}")
        texts[model.app].append("\n".join(_class(project, model, base)))
    return {app: "\n\n".join(parts) + "\n" for app, parts in texts.items()}


def user_setting(project: Project) -> str:
    """Return AUTH_USER_MODEL, that of Django where the project has no user model of its own."""
    return label(project.user) if project.user else "auth.User"


def label(model: Model) -> str:
    return f"{model.app}.{model.name}"


def bases_first(project: Project) -> Iterator[Model]:
    done: set[int] = set()

    def visit(model: Model) -> Iterator[Model]:
        if model.uid in done:
            return
        done.add(model.uid)
        if model.base is not None:
            yield from visit(project.model(model.base))
        yield model

    for model in project.models:
        yield from visit(model)


def spelled(code: Code, names: dict[int, str]) -> str:
    """Return source with the names of fields put in."""
    return re.sub(r"<(\d)>", lambda found: names[code.fields[int(found[1])]], code.text)


def _class(project: Project, model: Model, base: Model | None) -> Iterator[str]:
    root = "AbstractUser" if model.kind == "user" else "models.Model"
    parent = base.name if base else root
    yield f"class {model.name}({'referred.Shouting, ' if model.mixin else ''}{parent}):"
    for field in model.fields:
        yield f"    {field.name} = {_field(project, field)}"
    if model.managers:
        yield f"    {model.managers}"
    meta = list(_meta(model, project.names))
    if meta:
        yield from ("", "    class Meta:", *meta)
    elif not (model.fields or model.managers):
        yield "    pass"


def _field(project: Project, field: Field) -> str:
    arguments = []
    if field.kind in RELATIONS:
        user = field.to == USER or field.to is None
        target = None if user or field.to is None else label(project.model(field.to))
        arguments.append(repr(target) if target else "settings.AUTH_USER_MODEL")
    if field.through is not None:
        arguments.append(f"through={label(project.model(field.through))!r}")
    for name, code in field.arguments:
        value = spelled(code, project.names)
        arguments.append(value if name == "*" else f"{name}={value}")
    arguments.sort(key=lambda argument: bool(re.match(r"\w+=", argument)))
    plain = "." in field.kind or field.kind in OUTSIDE
    return f"{'' if plain else 'models.'}{field.kind}({', '.join(arguments)})"


def _meta(model: Model, names: dict[int, str]) -> Iterator[str]:
    for name, code in model.options:
        yield f"        {name} = {spelled(code, names)}"
    if model.kind in ("abstract", "proxy"):
        yield f"        {model.kind} = True"
    for option in ("indexes", "constraints", "unique_together"):
        entries = [spelled(e.code, names) for e in model.entries if e.option == option]
        if entries:
            yield f"        {option} = [{', '.join(entries)}]"
