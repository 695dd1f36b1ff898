"""Answers as pages show them: the verdict, every condition with its evidence, warnings apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Agency, Domain, Post
from qualifications import wording
from qualifications.models import (
    Body,
    BodyDomain,
    BodyStanding,
    Certificate,
    DutySuspension,
    Qualification,
    RecordsBegin,
)
from qualifications.models.evidence import records_of
from qualifications.rules.answers import Answer, Reason, Verdict
from qualifications.rules.checking import Condition, condition_of
from qualifications.rules.facts import Evidence, EvidenceKind

LABELS: dict[Condition, Promise] = {
    Condition.POST: gettext_lazy("执法岗位"),
    Condition.BODY: gettext_lazy("执法主体"),
    Condition.QUALIFICATION: gettext_lazy("执法资格"),
    Condition.CERTIFICATE: gettext_lazy("执法证件"),
    Condition.SUSPENSION: gettext_lazy("停止执法"),
    Condition.DOMAIN: gettext_lazy("执法领域"),
    Condition.PLACE: gettext_lazy("隶属关系"),
    Condition.RECORDS: gettext_lazy("登记起点"),
}
BASIS = {
    Condition.POST: (EvidenceKind.POST,),
    Condition.BODY: (EvidenceKind.STANDING, EvidenceKind.BODY_DOMAIN),
    Condition.QUALIFICATION: (EvidenceKind.QUALIFICATION,),
    Condition.CERTIFICATE: (EvidenceKind.CERTIFICATE,),
}
ALWAYS_SHOWN = (*BASIS, Condition.SUSPENSION)
ICONS = {
    Verdict.YES: "circle-check",
    Verdict.NO: "circle-x",
    Verdict.UNKNOWN: "circle-question-mark",
}


@dataclass(frozen=True)
class Record:
    """One record that an answer rests on, in words; `url` where the reader may open it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One condition: `met` is None where it was not looked at or cannot be told."""

    label: str | Promise
    met: bool | None
    fact: str
    mend: str = ""
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class ShownAnswer:
    """One answer, worded. `verdict` is yes, no or unknown; `lacking` counts what is not met."""

    verdict: str
    icon: str
    word: str
    tail: str
    domain: str
    lines: tuple[Line, ...]
    lacking: int
    warnings: tuple[str, ...]
    mends: tuple[str, ...]


def shown_answers(answers: Sequence[Answer], *, opens_records: bool) -> list[ShownAnswer]:
    """The answers in words, their records fetched together."""
    records = records_of(piece for answer in answers for piece in _all_evidence(answer))
    words = {piece: _record(piece, row, opens_records) for piece, row in records.items()}
    return [_shown(answer, words) for answer in answers]


def _all_evidence(answer: Answer) -> Iterable[Evidence]:
    yield from answer.basis
    for reason in answer.reasons:
        yield from reason.evidence


def _shown(answer: Answer, words: dict[Evidence, Record]) -> ShownAnswer:
    mends = (wording.remedy_words(reason) for reason in answer.reasons)
    return ShownAnswer(
        verdict=answer.verdict.value,
        icon=ICONS[answer.verdict],
        word=str(wording.VERDICTS[answer.verdict]),
        tail=wording.tail(answer),
        domain=answer.domain or _("未登记领域"),
        lines=tuple(_lines(answer, words)),
        lacking=len(answer.reasons),
        warnings=tuple(wording.warning_words(warned) for warned in answer.warnings),
        mends=tuple(dict.fromkeys(mends)),
    )


def _lines(answer: Answer, words: dict[Evidence, Record]) -> Iterable[Line]:
    for condition in Condition:
        reasons = [r for r in answer.reasons if condition_of(r) is condition]
        yield from (_lacking(condition, reason, words) for reason in reasons)
        if not reasons and condition in ALWAYS_SHOWN:
            yield _met(condition, answer, words)


def _lacking(condition: Condition, reason: Reason, words: dict[Evidence, Record]) -> Line:
    return Line(
        label=LABELS[condition],
        met=None if condition in (Condition.PLACE, Condition.RECORDS) else False,
        fact=wording.reason_words(reason),
        mend=wording.remedy_words(reason),
        records=tuple(words[piece] for piece in reason.evidence if piece in words),
    )


def _met(condition: Condition, answer: Answer, words: dict[Evidence, Record]) -> Line:
    if condition is Condition.SUSPENSION:
        return Line(LABELS[condition], True, _("该日没有停止执法的决定"))
    kinds = BASIS[condition]
    held = tuple(words[p] for p in answer.basis if p.kind in kinds and p in words)
    if not held:
        return Line(LABELS[condition], None, _("前项不满足，未作核验"))
    return Line(LABELS[condition], True, "", records=held)


def _record(piece: Evidence, row: Model, opens: bool) -> Record:
    url = ""
    if opens and isinstance(row, Certificate):
        url = reverse("qualifications:certificate", args=[row.ref])
    return Record(_words_of(row), url)


def _words_of(row: Any) -> str:
    """A record in one line."""
    if isinstance(row, Post):
        return "，".join((row.agency.name, row.title, _span(row.valid_from, row.valid_to)))
    if isinstance(row, BodyStanding):
        return "，".join((row.body.agency.name, str(row.get_kind_display()), row.basis))
    if isinstance(row, BodyDomain):
        return "，".join((row.domain, row.basis))
    if isinstance(row, Qualification):
        told = ("、".join(row.domains), str(row.get_source_display()), row.document)
        return "，".join((*told, _span(row.valid_from, row.valid_to)))
    if isinstance(row, Certificate):
        span = _span(row.terms_valid_from, row.terms_valid_to)  # type: ignore[attr-defined]
        return "，".join((row.number, row.issuer.name, span))
    return _others(row)


def _others(row: Any) -> str:
    if isinstance(row, DutySuspension):
        return "，".join((row.organ, row.document, _span(row.valid_from, row.valid_to)))
    if isinstance(row, RecordsBegin):
        return _("%(source)s登记起点 %(day)s") % {
            "source": row.get_source_display(),
            "day": row.valid_from.isoformat(),
        }
    if isinstance(row, Body):
        return str(row.agency.name)
    return str(row.name) if isinstance(row, Agency | Domain) else str(row)


def _span(first: object, last: object) -> str:
    if first is None:
        return ""
    if last is None:
        return _("%(first)s 起") % {"first": first}
    return _("%(first)s 至 %(last)s") % {"first": first, "last": last}
