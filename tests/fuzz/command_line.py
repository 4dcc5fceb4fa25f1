"""python -m tests.fuzz: play rounds for some minutes, say what was found."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.databases import URLS, choose_driver, server_of
from tests.fuzz.commands import warm_up
from tests.fuzz.play import Played, Settings, finish, keep, play_seed
from tests.fuzz.shrink import shrink


def main(arguments: list[str] | None = None) -> int:
    """Return 1 if anything was found."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.db != "sqlite" and server_of(options.db) is None:
        parser.error(f"{URLS[options.db]} names no server: ./run servers python -m tests.fuzz ...")
    os.environ["PATH"] = os.defpath  # no formatter of the developer's: it only takes time
    choose_driver()
    warm_up(options.db)
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    settings = Settings(options.db, work, steps=options.steps)
    try:
        if options.shrink:
            print(shrink(settings, options.shrink, options.minutes))
            return 1
        return _play_rounds(settings, options)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--db", choices=["sqlite", "postgresql", "mysql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=10**6, help="play so many rounds at most")
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="start no round later than that"
    )
    parser.add_argument("--steps", type=int, default=8, help="changes of the models in a round")
    parser.add_argument("--only", type=int, help="play this round of the seed")
    default = Path(tempfile.gettempdir()) / "fuzz-found"
    parser.add_argument("--out", type=Path, default=default, help="where findings are kept")
    parser.add_argument("--shrink", type=Path, help="make what is kept in this folder small")
    return parser


def _play_rounds(settings: Settings, options: argparse.Namespace) -> int:
    totals: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    end = time.monotonic() + options.minutes * 60
    numbers = range(options.rounds) if options.only is None else [options.only]
    for number in numbers:
        if time.monotonic() > end:
            break
        played = play_seed(settings, f"{options.seed}:{number}")
        totals += played.round.counts
        totals["rounds"] += 1
        _tell(played, number, seen)
        if played.round.findings:
            folder = options.out / f"{settings.vendor}_{options.seed}_{number}"
            shutil.rmtree(folder, ignore_errors=True)
            keep(played, folder)
        finish(played)
    print(json.dumps(dict(sorted(totals.items())), indent=1))
    for signature, count in seen.most_common():
        print(f"{count} x {signature}")
    return int(bool(seen))


def _tell(played: Played, number: int, seen: Counter[str]) -> None:
    for finding in played.round.findings:
        seen[finding.signature] += 1
        if seen[finding.signature] == 1:
            steps = len(played.round.steps)
            print(f"[round {number}, {steps} steps] {finding.kind}: {finding.text}", flush=True)
