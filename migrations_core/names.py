"""How models are named in migrations, by keys such as ``("shop", "order")``, and values in messages."""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

ModelKey = tuple[str, str]
"""(app label, model name in lower case)."""


def resolve_relation(
    model: str | type[Model], app_label: str | None = None, model_name: str | None = None
) -> ModelKey:
    """Give the key of a model that a field refers to.

    ``app_label`` and ``model_name`` say where the reference stands: they complete ``"self"`` and names without an app.
    Raises TypeError when the reference needs what is not given.
    """
    if not isinstance(model, str):
        return model._meta.app_label, model._meta.model_name  # type: ignore[return-value]  # a string once bound
    if model == RECURSIVE_RELATIONSHIP_CONSTANT:
        if app_label is None or model_name is None:
            msg = "app_label and model_name must be provided to resolve recursive relationships."
            raise TypeError(msg)
        return app_label, model_name
    if "." in model:
        app_label, model_name = model.split(".", 1)
        return app_label, model_name.lower()
    if app_label is None:
        msg = "app_label must be provided to resolve unscoped model relationships."
        raise TypeError(msg)
    return app_label, model.lower()


def models_among(
    bases: Iterable[str | type], app_label: str, model_name: str
) -> Iterator[ModelKey]:
    """Yield the keys of the models that a model is derived from by its bases.

    Migrations name models by strings. A class in their place may be an abstract one, which is no model of its own but
    may be derived from one.
    """
    for base in bases:
        if isinstance(base, str):
            yield resolve_relation(base, app_label, model_name)
        elif hasattr(base, "_meta") and base._meta.abstract:
            yield from models_among(base.__bases__, app_label, model_name)
        elif hasattr(base, "_meta"):
            yield resolve_relation(base)


def readable(value: Any) -> str:
    """Show a value as ``repr()`` does, but functions by the names that lead to them."""
    if isinstance(value, FunctionType | MethodType):
        return ".".join(filter(None, (value.__module__, value.__qualname__)))
    # Subclasses may show themselves differently.
    if type(value) is list:
        return f"[{', '.join(map(readable, value))}]"
    if type(value) is tuple:
        return f"({', '.join(map(readable, value))}{',' if len(value) == 1 else ''})"
    if type(value) is dict:
        return f"{{{', '.join(f'{key!r}: {readable(item)}' for key, item in value.items())}}}"
    return repr(value)


LONGEST_SHOWN = 200


def in_short(value: object) -> str:
    """Show a value whose ``repr()`` may be long, or raise."""
    try:
        text = repr(value)
    except Exception:
        return f"<{type(value).__name__}, which cannot be shown>"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def text_of(error: BaseException) -> str:
    """Return what an exception says, if it can say it at all."""
    try:
        return str(error)
    except Exception as other:
        return f"(its text cannot be shown: __str__() raises {type(other).__name__})"


def said(error: BaseException) -> str:
    """Return the class of an exception and what it says."""
    text = text_of(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
