"""What the pages say about a revision that a person should look at before relying on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.rules import Rights
from questionbank.models import FaultWords, OpenKey, Renewal, Revision
from questionbank.rules import likeness, quality
from questionbank.rules.citations import unfound
from questionbank.rules.form import faults
from statutes.models import Article, Version
from statutes.rules.references import Reference

NEAR = 70  # per cent from which a person is asked to compare; house default


@dataclass(frozen=True)
class Finding:
    """One remark; `code` names another question that it points to."""

    tone: str
    words: str | Promise
    code: str = ""


def findings(revision: Revision, key: OpenKey, on: date) -> list[Finding]:
    """All remarks on the revision itself, the graver first; empty when nothing was noticed."""
    value = revision.wording(key)
    found = [Finding("danger", FaultWords(fault).label) for fault in faults(value)]
    texts = {citation.reference: citation.article.text for citation in revision.cited()}
    for number in (
        number
        for asked in value.asked
        for number in unfound(asked, [texts[place] for place in asked.citations])
    ):
        words = _("答案中的数字 %(number)s 不见于所引条文，也未写明“计算”。")
        found.append(Finding("danger", words % {"number": number}))
    found += [Finding("danger", words) for words in drift([revision], on)[revision.pk]]
    if quality.key_stands_out(value):
        found.append(Finding("soon", _("正确选项明显长于其他选项，容易被猜中。")))
    return found


def drift(revisions: Sequence[Revision], on: date) -> dict[int, list[str]]:
    """For each revision a sentence per cited article that is no longer in force as it was cited.

    A citation renewed for the text of the day is left out. Two queries, however many revisions.
    """
    cited = {c.article.reference for r in revisions for c in r.citations.all()}
    today = Article.objects.standing(cited, on)
    renewed = set(
        Renewal.objects.standing()
        .filter(citation__revision__in=revisions)
        .filter(article__version__in=Version.objects.in_force(on))
        .values_list("citation_id", flat=True)
    )
    return {r.pk: _moved(r, today, renewed) for r in revisions}


def _moved(
    revision: Revision, today: Mapping[Reference, Article], renewed: Collection[int]
) -> list[str]:
    found = []
    for citation in revision.citations.all():
        if citation.pk in renewed:
            continue
        reference = citation.article.reference
        name = {"article": str(reference)}
        if reference not in today:
            found.append(_("%(article)s 已不在现行法规之中。") % name)
        elif today[reference].digest != citation.digest:
            found.append(_("%(article)s 的条文已有变动。") % name)
    return found


def alike(revision: Revision, rights: Rights) -> list[Finding]:
    """Questions whose stems are nearly the same; the whole bank is gone through for it."""
    return [
        Finding("soon", _("与此题题干相近（%(share)s%%）：") % {"share": share}, code)
        for code, share in like(revision.stem, rights, revision.question.code)
    ]


def like(stem: str, rights: Rights, own: str = "") -> list[tuple[str, int]]:
    """The codes of the questions of one's bank that ask nearly this, and how near they are."""
    stems = Revision.objects.newest_for(rights).exclude(question__code=own)
    others = list(stems.order_by().values_list("question__code", "stem"))
    return likeness.nearest(stem, others, least=NEAR)
