"""Law texts and the starter bank, by the product's own import and review."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from mingfa.demo.city import City
from people.models import Person
from questionbank import sheets as bank_sheets
from questionbank.actions import importing, review
from questionbank.models import Revision
from questionbank.rules.banktext import BankQuestion
from statutes import actions as statutes
from statutes import sheets as statute_sheets
from statutes.models import Statute

LEFT_FOR_REVIEW = 6


def make_bank(city: City, texts: Path, *, now: datetime, say: Callable[[str], object]) -> int:
    """Import laws and questions; all but a few are approved. The number of questions."""
    questions = [q for _path, bank in bank_sheets.read_banks() for q in bank.questions]
    missing = _import_texts(texts, {c.title for q in questions for c in q.wording.citations}, now)
    if missing:
        say(f"条文文本不在 {texts}，{len(missing)} 部法规先按引用登记，导入文本后即可阅读条文。")
        _register(missing, questions, now)
    outcome = importing.import_questions(
        questions, author=city.staff["setter"], agency=city.root, now=now
    )
    _approve(outcome.submitted[:-LEFT_FOR_REVIEW], city.staff["reviewer"], now)
    return len(outcome.submitted)


def _import_texts(folder: Path, titles: set[str], now: datetime) -> set[str]:
    """Import what lies in the folder of the titles that are cited; the titles left over."""
    dates = statute_sheets.read_dates()
    try:
        files = list(statute_sheets.text_files(folder, "current"))
    except statute_sheets.TextsMissing:
        return titles
    for file in files:
        stem = dates.get(file.stem)
        if stem is None or file.stem.split("_")[0] not in titles:
            continue
        statutes.import_version(file.read(), stem, source=file.source, actor_id=None, now=now)
    return titles - set(Statute.objects.values_list("title", flat=True))


def _register(titles: Iterable[str], questions: list[BankQuestion], now: datetime) -> None:
    """Enter the cited articles by number and digest, for a site without the texts."""
    cited = {
        (reference, stamp)
        for question in questions
        for reference, stamp in zip(question.wording.citations, question.stamps, strict=True)
    }
    current = {
        stem.split("_")[0]: dates
        for stem, dates in statute_sheets.read_dates().items()
        if dates.repealed_on is None and dates.effective_from <= now.date()
    }
    for title in sorted(titles):
        digests = {(ref.number, ref.suffix): stamp for ref, stamp in cited if ref.title == title}
        statutes.register_version(title, digests, current[title], actor_id=None, now=now)


def _approve(revisions: list[Revision], reviewer: Person, now: datetime) -> None:
    review.approve_many(revisions, reviewer=reviewer, now=now, note="演示题库，已核对依据")
