"""Lists of this room. What may be sorted by stands here; every other key is ignored."""

from qualifications.tables.campaigns import CampaignTable, EntryTable
from qualifications.tables.cases import CommitteeTable, PanelTable
from qualifications.tables.conduct import ConductTable, HangingTable
from qualifications.tables.outside import MatterTable, OutsideTable
from qualifications.tables.registry import (
    BatchRowTable,
    BodyTable,
    CertificateTable,
    CheckTable,
    EligibleTable,
    WithoutRightTable,
)
from qualifications.tables.ways import (
    ApplicationTable,
    MisuseTable,
    QualifiedTable,
    TrainingTable,
)
from qualifications.tables.yearly import BehindTable, OwedTable

__all__ = [
    "ApplicationTable",
    "BatchRowTable",
    "BehindTable",
    "BodyTable",
    "CampaignTable",
    "CertificateTable",
    "CheckTable",
    "CommitteeTable",
    "ConductTable",
    "EligibleTable",
    "EntryTable",
    "HangingTable",
    "MatterTable",
    "MisuseTable",
    "OutsideTable",
    "OwedTable",
    "PanelTable",
    "QualifiedTable",
    "TrainingTable",
    "WithoutRightTable",
]
