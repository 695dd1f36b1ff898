"""Questions that are kept apart: of each group one alone is in the pool, so no paper has two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exams.rules.drawing import PoolItem


def one_of_each(
    pool: Sequence[PoolItem], groups: Mapping[int, frozenset[int]], used: Mapping[int, int]
) -> list[PoolItem]:
    """The pool in its order, without what one of its own is kept apart from.

    `groups` names by revision the groups that it belongs to, `used` says on how many papers it
    stood. Of a group what must be in stays, else the least used, of equals the oldest; so the turn
    passes on.
    """
    taken: set[int] = set()
    stay: set[int] = set()

    def rank(item: PoolItem) -> tuple[bool, int, int]:
        return not item.is_required, used.get(item.revision_id, 0), item.revision_id

    for item in sorted(pool, key=rank):
        own = groups.get(item.revision_id, frozenset())
        if taken.isdisjoint(own):
            taken |= own
            stay.add(item.revision_id)
    return [item for item in pool if item.revision_id in stay]
