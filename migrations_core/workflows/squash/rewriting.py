"""Change the names of migrations in the text of a migration file, and nothing else of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from migrations_core.exceptions import MigrationKey

LISTS = ("dependencies", "run_before", "replaces")

Replacement = Mapping[MigrationKey, MigrationKey]
Edit = tuple[int, int, bytes]
"""From, to (offsets into the encoded text), and what stands there afterwards."""


class UnreadableListError(Exception):
    """A list of migrations that is not written out."""


def rewritten(text: str, replacement: Replacement, *, make_permanent: bool = False) -> str:
    """Return the text with names replaced in its lists, and without ``replaces`` if ``make_permanent``.

    A name that a list has already, or gets twice, is written once. Raises UnreadableListError for names in a list that
    is computed.
    """
    encoded = text.encode()
    offsets = _line_offsets(encoded)

    def span(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            offsets[node.lineno - 1] + node.col_offset,
            offsets[node.end_lineno - 1] + node.end_col_offset,
        )

    edits = list[Edit]()
    for name, statement, value, siblings in _assignments(ast.parse(text)):
        if name == "replaces" and make_permanent:
            edits.append(_without_statement(encoded, *span(statement), is_alone=not siblings))
        else:
            edits += _edits_of_list(encoded, value, replacement, span)
    for start, end, new in sorted(edits, reverse=True):
        encoded = encoded[:start] + new + encoded[end:]
    return encoded.decode()


def names_in(text: str) -> set[MigrationKey]:
    """Return the migrations that are named in the lists of a file, as far as they are written out."""
    return {
        key
        for _, _, value, _ in _assignments(ast.parse(text))
        for node in ast.walk(value)
        if (key := _key(node)) is not None
    }


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.expr, int]]:
    """Yield the lists of migrations: name, statement, value, and how many statements stand beside it."""
    for outer in tree.body:
        if not isinstance(outer, ast.ClassDef) or outer.name != "Migration":
            continue
        siblings = len(outer.body) - 1
        for statement in outer.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in LISTS:
                    yield name, statement, value, siblings
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                    name in LISTS
                ):
                    yield name, statement, value, siblings


def _key(node: ast.AST) -> MigrationKey | None:
    match node:
        case ast.Tuple(elts=[ast.Constant(value=str() as app), ast.Constant(value=str() as name)]):
            return app, name
        case ast.List(elts=[ast.Constant(value=str() as app), ast.Constant(value=str() as name)]):
            return app, name
    return None


def _edits_of_list(
    encoded: bytes,
    value: ast.expr,
    replacement: Replacement,
    span: Callable[[ast.expr], tuple[int, int]],
) -> Iterator[Edit]:
    if not isinstance(value, ast.List | ast.Tuple):
        if any(_key(node) in replacement for node in ast.walk(value)):
            raise UnreadableListError
        return
    kept = {_key(element) for element in value.elts} - set(replacement)
    for element in value.elts:
        key = _key(element)
        if key is None or key not in replacement:
            continue
        new = replacement[key]
        if new in kept:
            yield _with_comma(encoded, *span(element))
            continue
        kept.add(new)
        start, end = span(element)
        quote = '"' if b'"' in encoded[start:end] else "'"
        app, name = (f"{quote}{part}{quote}" for part in new)
        yield start, end, f"({app}, {name})".encode()


def _with_comma(encoded: bytes, start: int, end: int) -> Edit:
    """Take an element out, with the comma behind it and with its line if it has one of its own."""
    rest = encoded[end:]
    stripped = rest.lstrip(b" ")
    if stripped.startswith(b","):
        end += len(rest) - len(stripped) + 1
    line_start = encoded.rfind(b"\n", 0, start) + 1
    line_end = encoded.find(b"\n", end)
    if (
        not encoded[line_start:start].strip()
        and line_end >= 0
        and not encoded[end:line_end].strip()
    ):
        return line_start, line_end + 1, b""
    while encoded[end : end + 1] == b" ":
        end += 1
    return start, end, b""


def _without_statement(encoded: bytes, start: int, end: int, *, is_alone: bool) -> Edit:
    """Take a statement out of its class: with its lines, and the empty ones above it, if they are its own."""
    if is_alone:
        return start, end, b"pass"
    line_start = encoded.rfind(b"\n", 0, start) + 1
    line_end = encoded.find(b"\n", end) + 1 or len(encoded)
    before, behind = encoded[line_start:start], encoded[end:line_end]
    if behind.lstrip(b" ").startswith(b";"):
        rest = behind.lstrip(b" ").removeprefix(b";").lstrip(b" ")
        return start, line_end - len(rest), b""
    if before.strip():
        return start - len(before) + len(before.rstrip().removesuffix(b";")), end, b""
    while encoded[:line_start].endswith(b"\n\n"):
        line_start -= 1
    return line_start, line_end, b""


def _line_offsets(encoded: bytes) -> list[int]:
    offsets = [0]
    for line in encoded.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets
