"""What a differ yields: an operation together with everything that it requires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrations_core.autodetector.requirements import Requirements


@dataclass(frozen=True, slots=True)
class Proposal:
    """One operation for one app."""

    app_label: str
    operation: Any
    requires: Requirements = ()
    beginning: bool = False
    """Whether it belongs before everything else, what was put there earlier included."""
