"""Lists of this room. What may be sorted by stands here; every other key is ignored."""

from qualifications.tables.cases import CommitteeTable, PanelTable
from qualifications.tables.registry import (
    BatchRowTable,
    BodyTable,
    CertificateTable,
    CheckTable,
    EligibleTable,
    MatterTable,
    WithoutRightTable,
)
from qualifications.tables.ways import (
    ApplicationTable,
    MisuseTable,
    TrainingTable,
)

__all__ = [
    "ApplicationTable",
    "BatchRowTable",
    "BodyTable",
    "CertificateTable",
    "CheckTable",
    "CommitteeTable",
    "EligibleTable",
    "MatterTable",
    "MisuseTable",
    "PanelTable",
    "TrainingTable",
    "WithoutRightTable",
]
