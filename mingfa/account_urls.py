"""Only those of allauth's pages that are used; everything else of it is 404.

The names are allauth's own where it looks its pages up by name.
"""

from allauth.account import views as allauth_account
from allauth.mfa.base import views as allauth_mfa
from allauth.mfa.recovery_codes import views as allauth_recovery
from allauth.usersessions import views as allauth_sessions
from django.urls import path

from mingfa.views import account, security_keys

urlpatterns = [
    path("", account.account, name="account"),
    path("login/", account.sign_in, name="account_login"),
    path("logout/", allauth_account.logout, name="account_logout"),
    path("inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.change_password, name="account_change_password"),
    path("password/code/", account.set_password, name="set_password"),
    path("sessions/", allauth_sessions.list_usersessions, name="usersessions_list"),
    path("second-factor/", allauth_mfa.index, name="mfa_index"),
    path("second-factor/check/", allauth_mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", allauth_mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/set-up/", account.set_up_second_factor, name="mfa_activate_totp"),
    path("second-factor/give-up/", account.give_up_second_factor, name="mfa_deactivate_totp"),
    path("second-factor/keys/new/", security_keys.add_security_key, name="mfa_add_webauthn"),
    path(
        "second-factor/keys/again/",
        security_keys.security_key_again,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "second-factor/keys/<int:pk>/remove/",
        security_keys.remove_security_key,
        name="mfa_remove_webauthn",
    ),
    path(
        "second-factor/codes/", allauth_recovery.view_recovery_codes, name="mfa_view_recovery_codes"
    ),
    path(
        "second-factor/codes/new/",
        allauth_recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/file/",
        allauth_recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
