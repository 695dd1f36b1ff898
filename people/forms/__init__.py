"""Forms of this room, cut by subject: shape and wording of input, no decision."""

from people.forms.agencies import (
    AgencyForm,
    AgencySearchForm,
    CloseAgencyForm,
    MergeAgencyForm,
    MoveAgencyForm,
    RenameAgencyForm,
)
from people.forms.domains import DomainForm, DomainsField
from people.forms.fields import ReasonForm
from people.forms.persons import (
    CorrectPersonForm,
    CorrectPostForm,
    EndingForm,
    PersonForm,
    PostForm,
    RoleForm,
    SlipsForm,
)

__all__ = [
    "AgencyForm",
    "AgencySearchForm",
    "CloseAgencyForm",
    "CorrectPersonForm",
    "CorrectPostForm",
    "DomainForm",
    "DomainsField",
    "EndingForm",
    "MergeAgencyForm",
    "MoveAgencyForm",
    "PersonForm",
    "PostForm",
    "ReasonForm",
    "RenameAgencyForm",
    "RoleForm",
    "SlipsForm",
]
