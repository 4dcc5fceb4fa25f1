"""What a project's migrations say its models are at one point of the history, as values that states share."""

from migrations_core.exceptions import InvalidBasesError
from migrations_core.rendering.for_editors import ANY_FIELD
from migrations_core.rendering.registry import AppConfigStub
from migrations_core.rendering.related import (
    get_related_models_recursive,
    get_related_models_tuples,
)
from migrations_core.rendering.relations import FieldReference, Reference, field_references
from migrations_core.state.handle import StateApps
from migrations_core.state.model_state import ModelState
from migrations_core.state.project_state import ProjectState

__all__ = [
    "ANY_FIELD",
    "AppConfigStub",
    "FieldReference",
    "InvalidBasesError",
    "ModelState",
    "ProjectState",
    "Reference",
    "StateApps",
    "field_references",
    "get_related_models_recursive",
    "get_related_models_tuples",
]
