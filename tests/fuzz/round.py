"""One round: a project comes into being, changes step by step, goes back, and is rewritten."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.answers import Sections, renamed
from tests.fuzz.commands import DJANGO, OURS, Place, Ran, run
from tests.fuzz.databases import Content, Databases
from tests.fuzz.judge import Finding, compare, compare_histories, compare_schemas
from tests.fuzz.project import APPS, Project, Step
from tests.fuzz.refusals import reasons
from tests.fuzz.render import render
from tests.fuzz.rows import write_rows

HISTORIES = {DJANGO: "by_django", OURS: "by_ours"}
"""The packages of migrations, by who writes them."""
REFUSED = re.compile(r"^    \"(\S+)\" = true$", re.MULTILINE)
"""What a refusal says should be written into a file by those who want the change all the same."""

NEEDED = "goes on to use. Write that model's change first"
"""Why a deletion is never written that would leave another model without its base or target."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A database, by who wrote the migrations and who applies them."""

    history: str
    side: str

    @property
    def name(self) -> str:
        return f"{self.history}_applied_by_{self.side}"


LANES = tuple(Lane(history, side) for history in HISTORIES.values() for side in (DJANGO, OURS))
PAIRS = ((LANES[0], LANES[1]), (LANES[2], LANES[3]))
"""Databases that have to be the same to the letter."""


@dataclass(slots=True)
class Round:
    """What a round has come to. ``leaves`` are the last migrations of each history after each step.

    ``accepts_losses`` lets refused changes be written all the same; ``keeps_more`` tells that in the last step we were
    told of renamings that Django does not ask about, so that our history keeps rows that its deletes.
    """

    vendor: str
    folder: Path
    databases: Databases
    accepts_losses: bool = False
    keeps_more: bool = False
    steps: list[Step] = field(default_factory=list)
    leaves: list[dict[str, dict[str, str]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def project(self) -> Project:
        return self.steps[-1].project if self.steps else Project()

    def report(self, kind: str, text: str, detail: str = "") -> None:
        self.findings.append(Finding(kind, text, detail))

    # Folders and commands

    def prepare(self) -> None:
        for app in APPS:
            (self.folder / app).mkdir(parents=True)
            (self.folder / app / "__init__.py").touch()
        for history in HISTORIES.values():
            for app in APPS:
                (self.folder / history / app).mkdir(parents=True)
                (self.folder / history / app / "__init__.py").touch()

    def write_models(self, project: Project) -> None:
        for app, text in render(project, self.vendor).items():
            (self.folder / app / "models.py").write_text(text)

    def files(self, history: str) -> set[Path]:
        return set((self.folder / history).glob("*/[0-9]*.py"))

    def run(self, side: str, history: str, step: Step, database: str, *arguments: str) -> Ran:
        self.counts[f"{arguments[0]} by {side}"] += 1
        place = Place(self.folder, history, step, self.databases.get(database).settings)
        return run(side, place, *arguments)

    def make(self, side: str, history: str, step: Step, *options: str) -> Ran:
        """Run makemigrations, which looks into a database that the history is applied to."""
        database = next(lane.name for lane in LANES if lane.history == history)
        return self.run(side, history, step, database, "makemigrations", *options)

    def migrate(self, lane: Lane, step: Step, *target: str) -> Ran:
        return self.run(lane.side, lane.history, step, lane.name, "migrate", "-v0", *target)

    def read(self, lane: Lane) -> Content:
        return self.databases.get(lane.name).read()

    # Steps

    def take(self, step: Step) -> bool:
        """Take a step and compare; if it cannot be taken, return to where the round was."""
        known = {history: self.files(history) for history in HISTORIES.values()}
        self.write_models(step.project)
        if self._make(step):
            if self._apply(step):
                self.steps.append(step)
                self.leaves.append({h: self._last(h) for h in HISTORIES.values()})
                self.counts["steps"] += 1
                if self.keeps_more:
                    self.counts["steps in which ours keeps more rows"] += 1
                    self.start_again()
                return True
            if self.findings:  # they are kept as they are, to be looked at
                return False
            self._forget(known)
            self.counts["steps taken back"] += 1
            self.start_again()
            return False
        if not self.findings:
            self._forget(known)
        return False

    def write_rows(self) -> None:
        """Write rows into the tables as they are before a step."""
        databases = [self.databases.get(lane.name) for lane in LANES]
        taken = write_rows(databases, len(self.steps))
        self.counts["rows"] += len(taken[0])
        for lane, rows in zip(LANES[1:], taken[1:], strict=True):
            if rows != taken[0]:
                text = f"{lane.name} and {LANES[0].name}: {sorted(rows ^ taken[0])}"
                self.report("rows taken by one", text)

    def _forget(self, known: dict[str, set[Path]]) -> None:
        for history, files in known.items():
            for path in self.files(history) - files:
                path.unlink()
        self.write_models(self.project)

    def start_again(self) -> None:
        """Bring the databases to where the round is, from nothing: without rows, which every vendor can do."""
        for lane in LANES:
            self.databases.get(lane.name).make_empty()
            if self.steps:
                ran = self.migrate(lane, self.steps[-1])
                if ran.status:
                    self.report("from nothing", f"{lane.name}: {ran.short}", ran.err)

    def _last(self, history: str) -> dict[str, str]:
        return {path.parent.name: path.stem for path in sorted(self.files(history))}

    # Making migrations

    def _make(self, step: Step) -> bool:
        """Let both sides write migrations; tell whether there is something to apply."""
        stock = self.make(DJANGO, HISTORIES[DJANGO], step)
        if "SystemCheckError" in stock.err or (stock.crashed and not self.files(HISTORIES[DJANGO])):
            self.counts["invalid projects"] += 1
            return False
        ours = self.make(OURS, HISTORIES[OURS], step)
        for ran in (stock, ours):
            if ran.unknown_question:
                self.report("unknown question", ran.err[-300:], ran.err)
                return False
        if stock.status:
            self.counts["stock fails to make"] += 1
            if ours.crashed:
                self.report("ours crashes where stock fails to make", ours.short, ours.err)
            return False
        answered = ours.answered
        if ours.status:
            self._judge_refusal(step, ours)
            if self.findings or not self.accepts_losses:
                return False
            answered = self._make_all_the_same(step, ours)
            if answered is None:
                return False
        self._compare_questions(stock.answered, answered)
        if self.findings:
            return False
        return self._answer_by_file(step, answered) and self._nothing_left(step)

    def _judge_refusal(self, step: Step, ours: Ran) -> None:
        why = reasons(self.project, step)
        if ours.crashed:
            self.report("ours crashes in makemigrations", ours.short, ours.err)
        elif not why:
            self.report("refused without need", ours.short, ours.out + ours.err)
        else:
            self.counts[f"refused: {', '.join(sorted(why))}"] += 1

    def _make_all_the_same(self, step: Step, refused: Ran) -> Sections | None:
        """Let ours write what it refused; return the answers with which a file has it written, too.

        What no migration could follow is refused nevertheless.
        """
        for path in self._new(HISTORIES[OURS]):
            path.unlink()
        ran = self.make(OURS, HISTORIES[OURS], step, "--allow-data-loss")
        self.counts["refusals overruled"] += 1
        if ran.status:
            if ran.crashed or NEEDED not in ran.err:
                self.report("refused with --allow-data-loss", ran.short, ran.out + ran.err)
            return None
        accepted = dict.fromkeys(REFUSED.findall(refused.err), True)
        return {
            **ran.answered,
            "accepted": {**refused.answered.get("accepted", {}), **accepted},
        }

    def _compare_questions(self, stock: Sections, ours: Sections) -> None:
        """Ours asks Django's questions, and more: then it may keep rows that Django's migrations delete."""
        missed = renamed(stock) - renamed(ours)
        self.keeps_more = bool(renamed(ours) - renamed(stock))
        if missed:
            self.report("a renaming that only stock asks about", f"{sorted(missed)}")

    def _answer_by_file(self, step: Step, answered: Sections) -> bool:
        """Write the same migrations once more, with answers from a file in the place of who typed."""
        if not answered:
            return True
        history = HISTORIES[OURS]
        made = {path: path.read_text() for path in self._new(history)}
        for path in made:
            path.unlink()
        answers = self.folder / "answers.json"
        answers.write_text(json.dumps(answered, indent=1))
        ran = self.make(OURS, history, step, "--answers", str(answers))
        again = {path: path.read_text() for path in self._new(history)}
        self.counts["answers from files"] += 1
        if ran.status:
            self.report("answers refused", ran.short, f"{answers.read_text()}\n{ran.out}{ran.err}")
        elif _bodies(made) != _bodies(again):
            detail = "\n".join([answers.read_text(), *_bodies(made), "AGAIN", *_bodies(again)])
            self.report("answers from a file", "other migrations than typed answers", detail)
        else:
            return True
        return False

    def _new(self, history: str) -> set[Path]:
        """Return the migrations of the step that is being taken."""
        leaf = self.leaves[-1][history] if self.leaves else {}
        files = self.files(history)
        return {path for path in files if path.stem > leaf.get(path.parent.name, "")}

    def _nothing_left(self, step: Step) -> bool:
        """Ask both sides what is left to be written; a difference counts, as does what ours left itself."""
        for side, history in HISTORIES.items():
            options = ("--check", "--dry-run", "--noinput")
            ran = {each: self.make(each, history, step, *options) for each in HISTORIES}
            if len({each.status for each in ran.values()}) > 1 or (
                side == OURS and ran[OURS].status
            ):
                text = "; ".join(f"{who} sees {_listed(each)}" for who, each in ran.items())
                self.report(
                    f"changes left after {side}", text, "\n".join(r.err for r in ran.values())
                )
                return False
        return True

    # Applying them

    def _apply(self, step: Step) -> bool:
        before = {lane: self.read(lane) for lane in LANES[1::2]}
        ran = {lane: self.migrate(lane, step) for lane in LANES}
        failed = [lane for lane in LANES if ran[lane].status]
        if len(failed) == len(LANES):
            self._judge_failure(step, before, ran)
            return False
        if failed:
            self._judge_failures(failed, ran)
            return False
        after = {lane: self.read(lane) for lane in LANES}
        self.counts["databases compared"] += 3
        found = [compare(stock.history, after[stock], after[ours]) for stock, ours in PAIRS]
        if not any(found):
            found.append(self._compare_histories(after[LANES[0]], after[LANES[3]]))
        self.findings += [each for each in found if each]
        return not any(found)

    def _compare_histories(self, stock: Content, ours: Content) -> Finding | None:
        if self.keeps_more:
            return compare_schemas("both histories", stock.schema, ours.schema)
        return compare_histories("both histories", stock, ours)

    def _judge_failures(self, failed: list[Lane], ran: dict[Lane, Ran]) -> None:
        """Some failed: that is a finding where stock does better with the same migrations, or with its own."""
        worse = any(ours in failed and stock not in failed for stock, ours in PAIRS)
        ours_fails = failed == list(PAIRS[1])
        if ours_fails and self.keeps_more and self.counts["rows"]:
            self.counts["rows that ours keeps do not fit"] += 1
        elif worse or ours_fails:
            kind = "migrations of ours fail" if ours_fails else "ours fails to apply"
            text = "; ".join(f"{lane.name}: {ran[lane].short}" for lane in failed)
            self.report(kind, text, "\n".join(ran[lane].err for lane in failed))
        else:
            self.counts[f"fails: {', '.join(lane.name for lane in failed)}"] += 1

    def _judge_failure(self, step: Step, before: dict[Lane, Content], ran: dict[Lane, Ran]) -> None:
        """All failed: where a migration is a transaction, a single one must have changed nothing."""
        for lane, content in before.items():
            if self.vendor == "mysql" or len(self._new(lane.history)) != 1:
                continue
            found = compare(f"failed and changed, {lane.name}", content, self.read(lane))
            if found and self.steps:
                self.findings.append(
                    Finding(found.kind, found.text, f"{found.detail}\n{ran[lane].err}")
                )


def _bodies(files: dict[Path, str]) -> list[str]:
    """Return the migrations without the line that says when they were written."""
    return [text.partition("\n")[2] for _, text in sorted(files.items())]


def _listed(ran: Ran) -> str:
    lines = [line.strip() for line in ran.out.splitlines() if line.startswith("    ")]
    return f"{lines} ({ran.short})"


def remove(round_: Round) -> None:
    """Leave nothing of a round behind."""
    round_.databases.remove()
    shutil.rmtree(round_.folder, ignore_errors=True)
