"""The kinds of qualification, and what each asks for where the city laid nothing else down.

Sources: 行政处罚法 arts 42 (执法资格) and 58 (初次从事法制审核: 法律职业资格); 行政复议法 art. 6
(初次从事复议: 法律职业资格 and 统一职前培训); 山东省行政执法监督条例 arts 10, 11 (听证主持人), 22
(监督证); 辽宁省行政执法证件管理办法 arts 1-7 (行政执法监督证); 河南省行政执法条例 arts 20-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from qualifications.rules.qualifying import Policy


class Kind(StrEnum):
    """What somebody can be qualified as."""

    ENFORCEMENT = "enforcement"
    SUPERVISION = "supervision"
    HEARING = "hearing"
    REVIEW = "legal_review"
    RECONSIDERATION = "reconsideration"


IN_DOMAINS = frozenset({Kind.ENFORCEMENT})  # only these are given for domains of enforcement

# The kinds that are shown by a certificate of their own, and by which kind of certificate.
CERTIFICATE_OF: Mapping[str, frozenset[str]] = {Kind.SUPERVISION: frozenset({"supervision"})}

# Which kind of qualification each kind of certificate shows. 法制审核 and 行政复议 have none: there
# the qualification itself is all that is given.
SHOWN_BY: Mapping[str, Kind] = {
    "enforcement": Kind.ENFORCEMENT,
    "ministry": Kind.ENFORCEMENT,
    "supervision": Kind.SUPERVISION,
    "hearing": Kind.HEARING,
}

DEFAULTS: Mapping[str, Policy] = {
    Kind.ENFORCEMENT: Policy(),
    Kind.SUPERVISION: Policy(professional_part=False),
    Kind.HEARING: Policy(professional_part=False),
    Kind.REVIEW: Policy(public_part=False, professional_part=False, licence=True),
    Kind.RECONSIDERATION: Policy(
        public_part=False, professional_part=False, licence=True, pre_service=True
    ),
}
