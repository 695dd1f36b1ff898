"""Forms of decisions: which organ, by what document, on what grounds, from when."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.forms.fields import DayField, DomainsField, ReasonField, TextField
from qualifications.rules.deeds import Decision


class DecisionForm(forms.Form):
    """A decision of the competent organ."""

    organ = TextField(label=_("决定机关"), max_length=120)
    document = TextField(label=_("文号"), max_length=80)
    basis = TextField(label=_("法律依据"), max_length=200, help_text=_("法律法规名称和条款。"))
    reason = ReasonField()
    decided_on = DayField(label=_("决定日期"))
    effective_on = DayField(label=_("生效日期"), help_text=_("决定不因登记而溯及既往。"))

    def decision(self) -> Decision:
        """What was written down, as the deed takes it."""
        values = self.cleaned_data
        names = ("organ", "document", "basis", "reason", "decided_on", "effective_on")
        return Decision(**{name: values[name] for name in names}, until=values.get("until"))


class TermForm(DecisionForm):
    """A decision that may have a last day."""

    until = DayField(label=_("截止日期"), required=False, help_text=_("未定期限的，留空。"))


class ReasonForm(forms.Form):
    """Nothing but the reason."""

    reason = ReasonField()


class NothingForm(forms.Form):
    """Nothing to fill in: the button alone."""


class QualifyForm(DecisionForm):
    """A decision that qualifies somebody in domains."""

    domains = DomainsField()
    field_order = ["domains"]
