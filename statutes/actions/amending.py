"""An amendment's map is proposed, decided row by row by a person, and confirmed as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from journal.actions import record
from statutes.actions.refused import Refused
from statutes.models import Amendment, Article, Move, Version
from statutes.rules import mapping
from statutes.rules.mapping import Outcome, Provision
from statutes.rules.refusals import Refusal

COPIED = (
    "old_id", "outcome", "proposed", "score", "numbers_only", "decided_at", "decided_by_id", "note",
)  # fmt: skip


@transaction.atomic
def propose_amendment(
    old: Version, new: Version, *, actor_id: int | None, now: datetime
) -> Amendment:
    """Propose what became of each article of `old` in `new`; nobody relies on it yet.

    Raises Refused: NOT_OLDER, NO_TEXT, COMPARED.
    """
    if old.effective_from >= new.effective_from:
        raise Refused(Refusal.NOT_OLDER)
    if not old.text_sha256 or not new.text_sha256:
        raise Refused(Refusal.NO_TEXT)
    if Amendment.objects.filter(old=old, new=new).exists():
        raise Refused(Refusal.COMPARED)
    amendment = Amendment.objects.create(old=old, new=new, proposed_at=now, proposed_by_id=actor_id)
    before, after = _articles(old), _articles(new)
    proposal = mapping.propose(list(before), list(after))
    moves = Move.objects.bulk_create(
        Move(
            amendment=amendment,
            old=before[provision],
            outcome=move.outcome,
            proposed=move.outcome,
            score=round(move.score * 100),
            numbers_only=move.numbers_only,
        )
        for provision, move in zip(before, proposal.moves, strict=True)
    )
    by_reference = {provision.reference: article for provision, article in after.items()}
    Move.new.through.objects.bulk_create(
        Move.new.through(move_id=row.pk, article_id=by_reference[reference].pk)
        for row, move in zip(moves, proposal.moves, strict=True)
        for reference in move.new
    )
    facts = {"from": old.pk, "to": new.pk, "rows": len(moves)}
    _record("propose_amendment", amendment, facts, actor_id, now)
    return amendment


@transaction.atomic
def correct_amendment(
    amendment: Amendment, *, reason: str, actor_id: int, now: datetime
) -> Amendment:
    """Begin a correction of a confirmed map: a copy of its rows, to be changed and confirmed.

    Until it is confirmed the former map stands. Raises Refused: NO_REASON, NOT_CONFIRMED,
    CORRECTED.
    """
    former = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    if not reason.strip():
        raise Refused(Refusal.NO_REASON)
    if not former.is_confirmed:
        raise Refused(Refusal.NOT_CONFIRMED)
    if Amendment.objects.filter(corrects=former).exists():
        raise Refused(Refusal.CORRECTED)
    made = Amendment.objects.create(
        old_id=former.old_id,
        new_id=former.new_id,
        proposed_at=now,
        proposed_by_id=actor_id,
        corrects=former,
        reason=reason,
    )
    _copy_rows(former, made)
    facts = {"instead_of": former.pk, "rows": made.moves.count(), "reason": reason}
    _record("correct_amendment", made, facts, actor_id, now)
    return made


def _copy_rows(former: Amendment, made: Amendment) -> None:
    """The former rows as they were decided."""
    rows = list(former.moves.with_articles())
    copies = Move.objects.bulk_create(
        Move(amendment=made, **{name: getattr(row, name) for name in COPIED}) for row in rows
    )
    Move.new.through.objects.bulk_create(
        Move.new.through(move_id=copy.pk, article_id=article.pk)
        for row, copy in zip(rows, copies, strict=True)
        for article in row.new.all()
    )


@transaction.atomic
def decide_moves(
    amendment: Amendment, move_ids: Iterable[int], *, actor_id: int, now: datetime
) -> int:
    """Take the named rows as they stand; how many were open. Raises Refused: CONFIRMED, NO_ROWS."""
    _lock_open(amendment)
    rows = amendment.moves.undecided().filter(pk__in=list(move_ids))
    decided = rows.update(decided_at=now, decided_by_id=actor_id)
    if not decided:
        raise Refused(Refusal.NO_ROWS)
    facts = {"rows": decided}
    _record("decide_moves", amendment, facts, actor_id, now)
    return decided


@transaction.atomic
def change_move(
    move: Move,
    outcome: Outcome,
    targets: Sequence[tuple[int, int]],
    *,
    note: str,
    actor_id: int,
    now: datetime,
) -> Move:
    """Put another outcome and other new articles in place of what was proposed, and decide the row.

    Raises Refused: CONFIRMED, NO_SUCH_ARTICLE, OUTCOME_MISFITS.
    """
    amendment = _lock_open(move.amendment)
    new = [_target(amendment, *target) for target in targets]
    old = _provision(move.old)
    if mapping.misfits(outcome, old, [_provision(article) for article in new]):
        raise Refused(Refusal.OUTCOME_MISFITS)
    move.outcome, move.note = outcome, note
    move.decided_at, move.decided_by_id = now, actor_id
    move.save(update_fields=["outcome", "note", "decided_at", "decided_by_id"])
    move.new.set(new)
    facts = {
        "article": str(move.old),
        "from": move.proposed,
        "to": str(outcome),
        "articles": [str(article) for article in new],
        "reason": note,
    }
    _record("change_move", amendment, facts, actor_id, now)
    return move


@transaction.atomic
def confirm_amendment(amendment: Amendment, *, actor_id: int, now: datetime) -> Amendment:
    """Confirm the whole map: from now on it never changes. It takes effect on the day on which the
    new version does; a law that became part of another one ends on that day. A correction takes
    the place of the map that it corrects.

    Raises Refused: CONFIRMED, UNDECIDED (with how many rows), SAME_MAP (a correction of nothing).
    """
    locked = _lock_open(amendment)
    undecided = locked.moves.undecided().count()
    if undecided:
        raise Refused(Refusal.UNDECIDED, str(undecided))
    locked.confirmed_at, locked.confirmed_by_id = now, actor_id
    locked.map_sha256 = _digest(locked)
    if locked.corrects and locked.corrects.map_sha256 == locked.map_sha256:
        raise Refused(Refusal.SAME_MAP)
    locked.save(update_fields=["confirmed_at", "confirmed_by_id", "map_sha256"])
    _end_old(locked)
    facts = {
        "from": locked.old_id,
        "to": locked.new_id,
        "effective_from": locked.new.effective_from.isoformat(),
        "rows": locked.moves.count(),
        "digest": locked.map_sha256,
    }
    if locked.corrects:
        facts |= {"instead_of": locked.corrects_id, "reason": locked.reason}
    _record("confirm_amendment", locked, facts, actor_id, now)
    return locked


def _lock_open(amendment: Amendment) -> Amendment:
    """The amendment, locked, while its map may still change. Raises Refused."""
    rows = Amendment.objects.select_for_update(of=("self",))
    related = rows.select_related("old__statute", "new__statute", "corrects")
    locked = related.get(pk=amendment.pk)
    if locked.is_confirmed:
        raise Refused(Refusal.CONFIRMED)
    return locked


def _articles(version: Version) -> dict[Provision, Article]:
    rows = version.articles.select_related("version__statute").order_by("number", "suffix")
    return {_provision(article): article for article in rows}


def _provision(article: Article) -> Provision:
    return Provision(article.reference, article.heading, article.text)


def _target(amendment: Amendment, number: int, suffix: int) -> Article:
    rows = Article.objects.select_related("version__statute")
    found = rows.filter(version=amendment.new_id, number=number, suffix=suffix).first()
    if found is None:
        raise Refused(Refusal.NO_SUCH_ARTICLE, f"{number}" + (f"之{suffix}" if suffix else ""))
    return found


def _digest(amendment: Amendment) -> str:
    """SHA-256 over the rows in order: old article, outcome, new articles."""
    rows = [
        f"{move.old_id}:{move.outcome}:{','.join(str(new.pk) for new in move.new.all())}"
        for move in amendment.moves.with_articles()
    ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _end_old(amendment: Amendment) -> None:
    """End the old version where the new one takes effect, unless it ended earlier."""
    old, day = amendment.old, amendment.new.effective_from
    if old.repealed_on is None or old.repealed_on > day:
        old.repealed_on = day
        old.save(update_fields=["repealed_on"])


def _record(
    act: str,
    amendment: Amendment,
    facts: dict[str, Any],
    actor_id: int | None,
    now: datetime,
) -> None:
    record(actor_id, f"statutes.{act}", f"statutes.amendment:{amendment.pk}", facts, now=now)
