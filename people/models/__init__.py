"""Agencies, persons, posts, accounts and the roles they hold."""

from people.models.accounts import (
    ActivationCode,
    Assignment,
    FailedAttempts,
    RoleChoice,
    User,
    grants_of,
)
from people.models.agencies import Agency, AgencyKind, AgencyName, AgencyQuerySet, within
from people.models.dated import Dated, DatedQuerySet
from people.models.domains import Domain, DomainQuerySet
from people.models.persons import (
    IDENTITY,
    PHONE,
    AccountState,
    Establishment,
    Person,
    PersonQuerySet,
    Post,
    PostKind,
)

__all__ = [
    "IDENTITY",
    "PHONE",
    "AccountState",
    "ActivationCode",
    "Agency",
    "AgencyKind",
    "AgencyName",
    "AgencyQuerySet",
    "Assignment",
    "Dated",
    "DatedQuerySet",
    "Domain",
    "DomainQuerySet",
    "Establishment",
    "FailedAttempts",
    "Person",
    "PersonQuerySet",
    "Post",
    "PostKind",
    "RoleChoice",
    "User",
    "grants_of",
    "within",
]
