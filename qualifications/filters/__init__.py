"""What the lists of this room can be narrowed by."""

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
    "EligibleFilter",
    "MatterFilter",
    "MisuseFilter",
    "TrainingFilter",
    "WithoutRightFilter",
]
