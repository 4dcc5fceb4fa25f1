"""What other layers ask of our schema editors, beyond what every editor of Django has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from .plan import Batch, Cause, Planned
    from .statements import Statement


class OurEditor(Protocol):
    """An editor that plans before it sends."""

    connection: Any
    atomic_migration: bool
    unapplying: bool | None
    """In which direction a migration runs; None: nobody said."""
    script_prologue: list[str]
    """What a script has to begin with, so that what was collected works; and to end with."""
    script_epilogue: list[str]

    @property
    def cause(self) -> Cause | None:
        """The operation that is being carried out."""

    @cause.setter
    def cause(self, cause: Cause | None) -> None: ...

    def share_memory(self, memory: object) -> object:
        """Remember together with the editors of earlier migrations of a run; give what later ones are to be handed."""

    def begin_script(self, models: Callable[[], Iterable[Any]]) -> None:
        """Learn which models there are before a script."""

    def announce(self, cause: Cause) -> None:
        """Begin an operation that is to have a heading in the script."""

    def note(self, comment: str) -> None:
        """Write a comment for the present operation into the script."""

    def flush(self) -> None:
        """Send what is planned and not sent yet, apart from what waits for the end."""

    def finish(self) -> None:
        """Send all that is still to be sent; the last step inside the transaction."""

    def transaction(self) -> AbstractContextManager[object]:
        """Roll back what is sent in the block if that fails."""

    def concluding(self) -> AbstractContextManager[object]:
        """Give a block for the one statement that is the last of the transaction."""

    def quietly(self) -> AbstractContextManager[None]:
        """Take what is sent in the block for the editor's own."""

    # For reports

    @property
    def keeps_journal(self) -> bool:
        """Whether statements are remembered, because nothing will roll them back."""

    @property
    def journal(self) -> Sequence[Batch]:
        """What has been carried out for good."""

    @property
    def unsent(self) -> Sequence[Planned]:
        """What is planned and not sent, in its order."""

    @property
    def is_sending(self) -> bool:
        """Whether the first of ``unsent`` has been sent, and was refused."""

    @property
    def is_finishing(self) -> bool:
        """Whether all operations have been carried out."""

    def written(self, statement: Statement) -> str:
        """Give a statement as a text for people."""


def ours(editor: Any) -> OurEditor | None:
    """Give an editor of ours, None for one of somebody else's."""
    if getattr(editor, "accepts_partial_models", False):
        return cast("OurEditor", editor)
    return None
