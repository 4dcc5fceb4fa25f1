"""Write a squashed migration with the functions that it calls in the file itself."""

from __future__ import annotations

import re
from typing import Any

from migrations_core.workflows.squash.functions import Copied, Copier
from migrations_core.writer import IMPORT_FROM_MIGRATION, MigrationWriter


class SquashWriter(MigrationWriter):
    """Write as Django does, except that functions of the replaced migrations are copied where that is safe."""

    copied: Copied | None = None

    def not_copied(self) -> dict[str, str]:
        """Return the modules whose functions are left to the user, and what was in the way of copying them."""
        return dict(self.copied.failed) if self.copied else {}

    def _operations(self) -> tuple[list[str], set[str]]:
        texts, imports = super()._operations()
        found = (IMPORT_FROM_MIGRATION.fullmatch(line) for line in imports)
        modules = sorted(match[1] for match in found if match)
        copier = Copier()
        for line in imports:
            if not IMPORT_FROM_MIGRATION.fullmatch(line) and line.startswith("import "):
                root = line.removeprefix("import ").split(".")[0]
                copier.taken[root] = ("import", root)
        for module in modules:
            # In a fixed order, as the first one keeps its names.
            names = {name: None for text in texts for name in _names_in(text, module)}
            copier.copy(module, names)
        self.copied = copier.copied()
        texts = [_with_names(text, self.copied) for text in texts]
        left = {
            line for line in imports if _module(line) not in {m for m, _ in self.copied.renamed}
        }
        return texts, left | self.copied.imports

    def _import_block(self, imports: set[str]) -> str:
        block = super()._import_block(imports)
        code = self.copied.code if self.copied else ""
        return f"{block}\n\n{code}" if code else block


def _module(line: str) -> str:
    return line.removeprefix("import ")


def _pattern(module: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(module)}\.(\w+)")


def _names_in(text: str, module: str) -> list[str]:
    return _pattern(module).findall(text)


def _with_names(text: str, copied: Copied) -> str:
    for module in dict.fromkeys(module for module, _ in copied.renamed):

        def new_name(match: Any, module: str = module) -> str:
            return copied.renamed[module, match[1]]

        text = _pattern(module).sub(new_name, text)
    return text
