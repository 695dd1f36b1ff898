"""Signing in, setting a password by a printed code, one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from mingfa.account_forms import SetPasswordForm
from mingfa.accounts import WAIT, wait_sentence
from mingfa.devices import device_of, remember
from people import actions, rules
from people.http import PersonRequest, client_address
from people.models import Assignment, Post


class SignIn(LoginView):  # type: ignore[misc]  # allauth is untyped
    """Staff number and password; a refused form says so in its status, too."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 429 if form.has_error("__all__", WAIT) else 422
        return response


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    """One's own password; a refused form says so in its status, too."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """The second factor begins; sessions elsewhere, which never showed it, end."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        end_other_sessions(self.request, self.request.user)
        actions.record_second_factor(self.request.person, "set_up", now=timezone.now())
        return response


class GiveUpSecondFactor(DeactivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """The second factor ends; staff set up another at once where the site demands one."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.record_second_factor(self.request.person, "give_up", now=timezone.now())
        return response


sign_in = SignIn.as_view()
change_password = ChangePassword.as_view()
set_up_second_factor = SetUpSecondFactor.as_view()
give_up_second_factor = GiveUpSecondFactor.as_view()


@login_not_required
@sensitive_post_parameters("code", "password", "again")
@never_cache
def set_password(request: HttpRequest) -> HttpResponse:
    """Set the password by a slip's code: first use and forgotten password alike."""
    form = SetPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _set_password(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "account/set_password.html", {"form": form}, status=status)


def _set_password(request: HttpRequest, form: SetPasswordForm) -> HttpResponse:
    address, now = client_address(request), timezone.now()
    counted = [
        (rules.CODE_ADDRESS, address),
        (rules.CODE_NETWORK, rules.network_of(address)),
    ]
    wait = actions.begin_attempt(counted, now=now)
    if wait:
        form.add_error(None, ValidationError(wait_sentence(wait), code=WAIT))
        return render(request, "account/set_password.html", {"form": form}, status=429)
    values = form.cleaned_data
    try:
        user = actions.activate(values["number"], values["code"], values["password"], now=now)
    except actions.Refused:
        form.add_error(None, gettext("编号或者激活码不正确，或者激活码已使用、已补发、已过期。"))
        return render(request, "account/set_password.html", {"form": form}, status=422)
    except ValidationError as weak:
        actions.end_attempt(counted, now=now)
        form.add_error("password", weak)
        return render(request, "account/set_password.html", {"form": form}, status=422)
    actions.end_attempt(counted, now=now)
    messages.success(request, gettext("密码已设置，请登录。"))
    response = redirect("account_login")
    remember(response, device_of(request).with_account(user.username))
    return response


@require_GET
def account(request: PersonRequest) -> HttpResponse:
    """One's own data, roles and ways of signing in."""
    person = request.person
    today = timezone.localdate()
    context: dict[str, Any] = {
        "person": person,
        "posts": Post.objects.in_force(today).filter(person=person).select_related("agency"),
        "roles": Assignment.objects.in_force(today).filter(person=person).select_related("agency"),
    }
    return render(request, "account/account.html", context)
