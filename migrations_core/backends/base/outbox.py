"""The only place of what is planned and not sent: what is held back to be merged, and what waits for the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from migrations_core.interruption import safe_moment
from migrations_core.schema import statements as ddl
from migrations_core.schema.merging import Rules, merge, merged
from migrations_core.schema.plan import Cause, Causes, Planned
from migrations_core.schema.statements import table_of

from .deferred import Deferred, following
from .dialect import Dialect
from .wording import typed


class Sender(Protocol):
    """What an outbox asks of its editor."""

    def carry_out(self, planned: Planned) -> None:
        """Send a statement, whatever it takes."""

    def send_statement(self, planned: Planned) -> None:
        """Send a statement as it is."""

    def may_hold_back(self) -> bool:
        """Tell whether nobody expects a call to have its effect at once."""

    def quote_name(self, name: str) -> str: ...

    @property
    def dialect(self) -> Dialect:
        """What is known of the database."""


class Outbox:
    """Takes statements from those who plan them, and sends them in time.

    ``rules`` say what is held back and merged; None if everything goes at once.
    """

    def __init__(self, sender: Sender, rules: Rules | None) -> None:
        self.at_end: list[Any] = []
        """What waits for the end: entries of ours, and what others have appended since we looked."""
        self.is_finishing = False
        self._sender = sender
        self._rules = rules
        self._held: tuple[Planned, ...] = ()
        self._leaving: tuple[Planned, ...] = ()
        """What is being sent, and what goes after it; the first is the one that failed, if one did."""
        self._depth = 0
        self._cause: Cause | None = None
        self._causes: Causes | None = None

    # On whose behalf

    @property
    def cause(self) -> Cause | None:
        return self._cause

    @cause.setter
    def cause(self, cause: Cause | None) -> None:
        self.adopt()
        self._cause = cause

    @property
    def causes(self) -> Causes:
        """The present ones."""
        if self._causes is not None:
            return self._causes
        return () if self._cause is None else (self._cause,)

    @contextmanager
    def on_behalf_of(self, causes: Causes) -> Iterator[None]:
        """Plan for others in the block than for the present ones."""
        self.adopt()
        before, self._causes = self._causes, causes
        try:
            yield
            self.adopt()
        finally:
            self._causes = before

    # What comes in

    def add(self, *statements: ddl.Statement) -> None:
        """Take statements that belong together: held back, or sent at once."""
        rules = self._rules
        if rules is None or not self._sender.may_hold_back():
            self.flush()
            self.send(*statements)
            return
        for each in self._planned(statements):
            held = merge(self._held, each, rules)
            if held is not None:
                self._held = held
                self.follow(each.statement)
            else:
                self.flush_before(each)
                self.send(each.statement)

    def send(self, *statements: ddl.Statement) -> None:
        """Send statements at once, before whatever is held back."""
        self._dispatch(self._planned(statements), follows=True)

    def steps(self, *statements: ddl.Statement) -> None:
        """Send what a statement takes that is being carried out."""
        carry_out = self._sender.send_statement
        self._dispatch(self._planned(statements), follows=True, carry_out=carry_out)

    def _planned(self, statements: Iterable[ddl.Statement]) -> tuple[Planned, ...]:
        return tuple(Planned(statement, self.causes) for statement in statements)

    def defer(self, *sqls: object) -> None:
        """Let SQL wait for the end of the migration, as others write it."""
        self.defer_planned(*map(typed, sqls))

    def defer_planned(self, *statements: ddl.Statement) -> None:
        """Let statements wait for the end of the migration."""
        self.adopt()
        causes = self.causes
        self.at_end.extend(Deferred(Planned(each, causes, at_end=True)) for each in statements)

    def adopt(self) -> None:
        """Take what others have put at the end of the list: it is on behalf of the present causes."""
        entries = self.at_end
        for place in range(len(entries) - 1, -1, -1):
            if isinstance(entries[place], Deferred):
                break
            entries[place] = Deferred(Planned(typed(entries[place]), self.causes, at_end=True))

    # What is there

    @property
    def unsent(self) -> tuple[Planned, ...]:
        """What is planned and not sent, in its order: the first is being sent, if one is."""
        waiting = (entry.planned for entry in self.deferred)
        return (*self._leaving, *self._held, *waiting)

    @property
    def is_sending(self) -> bool:
        return bool(self._leaving)

    @property
    def held(self) -> tuple[Planned, ...]:
        return self._held

    @property
    def deferred(self) -> list[Deferred]:
        """What waits for the end, each an object of its own for as long as it waits."""
        self.adopt()
        return list(self.at_end)

    def concerns(self, table: str) -> bool:
        """Tell whether a table looks otherwise to the server than it is planned to."""
        return any(table_of(each.statement) in (None, table) for each in self._held)

    def expected(self, table: str) -> Planned | None:
        """Give the last thing that is held back for a table."""
        of_table = (each for each in reversed(self._held) if table_of(each.statement) == table)
        return next(of_table, None)

    # What changes in it

    def replace_held(self, change: Callable[[Planned], Planned]) -> None:
        self._held = tuple(map(change, self._held))

    def forget_deferred(self, is_obsolete: Callable[[Deferred], bool]) -> bool:
        """Take out what waits and no longer makes sense, in place; tell whether there was something."""
        kept = [entry for entry in self.deferred if not is_obsolete(entry)]
        found = len(kept) < len(self.at_end)
        if found:
            self.at_end[:] = kept
        return found

    def forget(self) -> None:
        """Forget what is held back: it will not be sent."""
        self._held = self._leaving = ()

    def follow(self, done: ddl.Statement) -> None:
        """Let what waits for the end follow a statement that is planned."""
        if not self.at_end:
            return
        change = following(
            done,
            self._sender.quote_name,
            names_follow_columns=self._sender.dialect.names_follow_columns,
        )
        if change is None:
            return
        for entry in self.deferred:
            planned = change(entry.planned)
            if planned is None:
                self.at_end.remove(entry)
            else:
                entry.planned = planned

    # What goes out

    def flush(self) -> None:
        """Send all that is held back."""
        held, self._held = self._held, ()
        self._dispatch(held)

    def flush_table(self, table: str) -> None:
        """Send what is held back for a table."""
        self._flush_those([table_of(each.statement) in (None, table) for each in self._held])

    def flush_before(self, later: Planned) -> None:
        """Send what a statement may not overtake."""
        rules = self._rules
        if rules is not None:
            self._flush_those([not rules.commute(each, later) for each in self._held])

    def _flush_those(self, chosen: list[bool]) -> None:
        if not any(chosen):
            return
        going = tuple(each for each, goes in zip(self._held, chosen, strict=True) if goes)
        self._held = tuple(each for each, goes in zip(self._held, chosen, strict=True) if not goes)
        self._dispatch(going)

    def send_deferred(self, is_due: Callable[[Deferred], bool] = lambda entry: True) -> None:
        """Send what waits for the end, as far as it is due already, on behalf of those who deferred it."""
        entries = self.deferred
        due = tuple(entry.planned for entry in entries if is_due(entry))
        if not due:
            return
        self.at_end[:] = [entry for entry in entries if not is_due(entry)]
        if self._rules is not None and self._sender.may_hold_back():
            due = merged(due, self._rules)
        self._dispatch(due)

    def finish(self) -> None:
        """Send everything: the migration has nothing more to plan."""
        self.flush()
        self.is_finishing = True
        self.send_deferred()
        self.flush()

    def _dispatch(
        self,
        planned: tuple[Planned, ...],
        *,
        follows: bool = False,
        carry_out: Callable[[Planned], None] | None = None,
    ) -> None:
        carry_out = carry_out or self._sender.carry_out
        before = self._leaving if self._depth else ()
        self._depth += 1
        try:
            for place, each in enumerate(planned):
                # What is being sent may itself take several statements.
                self._leaving = (*planned[place:], *before[1:])
                safe_moment()
                with self.on_behalf_of(each.causes):
                    carry_out(each)
                if follows:
                    self.follow(each.statement)
        finally:
            self._depth -= 1
        self._leaving = before
