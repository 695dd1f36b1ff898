"""Shape and wording of what people ask of the law texts and enter about them."""

from statutes.forms.amending import CorrectionForm, MoveForm, OtherVersionForm, RowsForm
from statutes.forms.importing import EndForm, TextForm
from statutes.forms.looking import DayForm, WordsForm

__all__ = [
    "CorrectionForm",
    "DayForm",
    "EndForm",
    "MoveForm",
    "OtherVersionForm",
    "RowsForm",
    "TextForm",
    "WordsForm",
]
