"""What the lists of this room can be narrowed by."""

from qualifications.filters.campaigns import CampaignFilter, EntryFilter
from qualifications.filters.cases import CommitteeFilter, PanelFilter
from qualifications.filters.conduct import ConductFilter, HangingFilter
from qualifications.filters.outside import OutsideFilter
from qualifications.filters.registry import (
    BodyFilter,
    CertificateFilter,
    CheckFilter,
    EligibleFilter,
    WithoutRightFilter,
)
from qualifications.filters.ways import (
    ApplicationFilter,
    MisuseFilter,
    QualifiedFilter,
    TrainingFilter,
)

__all__ = [
    "ApplicationFilter",
    "BodyFilter",
    "CampaignFilter",
    "CertificateFilter",
    "CheckFilter",
    "CommitteeFilter",
    "ConductFilter",
    "EligibleFilter",
    "EntryFilter",
    "HangingFilter",
    "MisuseFilter",
    "OutsideFilter",
    "PanelFilter",
    "QualifiedFilter",
    "TrainingFilter",
    "WithoutRightFilter",
]
