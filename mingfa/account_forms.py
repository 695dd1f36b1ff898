"""The forms of sign-in, password and second factor: shape and wording, no decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What allauth's reader of keys raises over JSON that no key has written.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
NUMBER_LABEL = _("工作人员编号")
NUMBER_WIDGET = {"inputmode": "numeric", "autocomplete": "username", "autocapitalize": "off"}
NEW_PASSWORD_HELP = _("至少 10 位，不能全为数字，不能含本人编号、姓名、单位名称或者身份证号。")


def tidy_number(text: str) -> str:
    """Eight digits as typed, full-width ones narrowed. Raises ValidationError otherwise."""
    number = "".join(text.split()).translate({0xFF10 + n: str(n) for n in range(10)})
    if not re.fullmatch(r"[0-9]+", number):
        raise ValidationError(gettext("编号只含数字，请核对。"))
    if len(number) != 8:
        raise ValidationError(
            gettext("编号为 8 位数字，现为 %(digits)s 位，请核对。") % {"digits": len(number)}
        )
    return number


def _word(form: forms.Form, name: str, label: object, help_text: object = "") -> None:
    """Give a field of allauth's our words; labels replace placeholders."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text  # type: ignore[assignment]
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Staff number and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=NUMBER_LABEL, max_length=32, widget=forms.TextInput(attrs=NUMBER_WIDGET)
        )
        _word(self, "password", _("密码"))
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return tidy_number(self.cleaned_data["login"])


class SetPasswordForm(forms.Form):
    """Staff number, the code of the slip, and a new password twice."""

    number = forms.CharField(
        label=NUMBER_LABEL, max_length=32, widget=forms.TextInput(attrs=NUMBER_WIDGET)
    )
    code = forms.CharField(
        label=_("激活码"),
        max_length=40,
        help_text=_("印在激活单上的 12 位字母和数字，不分大小写，可以不输连字符。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        help_text=NEW_PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再次输入新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_number(self) -> str:
        return tidy_number(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if {"password", "again"} <= values.keys() and values["password"] != values["again"]:
            self.add_error("again", gettext("两次输入的密码不一致，请重新输入。"))
        return values


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The present password and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", _("当前密码"))
        _word(self, "password1", _("新密码"), NEW_PASSWORD_HELP)
        _word(self, "password2", _("再次输入新密码"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        given = {"password1", "password2"} <= values.keys()
        if given and values["password1"] != values["password2"]:
            self.add_error("password2", gettext("两次输入的密码不一致，请重新输入。"))
        return values


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password once more, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", _("密码"))


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self, "code", _("验证码"), _("验证器显示的 6 位数字；手机不在身边的，输入一个备用码。")
        )


class CodeAgainForm(SecondFactorAgainForm):  # type: ignore[misc]  # allauth is untyped
    """The second factor once more, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("验证码"), _("验证器显示的 6 位数字，或者一个备用码。"))


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code that the new second factor shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", _("验证码"), _("验证器显示的 6 位数字。"))


class NewKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A name for the new security key; what the key said is put in by the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        _word(self, "name", _("密钥名称"), _("有多个密钥的，起便于分辨的名称。"))

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except (ValidationError, *MALFORMED):
            self.add_error("credential", gettext("没有读到安全密钥，请重试。"))
            return dict(self.cleaned_data)


class KeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """What a security key said at sign-in."""

    def clean_credential(self) -> Any:
        return _known_key(super().clean_credential)


class KeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """The security key once more, before something grave."""

    def clean_credential(self) -> Any:
        return _known_key(super().clean_credential)


def _known_key(ask: Callable[[], Any]) -> Any:
    """What `ask` found; the reason of its refusal in words about keys, not about codes."""
    try:
        return ask()
    except ValidationError as fault:
        if fault.code != "incorrect_code":
            raise
    except MALFORMED:
        pass
    raise ValidationError(gettext("安全密钥没有通过验证，请重试或者改用验证码。"))
