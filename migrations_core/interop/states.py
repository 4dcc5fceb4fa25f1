"""States of others' operations: what they derived from Django's ``ModelState`` and ``ProjectState`` keeps what it is.

Packages for partitioned tables and views do this: their operations bring model states with data of their own,
rendered by a ``render()`` of their own, and change them in place later.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ModelState as DjangoModelState
from django.db.migrations.state import ProjectState as DjangoProjectState

from migrations_core.interop.descent import FRAMEWORK, adopted
from migrations_core.state import ModelState, ProjectState
from migrations_core.state.handle import StateHandle


def model_state(theirs: Any) -> ModelState:
    """Return our ModelState for one of Django's, or for one of a class derived from it, which it stays."""
    own = _is_derived(theirs, DjangoModelState)
    cls: type[ModelState] = adopted(type(theirs), ModelState) if own else ModelState
    ours = cls.__new__(cls)
    if own:
        vars(ours).update(vars(theirs))
    ModelState.__init__(
        ours,
        *(theirs.app_label, theirs.name, theirs.fields),
        *(theirs.options, theirs.bases, theirs.managers),
    )
    return ours


def project_state(theirs: Any) -> ProjectState:
    """Return our ProjectState for one of Django's, or for one of a class derived from it, which it stays."""
    if isinstance(theirs, StateHandle):
        return theirs  # type: ignore[return-value]  # nobody has another handle
    own = _is_derived(theirs, DjangoProjectState)
    cls: type[ProjectState] = adopted(type(theirs), ProjectState) if own else ProjectState
    ours = cls.__new__(cls)
    if own:
        names = {"models", "apps", "_relations", "is_delayed"}
        vars(ours).update(
            {name: value for name, value in vars(theirs).items() if name not in names}
        )
    models = {key: ModelState.accept(state) for key, state in theirs.models.items()}
    StateHandle.__init__(ours, models, theirs.real_apps)
    return ours


def _is_derived(theirs: Any, django: type) -> bool:
    """Tell whether an author has added something to Django's class."""
    return isinstance(theirs, django) and type(theirs) not in FRAMEWORK
