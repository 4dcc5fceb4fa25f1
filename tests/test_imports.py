"""No module of the package needs itself, by however many others, and be it only for the sake of types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "migrations_core"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what runs when a module is imported, and what type checkers read of it."""
    for statement in body:
        yield statement
        for part in ("body", "orelse", "handlers", "finalbody"):
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from statements(getattr(statement, part, []))


def imported_names(module: str) -> Iterator[str]:
    package = module if PATHS[module].name == "__init__.py" else module.rpartition(".")[0]
    for statement in statements(ast.parse(PATHS[module].read_bytes()).body):
        match statement:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                base = ".".join([*above, *([source] if source else [])])
                yield from (f"{base}.{alias.name}" for alias in names)


def needs(module: str) -> set[str]:
    """Give the modules of the package that a module imports: itself a module, or the one that a name is taken from."""
    found = (name if name in PATHS else name.rpartition(".")[0] for name in imported_names(module))
    return {name for name in found if name in PATHS} - {module}


def circle() -> list[str]:
    try:
        TopologicalSorter({module: needs(module) for module in PATHS}).prepare()
    except CycleError as error:
        return error.args[1]  # type: ignore[no-any-return]  # as documented
    return []


def test_there_are_no_circles_of_imports() -> None:
    assert circle() == []


def test_imports_for_types_and_relative_ones_are_seen() -> None:
    assert "migrations_core.autodetector.pair" in needs("migrations_core.autodetector.relations")
    assert "migrations_core.backends.base.script" in needs("migrations_core.backends.base.channel")
