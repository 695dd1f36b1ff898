"""The forms of the bank, cut by what one does: write, decide, plan."""

from questionbank.forms.deciding import (
    AssignForm,
    CommentForm,
    DecisionForm,
    ExportForm,
    ReasonForm,
    SelectionForm,
)
from questionbank.forms.grouping import KeepApartForm, MeetForm
from questionbank.forms.planning import PlanForm
from questionbank.forms.writing import ADD_PICTURE, REDRAW, QuestionForm, initial, shape

__all__ = [
    "ADD_PICTURE",
    "REDRAW",
    "AssignForm",
    "CommentForm",
    "DecisionForm",
    "ExportForm",
    "KeepApartForm",
    "MeetForm",
    "PlanForm",
    "QuestionForm",
    "ReasonForm",
    "SelectionForm",
    "initial",
    "shape",
]
