"""The form by which a sealed exam is amended: only what may still change, and why."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import MomentField
from exams.forms.planning import ExamForm
from exams.models import Exam, ExamSession
from exams.rules.amending import RULES


class AmendForm(forms.Form):
    """The rules of a sealed exam, its sessions' places and windows, and the reason.

    `with_rules` is False once somebody has begun: then sessions alone may be moved.
    """

    reason = forms.CharField(
        label=_("变更理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        exam: Exam,
        sessions: Sequence[ExamSession],
        with_rules: bool,
        **kwargs: Any,
    ) -> None:
        stored = {name: getattr(exam, name) for name in RULES}
        windows = {
            f"{name}_{session.ordinal}": getattr(session, name)
            for session in sessions
            for name in ("place", "opens_at", "closes_at")
        }
        super().__init__(*args, **kwargs | {"initial": stored | windows})
        self.exam, self.sessions = exam, sessions
        self.rules = RULES if with_rules else ()
        for name in self.rules:
            self.fields[name] = deepcopy(ExamForm.base_fields[name])
        for session in sessions:
            self._add_session(session)
        self.order_fields([name for name in self.fields if name != "reason"])

    def _add_session(self, session: ExamSession) -> None:
        n = {"n": session.ordinal}
        labels = {
            "place": _("第 %(n)s 场考点") % n,
            "opens_at": _("第 %(n)s 场开考时间") % n,
            "closes_at": _("第 %(n)s 场结束时间") % n,
        }
        self.fields[f"place_{session.ordinal}"] = forms.CharField(
            label=labels["place"], max_length=120
        )
        for name in ("opens_at", "closes_at"):
            self.fields[f"{name}_{session.ordinal}"] = MomentField(label=labels[name])

    def clean_pass_marks(self) -> int:
        """The pass mark must be within reach."""
        wanted = int(self.cleaned_data["pass_marks"])
        total = sum(cell.count * cell.marks for cell in self.exam.blueprint.rule_cells())
        if wanted > total:
            words = _("合格分不能高于方案满分 %(total)s 分。") % {"total": f"{total / 100:g}"}
            raise forms.ValidationError(words)
        return wanted

    def windows(self) -> dict[str, dict[str, str]]:
        """By ref, the place and window that were entered for each session."""
        return {
            session.ref: {
                "ref": session.ref,
                "place": self.cleaned_data[f"place_{session.ordinal}"],
                "opens_at": self._moment(session, "opens_at"),
                "closes_at": self._moment(session, "closes_at"),
            }
            for session in self.sessions
        }

    def _moment(self, session: ExamSession, name: str) -> str:
        """A time as it was entered; one left as shown keeps its stored seconds."""
        field = f"{name}_{session.ordinal}"
        stored: datetime = getattr(session, name)
        entered: datetime = self.cleaned_data[field]
        return (entered if field in self.changed_data else stored).isoformat()

    def wish(self) -> dict[str, Any]:
        """The rules that were entered, under their names."""
        return {name: self.cleaned_data[name] for name in self.rules}
