"""Texts of statutes are taken in, or registered by what is cited of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from journal.actions import record
from statutes.actions.refused import ImportRefused
from statutes.models import Article, Statute, Version
from statutes.rules.dates import Dates
from statutes.rules.refusals import Refusal
from statutes.rules.texts import ArticleText, StatuteText


@transaction.atomic
def import_version(
    text: StatuteText, dates: Dates, *, source: str, actor_id: int | None, now: datetime
) -> tuple[Version, bool]:
    """Take in one text of a statute with the dates that a person stated; True when it is new.

    The same text under the same label again changes nothing; of a registered version it is the
    text that was missing. A newer version ends the one before it on the day it takes effect.
    Raises ImportRefused when the label or the day is taken by another text: questions rest on it.
    """
    statute, _ = Statute.objects.get_or_create(title=text.title)
    Statute.objects.select_for_update().get(pk=statute.pk)
    present = _present(statute, text, dates)
    if present:
        if not present.text_sha256:
            _complete(present, text, source=source, actor_id=actor_id, now=now)
        return present, False
    version = Version.objects.create(
        statute=statute,
        label=dates.label,
        promulgated_on=dates.promulgated_on,
        effective_from=dates.effective_from,
        repealed_on=dates.repealed_on or _end_by_successor(statute, dates.effective_from),
        source=source,
        text_sha256=text.digest,
        preamble=text.preamble,
        imported_at=now,
        imported_by_id=actor_id,
    )
    _end_predecessor(statute, dates.effective_from)
    _add_articles(version, text.articles)
    facts = {
        "title": text.title,
        "label": dates.label,
        "effective_from": dates.effective_from.isoformat(),
        "basis": dates.basis,
        "articles": len(text.articles),
        "text": text.digest,
    }
    _note("import_version", version, facts, actor_id=actor_id, now=now)
    return version, True


@transaction.atomic
def register_version(
    title: str,
    digests: Mapping[tuple[int, int], str],
    dates: Dates,
    *,
    actor_id: int | None,
    now: datetime,
) -> Version:
    """Enter a version of which only cited articles are known, by number and digest, without text.

    So questions can rest on it at a site that has not taken in the texts; importing the text later
    completes it, provided that every digest fits.
    """
    statute, _ = Statute.objects.get_or_create(title=title)
    version = Version.objects.create(
        statute=statute,
        label=dates.label,
        promulgated_on=dates.promulgated_on,
        effective_from=dates.effective_from,
        repealed_on=dates.repealed_on,
        imported_at=now,
        imported_by_id=actor_id,
    )
    Article.objects.bulk_create(
        Article(version=version, number=number, suffix=suffix, digest=digest)
        for (number, suffix), digest in sorted(digests.items())
    )
    facts = {"title": title, "label": dates.label, "articles": len(digests)}
    _note("register_version", version, facts, actor_id=actor_id, now=now)
    return version


def _complete(
    version: Version, text: StatuteText, *, source: str, actor_id: int | None, now: datetime
) -> None:
    """Put the text under the articles of a registered version. Raises ImportRefused for drift."""
    known = {(a.number, a.suffix): a for a in version.articles.all()}
    arrived = {(a.number, a.suffix): a for a in text.articles}
    for place, article in known.items():
        if place not in arrived or arrived[place].digest != article.digest:
            raise ImportRefused(Refusal.CITED_OTHERWISE, f"{version} {article}")
        article.text, article.heading = arrived[place].text, arrived[place].heading[:120]
        article.save(update_fields=["text", "heading"])
    rest = tuple(a for a in text.articles if (a.number, a.suffix) not in known)
    _add_articles(version, rest)
    version.text_sha256, version.source, version.preamble = text.digest, source, text.preamble
    version.save(update_fields=["text_sha256", "source", "preamble"])
    facts = {"title": text.title, "label": version.label, "text": text.digest}
    _note("complete_version", version, facts, actor_id=actor_id, now=now)


def _present(statute: Statute, text: StatuteText, dates: Dates) -> Version | None:
    """The version that is here already, with the same text or none yet. Raises ImportRefused."""
    present = statute.versions.filter(label=dates.label).first()
    if present and present.text_sha256 not in ("", text.digest):
        raise ImportRefused(Refusal.OTHER_TEXT, str(present))
    if not present and statute.versions.filter(effective_from=dates.effective_from).exists():
        raise ImportRefused(Refusal.DAY_TAKEN, f"{text.title} {dates.effective_from}")
    return present


def _add_articles(version: Version, articles: Sequence[ArticleText]) -> None:
    Article.objects.bulk_create(
        Article(
            version=version,
            number=a.number,
            suffix=a.suffix,
            heading=a.heading[:120],
            text=a.text,
            digest=a.digest,
        )
        for a in articles
    )


def _end_by_successor(statute: Statute, day: date) -> date | None:
    """The day on which a later version known already takes this one's place."""
    later = statute.versions.filter(effective_from__gt=day).order_by("effective_from").first()
    return later.effective_from if later else None


def _end_predecessor(statute: Statute, day: date) -> None:
    """End the version that stood until `day`, unless it ended earlier."""
    before = statute.versions.filter(effective_from__lt=day).order_by("-effective_from").first()
    if before and (before.repealed_on is None or before.repealed_on > day):
        before.repealed_on = day
        before.save(update_fields=["repealed_on"])


def _note(
    act: str, version: Version, facts: dict[str, Any], *, actor_id: int | None, now: datetime
) -> None:
    record(actor_id, f"statutes.{act}", f"statutes.version:{version.pk}", facts, now=now)
