"""The garbage collector, kept from looking for garbage where none is made."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 5_000
"""How many are made before the collector looks for garbage among them: about thirty model classes.

With Python's 700, what is in use is looked at again and again; with 20,000, what is not is no longer in the processor's
cache when it is thrown away.
"""

_ends_soon = False
"""Whether the process is there for one command only; what was made so far need never be looked at again then."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the garbage collector while many objects are made that all stay.

    Importing a thousand migrations makes it look through all of them again and again: a fifth of the time.
    When the pause is over it would look through them at once, unless the process is about to end anyway.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if _ends_soon:
            gc.freeze()
        if was_enabled:
            gc.enable()


@contextmanager
def only_new_objects() -> Iterator[None]:
    """Let the garbage collector look only at what is made in the block, which is to be long.

    Model classes are garbage in circles: a thousand migrations make many, and looking for them among the migrations
    themselves, which stay, is a tenth of the time.
    """
    before = gc.get_threshold()
    gc.freeze()
    if before[0]:  # else somebody wants no collections
        gc.set_threshold(max(before[0], NEW_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if _ends_soon:
            gc.freeze()
        else:
            # Afterwards the garbage of the block would be among all that stays, where it is seldom looked for.
            gc.collect()
            gc.unfreeze()


def end_without_collecting() -> None:
    """Let the interpreter end without its last look for garbage.

    For a process that has imported a thousand migrations it is a fifth of the time of doing nothing else.
    """
    global _ends_soon
    _ends_soon = True
    atexit.register(gc.freeze)
