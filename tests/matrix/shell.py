"""The shell's own pages."""

from __future__ import annotations

from tests.matrix import NOT_ALLOWED, Row, everybody

ROWS = [
    Row("home", get=everybody(200), post=everybody(405)),
    Row("switch_role", get=NOT_ALLOWED, post=everybody(302)),
    Row("account", get=everybody(200), post=everybody(405)),
    Row("set_password", get=everybody(200, strangers=200), post=everybody(422, strangers=422)),
    Row(
        "set_language",
        get=everybody(302),
        post=everybody(302),
        data=lambda world: {"language": "en"},
    ),
]

EXEMPT = {
    "healthz": "asked by supervisors, not by persons; tests/shell/test_health.py",
    "readyz": "asked by supervisors, not by persons; tests/shell/test_health.py",
    "account_login": "public by nature; its own tests are in tests/accounts",
    "account_logout": "whoever is signed in; allauth's own",
    "account_inactive": "a notice without content; allauth's own",
    "account_reauthenticate": "one's own account; allauth's own",
    "account_change_password": "one's own account; allauth's own",
    "mfa_index": "one's own account; allauth's own",
    "mfa_authenticate": "between password and second factor; allauth's own",
    "mfa_reauthenticate": "one's own account; allauth's own",
    "mfa_activate_totp": "one's own account; allauth's own",
    "mfa_add_webauthn": "one's own account; allauth's own",
    "mfa_reauthenticate_webauthn": "one's own account; allauth's own",
    "mfa_remove_webauthn": "one's own keys; tests/accounts/test_security_keys.py",
    "mfa_deactivate_totp": "one's own account; allauth's own",
    "mfa_view_recovery_codes": "one's own account; allauth's own",
    "mfa_generate_recovery_codes": "one's own account; allauth's own",
    "mfa_download_recovery_codes": "one's own account; allauth's own",
    "usersessions_list": "one's own sessions; allauth's own",
}
