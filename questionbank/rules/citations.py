"""A text bank held against the law: articles that are missing or have drifted, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionbank.rules.banktext import BankQuestion
from questionbank.rules.numbers import missing
from questionbank.rules.wording import Wording, claim
from statutes.rules.passages import passage
from statutes.rules.references import Reference
from statutes.rules.texts import ArticleText, StatuteText


class CitationFault(StrEnum):
    """What is wrong with a citation; worded in `questionbank.models.FaultWords`."""

    NO_STATUTE = "no_statute"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_PASSAGE = "no_such_passage"
    DRIFTED = "drifted"
    NUMBER_UNFOUND = "number_unfound"


@dataclass(frozen=True)
class Finding:
    """One fault of one question."""

    code: str
    line: int
    fault: CitationFault
    detail: str


def find_article(
    statutes: Mapping[str, StatuteText], reference: Reference
) -> ArticleText | CitationFault:
    """The cited article, or why it cannot be had."""
    statute = statutes.get(reference.title)
    if statute is None:
        return CitationFault.NO_STATUTE
    article = statute.article(reference.number, reference.suffix)
    return article or CitationFault.NO_SUCH_ARTICLE


def check(question: BankQuestion, statutes: Mapping[str, StatuteText]) -> list[Finding]:
    """Everything wrong between one question and the law in force.

    The numbers of each sub-question of a case are sought in the articles that it cites itself.
    """
    found = []
    for reference, stamp in question.cited:
        article = find_article(statutes, reference)
        if isinstance(article, CitationFault):
            found.append(_finding(question, article, str(reference)))
        elif passage(article.text, reference.paragraph, reference.item) is None:
            found.append(_finding(question, CitationFault.NO_SUCH_PASSAGE, str(reference)))
        elif stamp and stamp != article.digest:
            found.append(_finding(question, CitationFault.DRIFTED, str(reference)))
    for place, asked in enumerate(question.wording.asked):
        for number in unfound(asked, _texts(asked, statutes)):
            line = question.line_of(place)
            found.append(Finding(question.code, line, CitationFault.NUMBER_UNFOUND, number))
    return found


def unfound(asked: Wording, articles: Iterable[str]) -> list[str]:
    """The numbers of one question's key that none of its articles holds, nor its reckoning.

    An empty text is one that is not kept here: then nobody can tell, and nothing is found.
    """
    held = list(articles)
    return missing(claim(asked), held, asked.computed) if all(held) else []


def _texts(asked: Wording, statutes: Mapping[str, StatuteText]) -> list[str]:
    found = (find_article(statutes, reference) for reference in asked.citations)
    return [article.text for article in found if isinstance(article, ArticleText)]


def unstamped(questions: Iterable[BankQuestion]) -> int:
    """How many citations carry no stamp yet."""
    return sum(stamp == "" for question in questions for stamp in question.stamps)


def _finding(question: BankQuestion, fault: CitationFault, detail: str) -> Finding:
    return Finding(question.code, question.line, fault, detail)
