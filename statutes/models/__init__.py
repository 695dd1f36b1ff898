"""Laws and regulations: statutes, versions, articles; and how one version became another."""

from statutes.models.amendments import Amendment, Move
from statutes.models.texts import Article, ArticleQuerySet, Statute, Version, VersionQuerySet
from statutes.models.words import OutcomeChoice, RefusalWords, TextFaultWords

__all__ = [
    "Amendment",
    "Article",
    "ArticleQuerySet",
    "Move",
    "OutcomeChoice",
    "RefusalWords",
    "Statute",
    "TextFaultWords",
    "Version",
    "VersionQuerySet",
]
