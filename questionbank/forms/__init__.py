"""The forms of the bank, cut by what one does: write, decide."""

from questionbank.forms.deciding import DecisionForm, ReasonForm, SelectionForm
from questionbank.forms.writing import REDRAW, QuestionForm, initial, shape

__all__ = [
    "REDRAW",
    "DecisionForm",
    "QuestionForm",
    "ReasonForm",
    "SelectionForm",
    "initial",
    "shape",
]
