"""Forms about results that fell away: narrowing their list, dealing with one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.forms.fields import ReasonField
from qualifications.models import Matter, MatterChoice, MatterSort


class MatterListForm(forms.Form):
    """By name, by what happened, and by whether it was dealt with."""

    is_filter = True
    q = forms.CharField(label=_("姓名"), required=False, max_length=60)
    about = forms.ChoiceField(
        label=_("事项"), required=False, choices=[("", _("全部")), *MatterSort.choices]
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("waiting", _("待处理")), *MatterChoice.choices],
    )

    def fits(self, matter: Matter) -> bool:
        """Whether the matter is among those asked for; what is ill-formed asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        state = matter.ruling.ruling if matter.ruling else "waiting"
        return (
            asked.get("q", "") in matter.person.name
            and asked.get("about", "") in ("", matter.sort)
            and asked.get("state", "") in ("", state)
        )


class MatterForm(forms.Form):
    """What the organ decided, and why."""

    ruling = forms.ChoiceField(
        label=_("处理结论"), choices=MatterChoice.choices, widget=forms.RadioSelect
    )
    reason = ReasonField()
