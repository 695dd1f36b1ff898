"""Forms of this room, cut by subject: shape and wording of input, no decision."""

from qualifications.forms.bodies import BodyDomainForm, BodyForm, EndingForm, StandingForm
from qualifications.forms.certificates import CardForm, CorrectCardForm, ReissueForm
from qualifications.forms.checking import BatchForm, CheckForm, ChoiceForm
from qualifications.forms.decisions import DecisionForm, QualifyForm, ReasonForm, TermForm
from qualifications.forms.settings import (
    PatternForm,
    PolicyForm,
    PostingForm,
    RecogniseForm,
    RecordsForm,
)

__all__ = [
    "BatchForm",
    "BodyDomainForm",
    "BodyForm",
    "CardForm",
    "CheckForm",
    "ChoiceForm",
    "CorrectCardForm",
    "DecisionForm",
    "EndingForm",
    "PatternForm",
    "PolicyForm",
    "PostingForm",
    "QualifyForm",
    "ReasonForm",
    "RecogniseForm",
    "RecordsForm",
    "ReissueForm",
    "StandingForm",
    "TermForm",
]
