"""Migrations, operations and signal receivers that other people wrote against Django's own classes."""

from __future__ import annotations

from django.db.migrations import state as django_state
from django.db.models import options

from migrations_core.interop import states
from migrations_core.interop.counterparts import django_by_ours
from migrations_core.interop.patches import counterpart
from migrations_core.interop.raised import derive_from_djangos
from migrations_core.migration import Migration
from migrations_core.operations.base import Operation
from migrations_core.state import ModelState, ProjectState, from_models, model_state

derive_from_djangos()

model_state.adopt = states.model_state
# Django's states have a name of their own for the tuple, which outlives a new value of the other one.
from_models.option_names = lambda: getattr(django_state, "DEFAULT_NAMES", options.DEFAULT_NAMES)

counterpart(Migration, "migration")
counterpart(ModelState, "state")
# Its contents are kept in other ways than Django's, so that only what makes one can be followed.
counterpart(ProjectState, "state", only=["from_apps"])
counterpart(Operation, "operations.base")
for _operation in django_by_ours():
    counterpart(_operation, "operations")
