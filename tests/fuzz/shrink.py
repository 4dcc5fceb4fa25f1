"""Make a kept finding small: leave out steps, models, fields and arguments as long as the round finds the same."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.fuzz.play import Settings, described, finish, keep, play_steps
from tests.fuzz.project import Model, Project, Step
from tests.fuzz.vocabulary import KEPT

Steps = tuple[Step, ...]
Cut = Callable[[Project], Project]

SPARE = (*KEPT, "default", "db_default", "db_comment", "db_collation", "help_text", "validators")
"""Arguments that a field can do without."""


@dataclass
class Shrinker:
    """Tries smaller and smaller rounds until the time is over."""

    settings: Settings
    kind: str
    end: float
    runs: int = 0

    def shows(self, steps: Steps) -> bool:
        """Tell whether these steps lead to a finding of the same kind."""
        if time.monotonic() > self.end:
            return False
        self.runs += 1
        played = play_steps(self.settings, f"shrunk:{self.runs}", steps)
        finish(played)
        return any(finding.kind == self.kind for finding in played.round.findings)

    def without_phases(self, steps: Steps) -> None:
        """Do without rows, and without what comes after the steps, if the finding does."""
        for phase in ("rows", "afterwards"):
            full = self.settings
            self.settings = replace(full, **{phase: False})
            if not self.shows(steps):
                self.settings = full

    def without_steps(self, steps: Steps) -> Steps:
        for number in range(len(steps) - 2, -1, -1):
            following = steps[number + 1]
            merged = replace(following, renames=steps[number].renames + following.renames)
            fewer = (*steps[:number], merged, *steps[number + 2 :])
            if self.shows(fewer):
                steps = fewer
        return steps

    def without_parts(self, steps: Steps) -> Steps:
        for cut in cuts([step.project for step in steps]):
            smaller = tuple(replace(step, project=cut(step.project)) for step in steps)
            if smaller != steps and self.shows(smaller):
                steps = smaller
        return steps


def shrink(settings: Settings, folder: Path, minutes: float) -> str:
    """Shrink what is kept in a folder; keep the result in a folder `small` of it and return the models."""
    steps: Steps
    accepts_losses, steps = pickle.loads((folder / "steps.pickle").read_bytes())
    settings = replace(settings, accepts_losses=accepts_losses)
    kind = (folder / "findings.txt").read_text().partition(": ")[0]
    first = play_steps(settings, "shrunk:0", steps)
    finish(first)
    kinds = [finding.kind for finding in first.round.findings]
    if not kinds:
        return f"It does not show again: {kind}"
    shrinker = Shrinker(settings, kinds[0], time.monotonic() + minutes * 60)
    shrinker.without_phases(steps)
    steps = shrinker.without_parts(shrinker.without_steps(steps))
    last = play_steps(shrinker.settings, "shrunk:last", steps)
    keep(last, folder / "small")
    finish(last)
    found = [f"{finding.kind}: {finding.text}" for finding in last.round.findings]
    return "\n".join([*(described(step, settings.vendor) for step in steps), *found])


def cuts(projects: Sequence[Project]) -> Iterator[Cut]:
    """Yield what may be left out of every step: models first, arguments last."""
    models = {model.uid: model for project in projects for model in project.models}
    fields = {field.uid: field for project in projects for _, field in project.owned()}
    for uid in models:
        yield lambda project, uid=uid: project.without_model(uid)
    for uid in models:
        yield lambda project, uid=uid: _changed(project, uid, entries=(), options=())
        yield lambda project, uid=uid: _changed(project, uid, managers="", mixin=False)
    for uid in fields:
        yield lambda project, uid=uid: project.without_field(uid)
    for uid, field in fields.items():
        for name in SPARE:
            if field.has(name):
                yield lambda project, uid=uid, name=name: _without_argument(project, uid, name)


def _changed(project: Project, uid: int, **changes: object) -> Project:
    for model in project.models:
        if model.uid == uid:
            changed: Model = replace(model, **changes)  # type: ignore[arg-type]  # given by cuts()
            return project.with_model(changed)
    return project


def _without_argument(project: Project, uid: int, name: str) -> Project:
    for model, field in project.owned():
        if field.uid == uid:
            return project.with_model(model.with_field(field.set(name, None)))
    return project
