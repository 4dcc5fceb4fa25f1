"""Play rounds: generated ones, or steps that were kept."""

from __future__ import annotations

import pickle
import random
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import afterwards
from tests.fuzz.databases import Databases
from tests.fuzz.dice import Dice
from tests.fuzz.generate import new_project
from tests.fuzz.mutate import next_step
from tests.fuzz.project import Step
from tests.fuzz.render import render
from tests.fuzz.round import Round, remove

FIRST_TRIES = 12
"""So many first projects are tried until Django's checks let one pass."""

LOSSES_ACCEPTED = 0.4
"""The share of rounds in which changes that ours refuses are written and applied all the same."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What rounds are played with; ``rows`` and ``afterwards`` are left out to make findings small.

    ``accepts_losses`` is up to the seed if it is None.
    """

    vendor: str
    work: Path
    steps: int = 8
    rows: bool = True
    afterwards: bool = True
    accepts_losses: bool | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """A finished round with all steps that were tried last, whether or not they could be taken."""

    round: Round
    tried: tuple[Step, ...]


def play_seed(settings: Settings, seed: str) -> Played:
    """Play the round that a seed gives."""
    dice = Dice(random.Random(seed), settings.vendor)
    with_rows = dice.chance(0.7)

    def steps(round_: Round) -> Sequence[Step]:
        if not round_.steps:
            return [Step(new_project(dice)) for _ in range(FIRST_TRIES)]
        return [next_step(dice, round_.project)]

    def drive(round_: Round) -> list[Step]:
        for step in steps(round_):
            if round_.take(step) or round_.findings:
                break
        for _ in range(settings.steps if round_.steps else 0):
            if with_rows and settings.rows:
                round_.write_rows()
            (step,) = steps(round_)
            round_.take(step)
            if round_.findings:
                return [step]
        return []

    return _play(settings, seed, drive)


def play_steps(settings: Settings, seed: str, kept: Sequence[Step]) -> Played:
    """Play steps that are known."""

    def drive(round_: Round) -> list[Step]:
        for step in kept:
            if round_.steps and settings.rows:
                round_.write_rows()
            if not round_.take(step) and round_.findings:
                return [step]
        return []

    return _play(settings, seed, drive)


def _play(settings: Settings, seed: str, drive: Callable[[Round], list[Step]]) -> Played:
    folder = settings.work / seed.replace(":", "_")
    folder.mkdir(parents=True)
    accepts_losses = settings.accepts_losses
    if accepts_losses is None:
        accepts_losses = random.Random(f"{seed} losses").random() < LOSSES_ACCEPTED
    databases = Databases(settings.vendor, folder)
    round_ = Round(settings.vendor, folder, databases, accepts_losses=accepts_losses)
    tried: list[Step] = []
    try:
        round_.prepare()
        tried = drive(round_)
        if round_.steps and not round_.findings and settings.afterwards:
            afterwards.compare_afterwards(round_, random.Random(f"{seed} afterwards"))
    except Exception:
        round_.report(
            "the fuzzer itself", traceback.format_exc().splitlines()[-1], traceback.format_exc()
        )
    return Played(round_, (*round_.steps, *tried))


def keep(played: Played, folder: Path) -> None:
    """Write down what a round found: the findings, the models of every step, both histories, the steps as data."""
    folder.mkdir(parents=True)
    lines = [f"{each.kind}: {each.text}\n{each.detail}\n" for each in played.round.findings]
    (folder / "findings.txt").write_text("\n".join(lines))
    (folder / "steps.pickle").write_bytes(pickle.dumps((played.round.accepts_losses, played.tried)))
    for number, step in enumerate(played.tried):
        (folder / f"step{number}.txt").write_text(described(step, played.round.vendor))
    for path in sorted(played.round.folder.glob("by_*/*/[0-9]*.py")):
        kept = folder / path.relative_to(played.round.folder)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(path.read_text())


def described(step: Step, vendor: str) -> str:
    """Return the models of a step as they stand in their files, and what was renamed."""
    parts = [f"renamed: {each}" for each in step.renames]
    for app, text in render(step.project, vendor).items():
        models = text.partition("import referred\n")[2].strip()
        if "class " in models:
            parts.append(f"# {app}/models.py\n{models}")
    return "\n\n".join(parts) + "\n"


def finish(played: Played) -> None:
    remove(played.round)
