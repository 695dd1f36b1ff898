"""Security keys as a second factor: registered, shown again, removed. The ceremony is allauth's."""

from __future__ import annotations

from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone

from people import actions


class AddSecurityKey(AddWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A key is registered; sessions elsewhere, which never showed it, end."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        end_other_sessions(self.request, self.request.user)
        actions.record_second_factor(self.request.person, "set_up", now=timezone.now())
        return response

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class RemoveSecurityKey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """One of one's own keys goes; with the last second factor the recovery codes go too."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.record_second_factor(self.request.person, "give_up", now=timezone.now())
        return response


class SecurityKeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """The key once more, before something grave; a refused one says so where it was asked."""

    def form_invalid(self, form: Form) -> HttpResponse:
        context = self.get_context_data() | {"form": form}
        response: HttpResponse = self.render_to_response(context, status=422)
        return response


add_security_key = AddSecurityKey.as_view()
remove_security_key = RemoveSecurityKey.as_view()
security_key_again = SecurityKeyAgain.as_view()
