"""Shape and wording of what people ask of the law texts and enter about them."""

from statutes.forms.amending import MoveForm, OtherVersionForm, RowsForm
from statutes.forms.importing import EndForm, TextForm
from statutes.forms.looking import DayForm, WordsForm

__all__ = [
    "DayForm",
    "EndForm",
    "MoveForm",
    "OtherVersionForm",
    "RowsForm",
    "TextForm",
    "WordsForm",
]
