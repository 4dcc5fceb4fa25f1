"""What a migration file says by a setting's name, kept that way: who reads a new file may have set it otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from migrations_core.migration import SwappableTuple
from migrations_core.writer import SWAPPABLE, setting_of_model

if TYPE_CHECKING:
    from migrations_core.exceptions import MigrationKey
    from migrations_core.migration import Migration


def as_written(migration: Migration, attribute: str = "dependencies") -> list[Any]:
    """Give a list of a loaded migration with the expressions of its swappable dependencies, as its file has them."""
    keys = getattr(migration, attribute)
    # Ours, or Django's in a file that imports Django.
    number = sum(hasattr(key, "setting") for key in keys)
    expressions = list(_expressions(migration.origin, attribute)) if number else []
    # Of a list that is computed, only the values are known.
    found = iter(expressions if len(expressions) == number else [None] * number)
    return [
        _swappable(key, next(found)) if hasattr(key, "setting") else (key[0], key[1])
        for key in keys
    ]


def unique(keys: Iterable[Any]) -> Iterator[Any]:
    """Leave each out but the first; two settings may name models of one app today, and of two tomorrow."""
    seen = set()
    for key in keys:
        value = (*key, getattr(key, "expression", None))
        if value not in seen:
            seen.add(value)
            yield key


def _swappable(key: Any, expression: str | None) -> MigrationKey:
    expression = expression or setting_of_model(key.setting)
    setting = re.fullmatch(r"settings\.(\w+)", expression)
    if setting:
        return SWAPPABLE, setting[1]
    written = SwappableTuple((key[0], key[1]), key.setting)
    written.expression = expression
    return written


def _expressions(file: str | None, attribute: str) -> Iterator[str | None]:
    """Yield the argument of each ``swappable_dependency()`` in a list, None where other code would be needed."""
    if file is None or not Path(file).exists():
        return
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    has_settings = any(map(_imports_settings, tree.body))
    calls = [
        node for value in _values(tree, attribute) for node in ast.walk(value) if _is_call(node)
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        names = {node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)}
        is_clear = names <= {"getattr", "settings"} and (has_settings or "settings" not in names)
        yield ast.unparse(call.args[0]) if is_clear else None


def _values(tree: ast.Module, attribute: str) -> Iterator[ast.expr]:
    for outer in tree.body:
        if isinstance(outer, ast.ClassDef) and outer.name == "Migration":
            for statement in outer.body:
                match statement:
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == attribute:
                        yield value
                    case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                        name == attribute
                    ):
                        yield value


def _is_call(node: ast.AST) -> TypeGuard[ast.Call]:
    match node:
        case ast.Call(
            func=ast.Attribute(attr="swappable_dependency") | ast.Name(id="swappable_dependency"),
            args=[_],
        ):
            return True
    return False


def _imports_settings(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and (
        statement.module == "django.conf"
        and any(alias.name == "settings" and not alias.asname for alias in statement.names)
    )
