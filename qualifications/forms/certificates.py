"""Forms about certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qualifications.actions import Card
from qualifications.forms.fields import DayField, DomainsField, ReasonField, TextField
from qualifications.models import Body, CertificateKind, Issuer
from qualifications.rules.deeds import Decision


class BodyField(forms.ModelChoiceField[Body]):
    """A body, called as its agency."""

    def label_from_instance(self, body: Body) -> str:
        return str(body.agency.name)


class CardForm(forms.Form):
    """A certificate as its issuer gave it. The issue is the issuer's own decision."""

    number = TextField(label=_("证号"), max_length=60)
    kind = forms.ChoiceField(label=_("证件种类"), choices=CertificateKind.choices)
    issuer = forms.ModelChoiceField(Issuer.objects.all(), label=_("发证机关"), empty_label=None)
    domains = DomainsField()
    valid_from = DayField(label=_("有效期自"))
    valid_to = DayField(label=_("有效期至"), help_text=_("含当日。"))
    post_title = TextField(label=_("职务"), max_length=60, required=False)
    area = TextField(label=_("执法区域"), max_length=120, required=False)
    document = TextField(label=_("发证文号"), max_length=80)
    basis = TextField(label=_("法律依据"), max_length=200, help_text=_("法律法规名称和条款。"))
    reason = ReasonField()

    def __init__(self, *args: Any, bodies: QuerySet[Body], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["body"] = BodyField(bodies, label=_("执法主体"), empty_label=None)
        self.order_fields(["number", "kind", "issuer", "body"])

    def card(self) -> Card:
        """What was written down, as the deed takes it."""
        names = (
            "number", "kind", "issuer", "body", "domains", "valid_from", "valid_to", "post_title",
            "area",
        )  # fmt: skip
        return Card(**{name: self.cleaned_data[name] for name in names})

    def decision(self, today: date) -> Decision:
        """The issuer's decision: taken on the first day, or today for a certificate to come."""
        values = self.cleaned_data
        return Decision(
            organ=values["issuer"].name,
            document=values["document"],
            basis=values["basis"],
            reason=values["reason"],
            decided_on=min(values["valid_from"], today),
            effective_on=values["valid_from"],
        )


class ReissueForm(CardForm):
    """The certificate that replaces another one, from a day on."""

    decided_on = DayField(label=_("决定日期"))

    def decision(self, today: date) -> Decision:
        values = self.cleaned_data
        return Decision(
            organ=values["issuer"].name,
            document=values["document"],
            basis=values["basis"],
            reason=values["reason"],
            decided_on=values["decided_on"],
            effective_on=max(values["valid_from"], values["decided_on"]),
        )


class CorrectCardForm(forms.Form):
    """What the certificate really says; number and holder stay."""

    domains = DomainsField()
    valid_from = DayField(label=_("有效期自"))
    valid_to = DayField(label=_("有效期至"), required=False, help_text=_("含当日。"))
    post_title = TextField(label=_("职务"), max_length=60, required=False)
    area = TextField(label=_("执法区域"), max_length=120, required=False)
    organ = TextField(label=_("决定机关"), max_length=120)
    document = TextField(label=_("文号"), max_length=80)
    basis = TextField(label=_("法律依据"), max_length=200)
    reason = ReasonField()
    decided_on = DayField(label=_("决定日期"))

    def __init__(self, *args: Any, bodies: QuerySet[Body], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["body"] = BodyField(bodies, label=_("执法主体"), empty_label=None)
        self.order_fields(["body"])

    def decision(self) -> Decision:
        values = self.cleaned_data
        names = ("organ", "document", "basis", "reason", "decided_on")
        given = {name: values[name] for name in names}
        return Decision(**given, effective_on=values["decided_on"])
