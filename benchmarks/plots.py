"""Curves of the time of a fresh migrate, as SVG files; matplotlib draws (the group `bench`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.generator import Size
from benchmarks.report import WHERE
from benchmarks.results import DJANGO, OURS, Measurement, Results

JOB = "fresh"
COLOURS = {OURS: "#0b6e4f", DJANGO: "#b3541e"}
STYLES = {"sqlite": "-", "postgresql": "--", "mysql": ":"}
Curve = tuple[str, str, list[tuple[int, float]]]

AXES: dict[str, tuple[str, Callable[[Size], int], Callable[[Size], object]]] = {
    "migrations": (
        "migrations in the project",
        lambda size: size.all_migrations,
        lambda size: (size.apps, size.models, size.squashes),
    ),
    "models": (
        "models in the project",
        lambda size: size.all_models,
        lambda size: (size.apps, size.migrations, size.squashes),
    ),
}


def curves(results: Results, axis: str) -> list[Curve]:
    """Return (framework, database, points) of the largest family of sizes that differ in one number."""
    _, along, fixed = AXES[axis]
    families: dict[object, dict[tuple[str, str], list[tuple[int, float]]]] = {}
    for measurement in results.measurements:
        if size := _size(measurement):
            lines = families.setdefault(fixed(size), {})
            point = (along(size), measurement.cpu)
            lines.setdefault((measurement.framework, measurement.database), []).append(point)
    if not families:
        return []
    widest = max(families.values(), key=lambda lines: max(len(points) for points in lines.values()))
    return [
        (framework, database, sorted(points))
        for (framework, database), points in sorted(widest.items())
        if len(points) > 1
    ]


def write(runs: Sequence[Results], directory: Path) -> list[tuple[str, str]]:
    """Draw what each axis has points for; return titles and file names."""
    written = []
    for axis, (label, *_) in AXES.items():
        drawn = max((curves(run, axis) for run in runs), key=_points, default=[])
        if drawn:
            name = f"performance-{axis}.svg"
            _draw(drawn, label, directory / name)
            written.append((f"CPU of a fresh migrate against the number of {axis}", name))
    return written


def _points(drawn: list[Curve]) -> int:
    return sum(len(points) for _, _, points in drawn)


def _size(measurement: Measurement) -> Size | None:
    if measurement.job != JOB or not measurement.samples or "x" not in measurement.project:
        return None
    return Size.parse(measurement.project) if measurement.project[0].isdigit() else None


def _draw(drawn: list[Curve], label: str, path: Path) -> None:
    import matplotlib as mpl  # heavy, and installed for this purpose only

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same picture is the same file
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for framework, database, points in drawn:
        style: dict[str, Any] = {"color": COLOURS[framework], "linestyle": STYLES[database]}
        name = "migrations_core" if framework == OURS else "Django"
        x, y = zip(*points, strict=True)
        axes.plot(x, y, marker="o", label=f"{name}, {WHERE[database]}", **style)
    axes.set(xlabel=label, ylabel="seconds of CPU", yscale="log", xlim=(0, None))
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)
