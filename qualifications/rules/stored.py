"""An answer as it is kept: plain values that a database holds and a hash covers.

Source: plan art. 46 (考查和测试结果应当作为任职的依据): what was answered stays to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from qualifications.rules.answers import (
    Answer,
    Code,
    Params,
    Reason,
    Remedy,
    Verdict,
    Warned,
    WarningCode,
)
from qualifications.rules.facts import Evidence, EvidenceKind

Stored = dict[str, Any]


def stored(answer: Answer) -> Stored:
    """The answer as plain values. The day and the instant belong to the question."""
    return {
        "verdict": answer.verdict.value,
        "domain": answer.domain,
        "until": _day(answer.until),
        "reasons": [
            {"code": r.code.value, "remedy": r.remedy.value, **_told(r.params, r.evidence)}
            for r in answer.reasons
        ],
        "warnings": [
            {"code": w.code.value, **_told(w.params, w.evidence)} for w in answer.warnings
        ],
        "basis": _pieces(answer.basis),
    }


def answer_from(kept: Mapping[str, Any], on: date, known_on: datetime) -> Answer:
    """The answer that was kept."""
    return Answer(
        verdict=Verdict(kept["verdict"]),
        domain=kept["domain"],
        on=on,
        known_on=known_on,
        reasons=tuple(
            Reason(Code(r["code"]), Remedy(r["remedy"]), _params(r), _evidence(r["evidence"]))
            for r in kept["reasons"]
        ),
        warnings=tuple(
            Warned(WarningCode(w["code"]), _params(w), _evidence(w["evidence"]))
            for w in kept["warnings"]
        ),
        basis=_evidence(kept["basis"]),
        until=_read_day(kept["until"]),
    )


def _told(params: Iterable[tuple[str, Params]], evidence: Iterable[Evidence]) -> Stored:
    plain = {key: list(v) if isinstance(v, tuple) else v for key, v in params}
    return {"params": plain, "evidence": _pieces(evidence)}


def _pieces(evidence: Iterable[Evidence]) -> list[list[str]]:
    return [[e.kind.value, e.key, _day(e.day)] for e in evidence]


def _params(kept: Mapping[str, Any]) -> tuple[tuple[str, Params], ...]:
    found = ((key, tuple(v) if isinstance(v, list) else v) for key, v in kept["params"].items())
    return tuple(sorted(found))


def _evidence(kept: Iterable[list[str]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(EvidenceKind(kind), key, _read_day(day)) for kind, key, day in kept)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
