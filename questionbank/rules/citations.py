"""A text bank held against the law: articles that are missing or have drifted, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionbank.rules.banktext import BankQuestion
from questionbank.rules.numbers import missing
from questionbank.rules.wording import claim
from statutes.rules.references import Reference
from statutes.rules.texts import ArticleText, StatuteText


class CitationFault(StrEnum):
    """What is wrong with a citation; worded in `questionbank.models.FaultWords`."""

    NO_STATUTE = "no_statute"
    NO_SUCH_ARTICLE = "no_such_article"
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
    """Everything wrong between one question and the law in force."""
    found, articles = [], []
    for reference, stamp in zip(question.wording.citations, question.stamps, strict=True):
        article = find_article(statutes, reference)
        if isinstance(article, CitationFault):
            found.append(_finding(question, article, str(reference)))
            continue
        articles.append(article.text)
        if stamp and stamp != article.digest:
            found.append(_finding(question, CitationFault.DRIFTED, str(reference)))
    numbers = missing(claim(question.wording), articles, question.wording.computed)
    return found + [_finding(question, CitationFault.NUMBER_UNFOUND, n) for n in numbers]


def unstamped(questions: Iterable[BankQuestion]) -> int:
    """How many citations carry no stamp yet."""
    return sum(stamp == "" for question in questions for stamp in question.stamps)


def _finding(question: BankQuestion, fault: CitationFault, detail: str) -> Finding:
    return Finding(question.code, question.line, fault, detail)
