"""What the lists of this room can be narrowed by."""

from qualifications.filters.campaigns import CampaignFilter, EntryFilter
from qualifications.filters.cases import CommitteeFilter, PanelFilter
from qualifications.filters.registry import (
    BodyFilter,
    CertificateFilter,
    CheckFilter,
    EligibleFilter,
    MatterFilter,
    WithoutRightFilter,
)
from qualifications.filters.ways import (
    ApplicationFilter,
    MisuseFilter,
    TrainingFilter,
)

__all__ = [
    "ApplicationFilter",
    "BodyFilter",
    "CampaignFilter",
    "CertificateFilter",
    "CheckFilter",
    "CommitteeFilter",
    "EligibleFilter",
    "EntryFilter",
    "MatterFilter",
    "MisuseFilter",
    "PanelFilter",
    "TrainingFilter",
    "WithoutRightFilter",
]
