"""How Mingfa signs people in: allauth, without self-registration, by staff number."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by import and activated by a printed code; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
