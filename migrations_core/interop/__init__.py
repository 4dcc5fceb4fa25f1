"""Migrations, operations and signal receivers that other people wrote against Django's own classes."""

from __future__ import annotations

from django.db.migrations import state as django_state
from django.db.models import options

from migrations_core.interop import states
from migrations_core.state import foreign

foreign.adopt = states.model_state
# Django's states have a name of their own for the tuple, which outlives a new value of the other one.
foreign.option_names = lambda: getattr(django_state, "DEFAULT_NAMES", options.DEFAULT_NAMES)
