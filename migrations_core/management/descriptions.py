"""Operations in one line each, for ``migrate --plan``."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator

from migrations_core.failures import description_of

MAX_DETAIL_LENGTH = 40


def describe_operation(operation: Any, *, backwards: bool) -> tuple[str, bool]:
    """Return the line, and whether it says that the operation cannot be undone."""
    details = _details(operation, backwards=backwards)
    if details is None:
        return description_of(operation) + " -> IRREVERSIBLE", True
    prefix = "Undo " if backwards and not _has_own_text(operation) else ""
    arrow = f" -> {details}" if details else ""
    return prefix + description_of(operation) + Truncator(arrow).chars(MAX_DETAIL_LENGTH), False


def _has_own_text(operation: Any) -> bool:
    return hasattr(operation, "code") or hasattr(operation, "sql")


def _details(operation: Any, *, backwards: bool) -> str | None:
    """Return the docstring or SQL that says more than the operation's name; None if it cannot be undone."""
    if hasattr(operation, "code"):
        code = operation.reverse_code if backwards else operation.code
        text = (code.__doc__ or "") if code else None
    elif hasattr(operation, "sql"):
        text = operation.reverse_sql if backwards else operation.sql
    else:
        text = ""
    if text is None:
        return None if backwards else ""
    return str(text).replace("\n", "")
