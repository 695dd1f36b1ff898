"""Law texts and the starter bank, by the product's own import and review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from mingfa.demo.city import City
from mingfa.demo.stories import Say, Story
from questionbank import sheets as bank_sheets
from questionbank.actions import importing, planning, review
from questionbank.models import Pool, Revision
from questionbank.rules.banktext import BankQuestion
from questionbank.rules.coverage import read_plan
from questionbank.rules.kinds import CHOSEN, Kind
from statutes import actions as statutes
from statutes import sheets as statute_sheets
from statutes.models import Statute
from statutes.rules.dates import Dates

LEFT_FOR_REVIEW = 6
ONE_IN = 5
REVIEW_TAKES = timedelta(hours=1)
Digests = dict[tuple[int, int], str]


def bank(city: City, texts: Path, say: Say) -> Story:
    """Take in laws and questions as the laws come into force; the last few wait for review."""
    current = _current_dates(city.span.now.date())
    groups = _by_instant(city.span.founded, current)
    cited = _cited(question for questions in groups.values() for question in questions)
    lately = city.span.now - timedelta(days=2)
    taken = [(at, groups[at]) for at in sorted(groups) if at + REVIEW_TAKES <= lately]
    left = taken[-1][1][-LEFT_FOR_REVIEW:]
    del taken[-1][1][-LEFT_FOR_REVIEW:]
    for at, questions in taken:
        yield at
        titles = {ref.title for question in questions for ref in question.wording.cited}
        _enter_laws(texts, {title: cited[title] for title in titles}, current, at, say)
        submitted = _enter(city, questions, at)
        yield at + REVIEW_TAKES
        review.approve_many(
            submitted, reviewer=city.staff["reviewer"], now=at + REVIEW_TAKES, note="已核对依据"
        )
    yield lately
    _submit(city, left, lately)
    _plan(city, lately)


def _plan(city: City, now: datetime) -> None:
    """What the bank shall hold, by the plan beside the starter bank."""
    plan, _faults = read_plan((bank_sheets.STARTER / bank_sheets.PLAN).read_text(encoding="utf-8"))
    named = {place.statute for place in plan}
    for statute in Statute.objects.filter(title__in=named).order_by("pk"):
        wanted = {place: n for place, n in plan.items() if place.statute == statute.title}
        reviewer = city.staff["reviewer"].pk
        planning.set_targets(statute, wanted, agency=city.root, actor_id=reviewer, now=now)


def _current_dates(today: date) -> dict[str, Dates]:
    """The dates of every statute's text in force, by title."""
    return {
        stem.split("_")[0]: dates
        for stem, dates in statute_sheets.read_dates().items()
        if dates.repealed_on is None and dates.effective_from <= today
    }


def _by_instant(
    founded: datetime, current: Mapping[str, Dates]
) -> dict[datetime, list[BankQuestion]]:
    """The questions by when all that they cite is in force, the founding at the earliest."""
    groups: dict[datetime, list[BankQuestion]] = defaultdict(list)
    for _path, found in bank_sheets.read_banks():
        for question in found.questions:
            titles = {reference.title for reference in question.wording.cited}
            if titles <= current.keys():
                day = max(current[title].effective_from for title in titles)
                groups[max(founded, _morning_of(day))].append(question)
    return groups


def _morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _enter(city: City, questions: Sequence[BankQuestion], now: datetime) -> list[Revision]:
    """One in five of the questions that practice can ask goes into its pool, the others into that
    of the examination."""
    fit = [q.code for q in questions if q.wording.kind in (*CHOSEN, Kind.FILL_IN)]
    spared = set(fit[::ONE_IN])
    practised = [question for question in questions if question.code in spared]
    kept = [question for question in questions if question.code not in spared]
    return [*_submit(city, kept, now), *_submit(city, practised, now, Pool.PRACTICE)]


def _submit(
    city: City, questions: Sequence[BankQuestion], now: datetime, pool: str = Pool.EXAM
) -> list[Revision]:
    author, agency = city.staff["setter"], city.root
    made = importing.import_questions(questions, author=author, agency=agency, now=now, pool=pool)
    return made.submitted


def _cited(questions: Iterable[BankQuestion]) -> dict[str, Digests]:
    """The cited articles by the title of their statute, each with the digest of its text."""
    found: dict[str, Digests] = defaultdict(dict)
    for question in questions:
        for reference, stamp in question.cited:
            found[reference.title][reference.number, reference.suffix] = stamp
    return found


def _enter_laws(
    folder: Path,
    cited: Mapping[str, Digests],
    current: Mapping[str, Dates],
    now: datetime,
    say: Say,
) -> None:
    """Import the texts of the laws; without the folder register what is cited of them."""
    wanted = cited.keys() - set(Statute.objects.values_list("title", flat=True))
    _import_texts(folder, wanted, current, now)
    missing = wanted - set(Statute.objects.values_list("title", flat=True))
    if missing:
        say(f"条文文本不在 {folder}，{len(missing)} 部法规先按引用登记，导入文本后即可阅读条文。")
    for title in sorted(missing):
        statutes.register_version(title, cited[title], current[title], actor_id=None, now=now)


def _import_texts(
    folder: Path, titles: set[str], current: Mapping[str, Dates], now: datetime
) -> None:
    try:
        files = list(statute_sheets.text_files(folder, "current"))
    except statute_sheets.TextsMissing:
        return
    for file in files:
        title = file.stem.split("_")[0]
        if title in titles and title in current:
            statutes.import_version(
                file.read(), current[title], source=file.source, actor_id=None, now=now
            )
