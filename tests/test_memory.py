import gc

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
    with only_new_objects():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0


def test_who_left_objects_alone_before_keeps_them_so():
    gc.freeze()
    try:
        with only_new_objects():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
