"""The list of one's sessions, from allauth."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_set
from allauth.usersessions import apps


class SessionListConfig(apps.UserSessionsConfig):  # type: ignore[misc]  # allauth is untyped
    """A sign-in is put on the list by `mingfa.accounts`, by one statement: as the package has it,
    every sign-in looks through all sessions of its owner, and takes six."""

    def ready(self) -> None:
        from allauth.usersessions import signals  # noqa: PLC0415  # models exist only now

        for changed in (password_set, password_changed):
            changed.connect(receiver=signals.on_password_changed)
