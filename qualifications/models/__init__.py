"""Bodies, qualifications, certificates, suspensions, and the register of all decisions."""

from qualifications.models.bodies import Body, BodyDomain, BodyKind, BodyQuerySet, BodyStanding
from qualifications.models.certificates import (
    Certificate,
    CertificateKind,
    CertificateQuerySet,
    CertificateTerms,
    Issuer,
    NumberPattern,
    QualificationKind,
    StateChoice,
)
from qualifications.models.duty import held_without_right
from qualifications.models.loading import facts_of
from qualifications.models.register import Event, EventChoice, EventQuerySet, RegisterChain
from qualifications.models.status import (
    DutySuspension,
    PartChoice,
    Qualification,
    QualificationSource,
    QualifyingExam,
    QualifyingPolicy,
    RecordsBegin,
    RecordSource,
)
from qualifications.models.years import years_of

__all__ = [
    "Body",
    "BodyDomain",
    "BodyKind",
    "BodyQuerySet",
    "BodyStanding",
    "Certificate",
    "CertificateKind",
    "CertificateQuerySet",
    "CertificateTerms",
    "DutySuspension",
    "Event",
    "EventChoice",
    "EventQuerySet",
    "Issuer",
    "NumberPattern",
    "PartChoice",
    "Qualification",
    "QualificationKind",
    "QualificationSource",
    "QualifyingExam",
    "QualifyingPolicy",
    "RecordSource",
    "RecordsBegin",
    "RegisterChain",
    "StateChoice",
    "facts_of",
    "held_without_right",
    "years_of",
]
