import gc
import subprocess
import sys
import weakref

import pytest

from migrations_core.memory import no_collection, only_new_objects


def test_nothing_is_collected_inside_and_everything_again_afterwards():
    with no_collection():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_does_not_leave_it_paused():
    with pytest.raises(ValueError, match="oh"), no_collection():
        raise ValueError("oh")
    assert gc.isenabled()


def test_who_switched_it_off_keeps_it_off():
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_old_objects_are_left_alone_only_inside():
    before = gc.get_freeze_count()
    with only_new_objects():
        assert gc.get_freeze_count() > before + len(gc.get_objects())
    assert gc.get_freeze_count() == 0


def test_garbage_is_looked_for_less_often_inside_and_as_before_afterwards():
    before = gc.get_threshold()
    with only_new_objects():
        inside = gc.get_threshold()
    assert (inside, gc.get_threshold()) == ((5_000, *before[1:]), before)


def test_who_wants_no_collections_gets_none():
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with only_new_objects():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


class Circle:
    pass


def test_what_became_garbage_inside_is_gone_afterwards():
    with only_new_objects():
        circle = Circle()
        circle.itself = circle
        seen = weakref.ref(circle)
        del circle
    assert seen() is None


GARBAGE = """
class Circle:
    def __del__(self):
        print("collected")

circle = Circle()
circle.itself = circle
"""


@pytest.mark.parametrize("block", ["no_collection", "only_new_objects"])
def test_a_process_that_ends_soon_never_looks_at_what_was_made_before(block):
    script = f"""
import gc
from migrations_core.memory import end_without_collecting, {block}
end_without_collecting()
with {block}():
    many = [[] for _ in range(1000)]
print(gc.get_freeze_count() > 1000, gc.isenabled())
"""
    run = [sys.executable, "-c", script]

    assert subprocess.check_output(run, text=True) == "True True\n"


@pytest.mark.parametrize(
    ("ending", "printed"),
    [
        ("", "collected"),
        ("from migrations_core.memory import end_without_collecting as end; end()", ""),
    ],
)
def test_a_process_may_end_without_looking_for_garbage(ending, printed):
    run = [sys.executable, "-c", GARBAGE + ending]

    assert subprocess.check_output(run, text=True).strip() == printed
