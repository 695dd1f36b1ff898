"""The forms of the bank, cut by what one does: write, decide."""

from questionbank.forms.deciding import (
    AssignForm,
    CommentForm,
    DecisionForm,
    ReasonForm,
    SelectionForm,
)
from questionbank.forms.writing import ADD_PICTURE, REDRAW, QuestionForm, initial, shape

__all__ = [
    "ADD_PICTURE",
    "REDRAW",
    "AssignForm",
    "CommentForm",
    "DecisionForm",
    "QuestionForm",
    "ReasonForm",
    "SelectionForm",
    "initial",
    "shape",
]
