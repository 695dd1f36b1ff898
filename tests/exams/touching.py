"""A bank in which some questions rest on an article that an amendment changes."""

from __future__ import annotations

from datetime import date

from questionbank.models import Revision
from statutes.models import Article, Version
from tests.conftest import NINE
from tests.exams.makers import _question, make_bank
from tests.remembered import remembered

TOUCHED = ("law-single-0", "law-single-1")
OLD_TEXT, NEW_TEXT = "当事人应当在五日内缴纳罚款。", "当事人应当在十五日内缴纳罚款。"


@remembered
def make_touchable_bank(cast):
    """The usual bank, and two questions more that rest on 第七十二条 alone."""
    statute = make_bank(cast)
    version = statute.versions.get()
    article = Article.objects.create(version=version, number=72, text=OLD_TEXT, digest="2" * 64)
    for code in TOUCHED:
        _question(cast, article, code, "single", (0,))
    return statute


def amend_law(statute, day=date(2026, 11, 23), *, digest="3" * 64):
    """From `day` on 第七十二条 reads otherwise; 第七十一条 stays."""
    statute.versions.update(repealed_on=day)
    version = Version.objects.create(
        statute=statute, label=f"{day}修正", effective_from=day, imported_at=NINE
    )
    kept = Article.objects.get(version__label="2021", number=71)
    Article.objects.create(version=version, number=71, text=kept.text, digest=kept.digest)
    Article.objects.create(version=version, number=72, text=NEW_TEXT, digest=digest)
    return version


def touched_ids():
    rows = Revision.objects.filter(question__code__in=TOUCHED).order_by("question__code")
    return list(rows.values_list("pk", flat=True))
