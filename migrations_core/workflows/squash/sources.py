"""Read a migration file as statements: which names it binds, and what a statement needs of them."""

from __future__ import annotations

import ast
import builtins
import importlib.util
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from migrations_core.values import frozen


class NotCopyableError(Exception):
    """Code that means something else, or nothing, in another file."""


BOUND_TO_FILE = {"__file__", "__name__", "__package__", "__path__", "__spec__", "globals"}


@frozen
class Imported:
    """What an import statement binds a name to."""

    module: str
    name: str | None
    """None: the module itself."""
    alias: str | None = None

    def line(self, bound: str) -> str:
        """Write the import so that it binds ``bound``."""
        if self.name is not None:
            return f"from {self.module} import {self.name}" + _as(self.name, bound)
        if self.alias is None and self.module.split(".")[0] == bound:
            return f"import {self.module}"
        if self.alias is None and "." in self.module:
            # "import a.b" binds a: under another name it would be a.b.
            raise NotCopyableError(f"import {self.module}")
        return f"import {self.module}" + _as(self.module, bound)

    @property
    def identity(self) -> tuple[str, ...]:
        """Be equal for what is the same whichever way it was imported."""
        if self.name is not None:
            return "from", self.module, self.name
        return "import", self.module if self.alias else self.module.split(".")[0]


def _as(name: str, bound: str) -> str:
    return "" if name == bound else f" as {bound}"


BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.AugAssign, ast.Delete)


class Source:
    """The statements of one module."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.text = _text_of(module)
        self.tree = ast.parse(self.text)
        self.lines = self.text.splitlines(keepends=True)

    @cached_property
    def definitions(self) -> dict[str, ast.stmt]:
        """Map names to the statements at the top level that define them."""
        return {name: each for each in self.tree.body for name in _defined(each)}

    @cached_property
    def unclear(self) -> set[str]:
        """Names of which only running the file tells what they are bound to in the end."""
        counted = Counter(name for each in self.tree.body for name in _defined(each))
        often = {name for name, count in counted.items() if count > 1}
        different = {
            name
            for name, found in self.imports.items()
            if len({each.identity for each in found}) > 1
        }
        blocks = (each for each in self.tree.body if isinstance(each, BLOCKS))
        in_blocks = {
            name for block in blocks for node in ast.walk(block) for name in _bound_at(node)
        }
        return often | different | in_blocks | (self.definitions.keys() & self.imports.keys())

    @cached_property
    def imports(self) -> dict[str, list[Imported]]:
        """Map names to what imports at the top level bind them to; ``import a.b`` and ``import a.c`` both bind a."""
        found: dict[str, list[Imported]] = {}
        for statement in self.tree.body:
            for bound, imported in _imported(statement, self.module):
                found.setdefault(bound, []).append(imported)
        return found

    def needs(self, statement: ast.stmt) -> list[str]:
        """Return the names of the module that a statement uses, or may use: locals of the same name count."""
        names: dict[str, None] = {}
        for node in ast.walk(statement):
            if isinstance(node, ast.Global):
                raise NotCopyableError(f"global {', '.join(node.names)}")
            if isinstance(node, ast.Name):
                names[node.id] = None
        if bound := BOUND_TO_FILE & names.keys():
            raise NotCopyableError(", ".join(sorted(bound)))
        if unclear := self.unclear & names.keys():
            raise NotCopyableError(f"{', '.join(sorted(unclear))} may be one thing or another")
        known = [name for name in names if name in self.definitions or name in self.imports]
        if "*" in self.imports and any(
            not hasattr(builtins, name) for name in names.keys() - set(known)
        ):
            raise NotCopyableError("import *")
        return known

    def segment(self, statement: ast.stmt) -> tuple[int, int]:
        """Return the lines of a statement, decorators and comments right above it included, counted from 0."""
        decorators = getattr(statement, "decorator_list", [])
        start = min([statement.lineno, *(d.lineno for d in decorators)]) - 1
        while start and self.lines[start - 1].lstrip().startswith("#"):
            start -= 1
        assert statement.end_lineno is not None
        return start, statement.end_lineno


def _text_of(module: str) -> str:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        raise NotCopyableError(module)
    return Path(spec.origin).read_text(encoding="utf-8")


def _defined(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _bound_at(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node anywhere in a block gives a meaning to."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.stmt):
        yield from _defined(node)


def _imported(statement: ast.stmt, module: str) -> Iterator[tuple[str, Imported]]:
    match statement:
        case ast.Import(names=aliases):
            for alias in aliases:
                bound = alias.asname or alias.name.split(".")[0]
                yield bound, Imported(alias.name, None, alias.asname)
        case ast.ImportFrom(names=aliases):
            package = module.rpartition(".")[0]
            relative = "." * statement.level + (statement.module or "")
            origin = importlib.util.resolve_name(relative, package) if statement.level else relative
            for alias in aliases:
                yield alias.asname or alias.name, Imported(origin, alias.name, alias.asname)
