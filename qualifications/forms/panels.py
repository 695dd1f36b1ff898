"""Forms of panels and of the committee's roster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Agency, AgencyQuerySet
from qualifications.forms.bodies import AgencyField
from qualifications.forms.checking import all_domains
from qualifications.forms.fields import DayField, ReasonField, TextField
from qualifications.models import ProcedureChoice, SeatChoice, Sector
from qualifications.rules.panels import NEEDS, Procedure, Seat

MOST_NAMES = 20
PER_SEAT = _("每行一人，填姓名或者编号。")


class LinesField(forms.CharField):
    """Names or numbers, one in each line."""

    def __init__(self, **words: Any) -> None:
        widget = forms.Textarea({"rows": 3, "autocomplete": "off"})
        super().__init__(widget=widget, required=False, max_length=2000, **words)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_NAMES:
            raise forms.ValidationError(_("至多填写 20 人。"))
        return lines


class PanelForm(forms.Form):
    """The case, and who is to act in it."""

    procedure = forms.ChoiceField(label=_("程序"), choices=ProcedureChoice.choices)
    number = TextField(label=_("案号"), max_length=80)
    day = DayField(label=_("核验日期"), help_text=_("可填过去或者将来的日期。"))
    domain = forms.ChoiceField(
        label=_("执法领域"),
        choices=all_domains,
        required=False,
        help_text=_("行政处罚办案的，必选。"),
    )
    handler = LinesField(label=SeatChoice.HANDLER.label, help_text=PER_SEAT)
    host = LinesField(label=SeatChoice.HOST.label, help_text=PER_SEAT)
    member = LinesField(label=SeatChoice.MEMBER.label, help_text=PER_SEAT)
    recorder = LinesField(label=SeatChoice.RECORDER.label, help_text=PER_SEAT)
    excluded = LinesField(
        label=_("应当回避的人员"), help_text=_("当事人、近亲属、本案调查人员等，每行一人。")
    )

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        domain: Any = self.fields["domain"]
        domain.choices = [("", "—"), *list(all_domains())[1:]]
        self.fields["respondent"] = AgencyField(
            agencies,
            label=_("被申请人"),
            required=False,
            empty_label=_("不适用"),
            help_text=_("行政复议案件填写；被申请人的人员不得办理。"),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("procedure") == Procedure.PENALTY and not values.get("domain"):
            self.add_error("domain", _("请选择执法领域。"))
        procedure = values.get("procedure")
        asked = NEEDS[Procedure(procedure)] if procedure else {}
        if asked and not any(values.get(seat.value) for seat in asked):
            self.add_error(next(iter(asked)).value, _("请至少填写一人。"))
        return values

    def seats(self) -> list[tuple[Seat, str]]:
        """Every line with its seat."""
        return [(seat, line) for seat in Seat for line in self.cleaned_data[seat.value]]

    def respondent(self) -> Agency | None:
        found: Agency | None = self.cleaned_data["respondent"]
        return found


class CommitteeForm(forms.Form):
    """A member and the term."""

    name = TextField(label=_("姓名"), max_length=60)
    sector = forms.ChoiceField(label=_("类别"), choices=Sector.choices)
    organ = TextField(label=_("单位和职务"), max_length=120)
    document = TextField(label=_("聘任文号"), max_length=80)
    valid_from = DayField(label=_("任期自"))
    valid_to = DayField(label=_("任期至"), help_text=_("含当日。"))
    reason = ReasonField()


class OpinionForm(forms.Form):
    """What a member advised."""

    case_number = TextField(label=_("案号"), max_length=80)
    day = DayField(label=_("咨询日期"))
    text = forms.CharField(label=_("意见"), max_length=1000, widget=forms.Textarea({"rows": 4}))
