"""Work on many rows keeps from collecting, and collecting goes on when it is done."""

import gc

import pytest

from exchange.actions.collecting import without_collecting


@without_collecting()
def _work(fails=False):
    if fails:
        raise ValueError("broken")
    return gc.isenabled()


def test_nothing_is_collected_meanwhile_and_again_afterwards():
    assert gc.isenabled()
    assert _work() is False
    with pytest.raises(ValueError, match="broken"):
        _work(fails=True)
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    try:
        _work()
        assert not gc.isenabled()
    finally:
        gc.enable()
