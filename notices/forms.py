"""How one wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class MailboxForm(forms.Form):
    """Whether notices go out by e-mail as well, and where to."""

    wants_mail = forms.BooleanField(label=_("同时以电子邮件发送"), required=False)
    address = forms.EmailField(
        label=_("电子邮箱"),
        max_length=120,
        required=False,
        help_text=_("加密保存，只用于发送本站消息。"),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("wants_mail") and not values.get("address") and "address" not in self.errors:
            self.add_error("address", gettext("请填写电子邮箱。"))
        return values
