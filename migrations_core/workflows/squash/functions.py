"""Copy what a squashed migration calls out of the migrations that it replaces, whose files go one day.

Django asks the user to do it. A function is copied with all that it uses of its file: other functions, constants,
imports. Names that two files give to different things get the number of their migration. What cannot be told to mean
the same in another file is left to the user.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrations_core.values import frozen
from migrations_core.workflows.squash.sources import Imported, NotCopyableError, Source

Identity = tuple[object, ...]

OWN_NAMES: dict[str, Identity] = {
    "migrations": ("from", "django.db", "migrations"),
    "models": ("from", "django.db", "models"),
    "settings": ("from", "django.conf", "settings"),
    "Migration": ("the class in the new file",),
}
"""What the new file means by names of its own."""


@frozen
class Copied:
    """Code for the new file."""

    imports: set[str]
    code: str
    renamed: Mapping[tuple[str, str], str]
    """(module, name) -> the name in the new file, for all that was copied."""
    failed: Mapping[str, str]
    """Modules of which nothing could be copied, and what was in the way."""


@dataclass
class Copier:
    """Copies from one file after the other into the same new one."""

    taken: dict[str, Identity] = field(default_factory=lambda: dict(OWN_NAMES))
    imports: set[str] = field(default_factory=set)
    segments: list[str] = field(default_factory=list)
    renamed: dict[tuple[str, str], str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def copy(self, module: str, names: Iterable[str]) -> None:
        """Copy the named things, all or none of them."""
        try:
            self._accept(_Selection(Source(module), list(names)))
        except (NotCopyableError, SyntaxError, OSError) as error:
            self.failed[module] = str(error)

    def copied(self) -> Copied:
        return Copied(self.imports, "\n\n".join(self.segments), self.renamed, self.failed)

    def _accept(self, selection: _Selection) -> None:
        names = {name: self._name_for(name, selection) for name in selection.identities}
        changed = {old: new for old, new in names.items() if old != new}
        imports = {
            imported.line(names[name])
            for name, all_imported in selection.imports.items()
            for imported in all_imported
        }
        known = set(self.taken.values())
        segments = [
            selection.text(statement, changed)
            for statement, defines in selection.statements()
            if not known.issuperset(selection.identities[name] for name in defines)
        ]
        # Only now, as everything can be copied.
        self.imports |= imports
        self.segments += segments
        self.taken.update(
            (names[name], identity) for name, identity in selection.identities.items()
        )
        self.renamed.update(((selection.source.module, old), new) for old, new in names.items())

    def _name_for(self, name: str, selection: _Selection) -> str:
        identity = selection.identities[name]
        migration = selection.source.module.rpartition(".")[2]
        number = migration.split("_")[0]
        for candidate in (name, f"{name}_{number}", f"{name}_{migration}"):
            if self.taken.get(candidate, identity) == identity:
                return candidate
        raise NotCopyableError(f"the name {name} is taken")


PLACES_IN_F_STRINGS_ARE_WRONG = sys.version_info < (3, 12)


class _Selection:
    """The part of a module that some names of it need."""

    def __init__(self, source: Source, names: list[str]) -> None:
        self.source = source
        self.imports: dict[str, list[Imported]] = {}
        self.identities: dict[str, Identity] = {}
        self._statements: dict[ast.stmt, list[str]] = {}
        pending = names
        while pending:
            name = pending.pop()
            if name not in self.identities:
                pending += self._add(name)

    def _add(self, name: str) -> list[str]:
        source = self.source
        defined, imported = source.definitions.get(name), source.imports.get(name)
        if name == "Migration" or name in source.unclear or not (defined or imported):
            raise NotCopyableError(name)
        if imported is not None:
            self.imports[name] = imported
            self.identities[name] = imported[0].identity
            return []
        assert defined is not None
        self._statements.setdefault(defined, []).append(name)
        # Its own text and what it uses in its own file: the same text elsewhere may use other things.
        self.identities[name] = ("defined", name, self._closure_text(defined))
        return [other for other in source.needs(defined) if other not in self.identities]

    def _closure_text(self, statement: ast.stmt) -> str:
        reached: dict[ast.stmt, None] = {}
        imported: set[str] = set()
        pending = [statement]
        while pending:
            current = pending.pop()
            if current in reached:
                continue
            reached[current] = None
            for name in self.source.needs(current):
                if name in self.source.definitions:
                    pending.append(self.source.definitions[name])
                imported.update(str(each.identity) for each in self.source.imports.get(name, ()))
        return "\n".join([*(ast.dump(each) for each in reached), *sorted(imported)])

    def statements(self) -> Iterator[tuple[ast.stmt, list[str]]]:
        """Yield what is to be copied, in the order of the file, with the names that it defines."""
        for statement in self.source.tree.body:
            if statement in self._statements:
                yield statement, self._statements[statement]

    def text(self, statement: ast.stmt, changed: Mapping[str, str]) -> str:
        """Return the text of a statement with names changed, or refuse where one name means several things."""
        start, end = self.source.segment(statement)
        lines = self.source.lines[start:end]
        for line, column, old in sorted(_places(statement, changed), reverse=True):
            text = lines[line - 1 - start].encode()
            # The name of a definition stands behind its keyword, everything else where the node is.
            found = re.compile(rf"\b{re.escape(old)}\b".encode()).search(text, column)
            if found is None:
                raise NotCopyableError(old)
            text = text[: found.start()] + changed[old].encode() + text[found.end() :]
            lines[line - 1 - start] = text.decode()
        return "".join(lines).rstrip() + "\n"


def _places(statement: ast.stmt, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and old name wherever a name is to be changed."""
    top_level = {*getattr(statement, "targets", ()), getattr(statement, "target", None), statement}
    for node in ast.walk(statement):
        name, binds = _name_at(node)
        if isinstance(node, ast.JoinedStr) and PLACES_IN_F_STRINGS_ARE_WRONG and names:
            raise NotCopyableError("an f-string, before Python 3.12")
        if name not in names:
            continue
        if binds and node not in top_level:
            raise NotCopyableError(f"{name} means several things")
        assert isinstance(node, (ast.stmt, ast.expr))
        yield node.lineno, node.col_offset, name


def _name_at(node: ast.AST) -> tuple[str, bool]:
    """Return the name that stands at a node, if one does, and whether it is given a meaning there."""
    match node:
        case ast.Name(id=name, ctx=context):
            return name, not isinstance(context, ast.Load)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name, True
        case ast.arg(arg=name) | ast.ExceptHandler(name=str() as name):
            return name, True
        case ast.alias(name=name, asname=alias):
            return alias or name.split(".")[0], True
    return "", False
