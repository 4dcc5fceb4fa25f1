"""Change and delete several files, or none of them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from migrations_core.exceptions import UnwritableFileError
from migrations_core.writer import write_files


def change_files(
    texts: Mapping[str, str], deletions: Iterable[str], check: Callable[[], None]
) -> None:
    """Write ``texts`` ({path: text}) and delete files; whatever goes wrong, ``check`` included, all is as before.

    What is deleted is kept under a name that no loader reads until everything else is done.
    """
    before = {path: Path(path).read_text(encoding="utf-8") for path in texts}
    aside = list[str]()
    with ExitStack() as undo:
        for path in deletions:
            hidden = _hidden_beside(path)
            try:
                os.replace(path, hidden)
            except OSError as error:
                raise UnwritableFileError(f"Could not delete {path}: {error.strerror}.") from error
            undo.callback(os.replace, hidden, path)
            aside.append(hidden)
        undo.callback(write_files, before)
        write_files(texts)
        check()
        undo.pop_all()
    for hidden in aside:
        os.unlink(hidden)


def _hidden_beside(path: str) -> str:
    directory, name = os.path.split(path)
    return os.path.join(directory, f".{name}.{secrets.token_hex(4)}.deleted")
