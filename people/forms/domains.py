"""Domains of enforcement as they are typed, and the form that enters one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import TextField
from people.models import Domain


class DomainsField(TextField):
    """Names of domains, parted by 、 or a comma; each must be on record, be it an ended one."""

    def clean(self, value: Any) -> tuple[str, ...]:
        parts = re.split(r"[、，,；;\s]+", super().clean(value))
        names = tuple(dict.fromkeys(part for part in parts if part))
        known = list(Domain.objects.values_list("name", flat=True)) if names else []
        unknown = [name for name in names if name not in known]
        if unknown:
            raise forms.ValidationError(
                _("没有登记“%(unknown)s”这一执法领域。已登记的有：%(known)s。"),
                params={"unknown": "、".join(unknown), "known": "、".join(known) or "—"},
            )
        return names


class DomainForm(forms.Form):
    """A new domain."""

    name = TextField(
        label=_("名称"),
        max_length=30,
        help_text=_("登记后不能改名；更名的，停用原领域后另行登记。"),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if re.search(r"[、，,；;\s]", name):
            raise forms.ValidationError(_("名称中不能有顿号、逗号、分号和空格。"))
        return name
