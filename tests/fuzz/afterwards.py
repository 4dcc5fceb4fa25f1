"""What is tried when the steps of a round are taken: back to nothing, rewritten histories, scripts."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator

from tests.fuzz.commands import DJANGO, OURS, Ran
from tests.fuzz.databases import Content
from tests.fuzz.judge import REWRITTEN, Finding, compare, compare_schemas
from tests.fuzz.project import Step
from tests.fuzz.round import HISTORIES, PAIRS, Lane, Round


def compare_afterwards(round_: Round, dice: random.Random) -> None:
    """Go on until something differs."""
    history = dice.choice(list(HISTORIES.values()))
    if round_.counts["rows"] and dice.random() < 0.6:
        _without_rows(round_)
    if not round_.files(history):
        return  # Nothing but abstract models.
    for check in (_back_and_forth, _squashed, _optimized, _scripts):
        if not round_.findings:
            round_.findings += [found for found in check(round_, history) if found]


# Backwards


def _without_rows(round_: Round) -> None:
    """Start from empty tables: many a change cannot be undone over the rows that came after it."""
    for pair in PAIRS:
        for lane in pair:
            round_.databases.get(lane.name).make_empty()
            ran = round_.migrate(lane, round_.steps[-1])
            if ran.status:
                round_.report("from nothing", f"{lane.name}: {ran.short}", ran.err)


def _back_and_forth(round_: Round, history: str) -> Iterator[Finding | None]:
    """Unapply step by step, and apply everything again, in the databases of both histories."""
    for pair in PAIRS:
        leaves = [each[pair[0].history] for each in round_.leaves]
        for later, leaf in reversed(list(zip(leaves, [{}, *leaves], strict=False))):
            targets = _targets(later, leaf)
            ran = [_unapply(round_, lane, targets) for lane in pair]
            round_.counts["steps backwards"] += 1
            if any(each and each.status for each in ran):
                yield _ours_fails(round_, "backwards", *ran)
                break
            found = compare(f"backwards, {pair[0].history}", *(round_.read(lane) for lane in pair))
            if found:
                yield found
                break
        else:
            yield from _forwards_again(round_, pair)


def _forwards_again(round_: Round, pair: tuple[Lane, Lane]) -> Iterator[Finding | None]:
    ran = [round_.migrate(lane, round_.steps[-1]) for lane in pair]
    yield _ours_fails(round_, "forwards again", *ran)
    if not any(each.status for each in ran):
        yield compare("forwards again", *(round_.read(lane) for lane in pair))


def _targets(later: dict[str, str], leaf: dict[str, str]) -> list[tuple[str, str]]:
    """Return where each app has to go, first those that go back to nothing."""
    changed = [app for app in later if later[app] != leaf.get(app)]
    ordered = sorted(changed, key=lambda app: (app in leaf, app))
    return [(app, leaf.get(app, "zero")) for app in ordered]


def _unapply(round_: Round, lane: Lane, targets: list[tuple[str, str]]) -> Ran | None:
    """Return how the last command ended; None if there was nothing to do."""
    ran = None
    for target in targets:
        ran = round_.migrate(lane, round_.steps[-1], *target)
        if ran.status:
            return ran
    return ran


def _ours_fails(round_: Round, kind: str, stock: Ran | None, ours: Ran | None) -> Finding | None:
    if stock is None or ours is None:
        return None
    if stock.status:
        round_.counts[f"{kind}: {'both fail' if ours.status else 'only stock fails'}"] += 1
        return None
    return Finding(f"{kind}: ours fails", ours.short, ours.err) if ours.status else None


# Rewritten histories


def _squashed(round_: Round, history: str) -> Iterator[Finding | None]:
    copied = _copy(round_, history, "squashed")
    command = ("squashmigrations", "--all", "--noinput")
    ran = round_.run(OURS, copied, round_.steps[-1], "rewritten", *command)
    yield from _rewritten(round_, history, copied, ran)


def _optimized(round_: Round, history: str) -> Iterator[Finding | None]:
    copied = _copy(round_, history, "optimized")
    for path in sorted(round_.files(copied)):
        command = ("optimizemigration", path.parent.name, path.stem)
        ran = round_.run(OURS, copied, round_.steps[-1], "rewritten", *command)
        if ran.status:
            break
    yield from _rewritten(round_, history, copied, ran)


def _rewritten(round_: Round, history: str, copied: str, ran: Ran) -> Iterator[Finding | None]:
    """Compare an empty database that both sides migrate by rewritten files with one of the original's."""
    if ran.status:
        yield Finding(f"{copied}: fails", ran.short, ran.out + ran.err)
        return
    step = round_.steps[-1]
    expected = _fresh(round_, DJANGO, history, step)
    if expected.status:
        return
    content = round_.databases.get("rewritten").read()
    for side in (OURS, DJANGO):
        migrated = _fresh(round_, side, copied, step)
        if migrated.status:
            yield Finding(f"{copied}: does not apply by {side}", migrated.short, migrated.err)
            continue
        schemas = [content.schema, round_.databases.get("rewritten").read().schema]
        if alike := REWRITTEN.get(round_.vendor):
            schemas = [alike(each) for each in schemas]
        yield compare_schemas(f"{copied} by {side}", *schemas)


def _fresh(round_: Round, side: str, history: str, step: Step) -> Ran:
    round_.databases.get("rewritten").make_empty()
    return round_.run(side, history, step, "rewritten", "migrate", "-v0")


def _copy(round_: Round, history: str, name: str) -> str:
    """Copy a history under a name that says what becomes of it, and let its files name each other so."""
    copied = f"{history}_{name}"
    shutil.copytree(round_.folder / history, round_.folder / copied)
    for path in round_.files(copied):
        path.write_text(path.read_text().replace(f"{history}.", f"{copied}."))
    return copied


# Scripts


def _scripts(round_: Round, history: str) -> Iterator[Finding | None]:
    """Let a client execute what sqlmigrate prints; what goes wrong counts if stock's scripts do better."""
    step = round_.steps[-1]
    if _fresh(round_, DJANGO, history, step).status:
        return
    expected = round_.databases.get("rewritten").read()
    found = _by_scripts(round_, OURS, history)
    kind = "scripts: schema"
    problem = (
        found if isinstance(found, str) else compare_schemas(kind, expected.schema, found.schema)
    )
    if problem is None:
        return
    stock = _by_scripts(round_, DJANGO, history)
    if isinstance(stock, str) or compare_schemas(kind, expected.schema, stock.schema):
        round_.counts["scripts of both sides go wrong"] += 1
    else:
        yield (
            Finding("scripts: fail", problem[:500], problem)
            if isinstance(problem, str)
            else problem
        )


def _by_scripts(round_: Round, side: str, history: str) -> Content | str:
    """Return what a database holds after all scripts, or what went wrong."""
    step, purpose = round_.steps[-1], "scripted"
    database = round_.databases.get(purpose)
    database.make_empty()
    planned = round_.run(side, history, step, purpose, "showmigrations", "--plan")
    for line in planned.out.splitlines():
        app, _, name = line.split("  ")[-1].strip().partition(".")
        printed = round_.run(side, history, step, purpose, "sqlmigrate", app, name)
        if printed.status:
            return f"sqlmigrate {app} {name}: {printed.short}"
        try:
            database.run_script(printed.out)
        except Exception as error:  # each driver has classes of its own
            return f"{app}.{name}: {type(error).__name__}: {error}\n{printed.out}"
    return database.read()
