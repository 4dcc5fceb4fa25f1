"""What a script of collected SQL says about statements that serve several operations."""

from __future__ import annotations

from collections.abc import Iterable


def script_comment(table: str, causes: Iterable[object]) -> list[str]:
    """Name the operations that one rebuild carries out."""
    return [
        "--",
        f'-- Rebuild "{table}" once, for:',
        *(f"-- - {_described(cause)}" for cause in causes),
        "--",
    ]


def _described(cause: object) -> str:
    describe = getattr(cause, "describe", None)
    return " ".join(str(describe() if describe else cause).split())
