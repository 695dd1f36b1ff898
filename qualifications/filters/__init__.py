"""What the lists of this room can be narrowed by."""

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
    "CertificateFilter",
    "CheckFilter",
    "CommitteeFilter",
    "EligibleFilter",
    "MatterFilter",
    "MisuseFilter",
    "PanelFilter",
    "TrainingFilter",
    "WithoutRightFilter",
]
