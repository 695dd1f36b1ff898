"""What libraries do at a sign-in, done in fewer statements by a deed of ours."""

from __future__ import annotations

from allauth.account.signals import password_changed, password_set
from allauth.usersessions import apps
from django.contrib.auth.signals import user_logged_in


class SessionListConfig(apps.UserSessionsConfig):  # type: ignore[misc]  # allauth is untyped
    """A sign-in is put on the list of one's sessions, and noted with the account, by
    `mingfa.accounts`, by one statement: by themselves the packages look through all sessions of
    the owner and take seven. Stands behind Django's accounts, which are ready before it."""

    def ready(self) -> None:
        from allauth.usersessions import signals  # noqa: PLC0415  # models exist only now

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        for changed in (password_set, password_changed):
            changed.connect(receiver=signals.on_password_changed)
