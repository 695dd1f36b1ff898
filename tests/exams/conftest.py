"""What every test of the exam room stands on."""

from __future__ import annotations

import pytest

from exams.proof import key_set


@pytest.fixture(autouse=True)
def no_remembered_keys():
    """A sealed exam never changes, so its keys are remembered; between tests ids come again."""
    key_set.cache_clear()
