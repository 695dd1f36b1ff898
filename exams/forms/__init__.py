"""Shape and wording of what people enter about exams."""

from exams.forms.amending import AmendForm
from exams.forms.blueprints import (
    BlueprintForm,
    CellForm,
    CellFormSet,
    TemplateForm,
    cells_of,
    lines_for,
    raw_rows,
)
from exams.forms.marking import MarkForm
from exams.forms.parallel import FormCountForm
from exams.forms.planning import ExamForm, SessionForm
from exams.forms.replacing import DecisionForm
from exams.forms.room import GrantForm, ReasonForm
from exams.forms.roster import AgencyEnrolForm, InvigilatorForm
from exams.forms.seat_checks import SeatCheckForm, ShownForm

__all__ = [
    "AgencyEnrolForm",
    "AmendForm",
    "BlueprintForm",
    "CellForm",
    "CellFormSet",
    "DecisionForm",
    "ExamForm",
    "FormCountForm",
    "GrantForm",
    "InvigilatorForm",
    "MarkForm",
    "ReasonForm",
    "SeatCheckForm",
    "SessionForm",
    "ShownForm",
    "TemplateForm",
    "cells_of",
    "lines_for",
    "raw_rows",
]
