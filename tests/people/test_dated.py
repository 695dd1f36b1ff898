"""A dated fact holds on the same days by its own word and by the question to the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from people.models import Post
from tests.conftest import NEW_YEAR

DAY = timedelta(days=1)


@pytest.mark.parametrize("length", [None, 0, 10])
def test_a_fact_holds_from_its_first_day_to_its_last(cast, length):
    last = None if length is None else NEW_YEAR + length * DAY
    Post.objects.filter(person=cast["li"]).update(valid_to=last)
    post = Post.objects.get(person=cast["li"])
    for day in (NEW_YEAR + n * DAY for n in (-1, 0, 1, 9, 10, 11)):
        assert Post.objects.in_force(day).filter(pk=post.pk).exists() is post.holds_on(day), day
    assert post.holds_on(NEW_YEAR)
    assert not post.holds_on(NEW_YEAR - DAY)
