"""Bodies, qualifications, certificates, suspensions, and the register of all decisions."""

from qualifications.models.applying import (
    Application,
    ApplicationStep,
    Credential,
    CredentialKind,
    QualifyingApplicationQuerySet,
    StageChoice,
)
from qualifications.models.batches import BatchRow, BatchState, CheckBatch, seal_row
from qualifications.models.bodies import Body, BodyDomain, BodyKind, BodyQuerySet, BodyStanding
from qualifications.models.campaigns import (
    Campaign,
    CampaignChoice,
    CampaignEntry,
    CampaignRuling,
    RulingChoice,
)
from qualifications.models.certificates import (
    Certificate,
    CertificateKind,
    CertificateQuerySet,
    CertificateTerms,
    ExpiryNotice,
    Issuer,
    NumberPattern,
    QualificationKind,
    StateChoice,
)
from qualifications.models.checks import Check, CheckQuerySet, OutcomeChoice, PurposeChoice
from qualifications.models.conduct import (
    Conduct,
    ConductEvent,
    ConductKind,
    ConductStateChoice,
    FaultEffect,
)
from qualifications.models.duty import held_without_right
from qualifications.models.finding import Found, find
from qualifications.models.loading import facts_of
from qualifications.models.matters import Matter, MatterChoice, MatterRuling, MatterSort
from qualifications.models.outside import (
    OutsideResult,
    OutsideState,
    OutsideWay,
    OutsideWithdrawal,
)
from qualifications.models.panels import (
    CommitteeMember,
    CommitteeOpinion,
    PanelCheck,
    ProcedureChoice,
    SeatChoice,
    Sector,
)
from qualifications.models.posting import PostingRule
from qualifications.models.public import (
    MisuseAnswer,
    MisuseReport,
    MisuseRuling,
    TrainingCertificate,
)
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
    "Application",
    "ApplicationStep",
    "BatchRow",
    "BatchState",
    "Body",
    "BodyDomain",
    "BodyKind",
    "BodyQuerySet",
    "BodyStanding",
    "Campaign",
    "CampaignChoice",
    "CampaignEntry",
    "CampaignRuling",
    "Certificate",
    "CertificateKind",
    "CertificateQuerySet",
    "CertificateTerms",
    "Check",
    "CheckBatch",
    "CheckQuerySet",
    "CommitteeMember",
    "CommitteeOpinion",
    "Conduct",
    "ConductEvent",
    "ConductKind",
    "ConductStateChoice",
    "Credential",
    "CredentialKind",
    "DutySuspension",
    "Event",
    "EventChoice",
    "EventQuerySet",
    "ExpiryNotice",
    "FaultEffect",
    "Found",
    "Issuer",
    "Matter",
    "MatterChoice",
    "MatterRuling",
    "MatterSort",
    "MisuseAnswer",
    "MisuseReport",
    "MisuseRuling",
    "NumberPattern",
    "OutcomeChoice",
    "OutsideResult",
    "OutsideState",
    "OutsideWay",
    "OutsideWithdrawal",
    "PanelCheck",
    "PartChoice",
    "PostingRule",
    "ProcedureChoice",
    "PurposeChoice",
    "Qualification",
    "QualificationKind",
    "QualificationSource",
    "QualifyingApplicationQuerySet",
    "QualifyingExam",
    "QualifyingPolicy",
    "RecordSource",
    "RecordsBegin",
    "RegisterChain",
    "RulingChoice",
    "SeatChoice",
    "Sector",
    "StageChoice",
    "StateChoice",
    "TrainingCertificate",
    "facts_of",
    "find",
    "held_without_right",
    "seal_row",
    "years_of",
]
