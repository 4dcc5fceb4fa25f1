"""Where in a migration file something stands: the line of an attribute, of an operation, of what raised."""

from __future__ import annotations

import ast
from pathlib import Path
from traceback import walk_tb


def place(file: str | None, line: int | None) -> str:
    """Say it in brackets, as far as it is known."""
    if file is None:
        return ""
    return f" ({file})" if line is None else f" ({file}, line {line})"


def line_in(file: str | None, error: BaseException) -> int | None:
    """Return the innermost line of a file at which an exception left it, or at which it cannot be parsed."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    lines = [
        line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == file
    ]
    return lines[-1] if lines else None


def line_of_attribute(file: str | None, name: str) -> int | None:
    """Return the line at which a class says what ``name`` is, if the file says so."""
    value = _value_of(file, name)
    return None if value is None else value.lineno


def line_of_operation(file: str | None, number: int) -> int | None:
    """Return the line of an operation, by its number in the file."""
    calls = operation_calls(file)
    return calls[number - 1].lineno if number <= len(calls) else None


def operation_calls(file: str | None) -> list[ast.expr]:
    """Return the elements of ``Migration.operations`` as a file spells them."""
    match _value_of(file, "operations"):
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return elements
    return []


def _value_of(file: str | None, name: str) -> ast.expr | None:
    if file is None:
        return None
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):  # in an archive, or compiled
        return None
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if (
                found == name
            ):
                return value
    return None


def called_name(call: ast.expr) -> str | None:
    """Return the name of what is called, without the module."""
    match call:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name
    return None
