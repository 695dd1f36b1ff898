"""Deeds on yearly reviews and clean-ups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journal import actions as journal
from people.actions.agencies import lock_tree
from people.models import Agency, Person, Post, within
from qualifications.actions.refused import Refused
from qualifications.models import (
    Campaign,
    CampaignEntry,
    CampaignRuling,
    Certificate,
    DutySuspension,
    years_of,
)
from qualifications.rules.campaigns import RULINGS, CampaignKind, Ruling, Snapshot, findings
from qualifications.rules.deeds import Refusal
from qualifications.rules.matter import DUTY_CERTIFICATES, ENFORCEMENT
from qualifications.rules.warning import IN_ESTABLISHMENT

BATCH = 500


@dataclass(frozen=True)
class Order:
    """By whose order a campaign is held, over which agencies, until when."""

    kind: CampaignKind
    title: str
    agency: Agency
    due_on: date
    organ: str
    document: str


@transaction.atomic
def open_campaign(order: Order, *, actor: Person, now: datetime) -> Campaign:
    """Open a campaign over everybody who holds a post of enforcement or a valid certificate there,
    with what is on record about each today.

    Raises Refused: DAY_IN_PAST, ALREADY_OPEN, NOBODY_CONCERNED.
    """
    lock_tree()
    today = timezone.localdate(now)
    if order.due_on < today:
        raise Refused(Refusal.DAY_IN_PAST)
    held = Campaign.objects.filter(
        kind=order.kind.value, agency=order.agency, year=today.year, closed_at=None
    )
    if held.exists():
        raise Refused(Refusal.ALREADY_OPEN)
    made = Campaign.objects.create(**vars(order), year=today.year, opened_by=actor, opened_at=now)
    entries = _entries(made, today)
    if not entries:
        raise Refused(Refusal.NOBODY_CONCERNED)
    CampaignEntry.objects.bulk_create(entries, batch_size=BATCH)
    facts: dict[str, object] = {"kind": made.kind, "title": made.title, "rows": len(entries)}
    facts |= {"last_day": made.due_on.isoformat(), "document": made.document}
    _record("qualifications.open_campaign", made, facts, actor, now)
    return made


@transaction.atomic
def rule_entries(
    campaign: Campaign,
    entries: Iterable[CampaignEntry],
    ruling: Ruling,
    reason: str,
    *,
    actor: Person,
    now: datetime,
) -> int:
    """Decide about persons of a campaign, alike and with one reason; who may is the door's matter.

    Nobody decides about themselves: their own row is passed over. Raises Refused: CAMPAIGN_CLOSED,
    STATE (no ruling of this kind of campaign), OWN_MATTER (nothing but one's own row),
    NOTHING_CHANGES (no row at all).
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.closed_at is not None:
        raise Refused(Refusal.CAMPAIGN_CLOSED)
    if ruling not in RULINGS[CampaignKind(held.kind)]:
        raise Refused(Refusal.STATE)
    chosen = list(entries)
    about = [entry for entry in chosen if entry.person_id != actor.pk]
    if not about:
        raise Refused(Refusal.OWN_MATTER if chosen else Refusal.NOTHING_CHANGES)
    CampaignRuling.objects.bulk_create(
        [
            CampaignRuling(entry=entry, ruling=ruling.value, reason=reason, by=actor, at=now)
            for entry in about
        ],
        batch_size=BATCH,
    )
    facts: dict[str, object] = {"answer": ruling.value, "reason": reason, "rows": len(about)}
    facts |= {"persons": sorted(entry.person_id for entry in about)}
    _record("qualifications.rule_entries", held, facts, actor, now)
    return len(about)


@transaction.atomic
def close_campaign(campaign: Campaign, outcome: str, *, actor: Person, now: datetime) -> Campaign:
    """Close a campaign and say what came of it, once everybody in it is decided.

    Raises Refused: CAMPAIGN_CLOSED, ENTRIES_WAIT.
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.closed_at is not None:
        raise Refused(Refusal.CAMPAIGN_CLOSED)
    entries = CampaignEntry.objects.filter(campaign=held).with_ruling()
    if entries.filter(ruling=None).exists():  # type: ignore[misc]  # annotated
        raise Refused(Refusal.ENTRIES_WAIT)
    held.closed_at, held.outcome = now, outcome
    held.save(update_fields=["closed_at", "outcome"])
    _record("qualifications.close_campaign", held, {"text": outcome}, actor, now)
    return held


def _entries(campaign: Campaign, today: date) -> list[CampaignEntry]:
    """Everybody concerned, with a snapshot; a few queries for every 500."""
    inside = within((campaign.agency.path,), "agency__path")
    posts = Post.objects.in_force(today).filter(kind=ENFORCEMENT)
    valid = Certificate.objects.valid_on(today).filter(kind__in=sorted(DUTY_CERTIFICATES))
    persons = Person.objects.filter(
        inside, Q(pk__in=posts.values("person_id")) | Q(pk__in=valid.values("person_id"))
    )
    rows = list(persons.order_by("pk").values_list("pk", "agency_id"))
    made = []
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        seen = _seen([pk for pk, _agency in part], today)
        made += [
            CampaignEntry(
                campaign=campaign,
                person_id=pk,
                agency_id=agency,
                seen=asdict(seen[pk]),
                findings=[one.value for one in findings(seen[pk])],
            )
            for pk, agency in part
        ]
    return made


def _seen(ids: Sequence[int], today: date) -> dict[int, Snapshot]:
    posts = Post.objects.in_force(today).filter(kind=ENFORCEMENT, person_id__in=ids)
    held = dict.fromkeys(ids, frozenset[str]())
    for person_id, establishment in posts.values_list("person_id", "establishment"):
        held[person_id] |= {establishment}
    valid = Certificate.objects.valid_on(today).filter(
        kind__in=sorted(DUTY_CERTIFICATES), person_id__in=ids
    )
    certified = set(valid.values_list("person_id", flat=True))
    stopped = DutySuspension.objects.in_force(today).filter(person_id__in=ids)
    suspended = set(stopped.values_list("person_id", flat=True))
    years = {pk: facts[0] for pk, facts in years_of(ids, today).items()}
    return {
        pk: Snapshot(
            has_post=bool(held[pk]),
            in_establishment=bool(held[pk] & IN_ESTABLISHMENT),
            has_certificate=pk in certified,
            is_suspended=pk in suspended,
            hours_owed=(years[pk].hours_owed or 0) if pk in years else 0,
            exam_missed=bool(years[pk].exam_missed) if pk in years else False,
        )
        for pk in ids
    }


def _record(
    act: str, campaign: Campaign, facts: dict[str, object], actor: Person, now: datetime
) -> None:
    subject = f"qualifications.campaign:{campaign.pk}"
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=campaign.agency_id)
