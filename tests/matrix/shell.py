"""The shell's own pages."""

from __future__ import annotations

from tests.matrix import NOT_ALLOWED, Row, everybody

ROWS = [
    Row("home", get=everybody(200), post=everybody(405)),
    Row("switch_role", get=NOT_ALLOWED, post=everybody(302)),
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
    "account_login": "public by nature; its own tests are in tests/people",
    "account_logout": "whoever is signed in; allauth's own",
    **dict.fromkeys(
        (
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
            "account_confirm_login_code",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
        ),
        "accounts have no e-mail address here, so it leads nowhere; allauth's own",
    ),
    "account_inactive": "a notice without content; allauth's own",
    "account_signup": "closed by the account adapter; allauth's own",
    "account_reauthenticate": "one's own account; allauth's own",
    "account_change_password": "one's own account; allauth's own",
    "account_set_password": "one's own account; allauth's own",
    "mfa_index": "one's own account; allauth's own",
    "mfa_authenticate": "between password and second factor; allauth's own",
    "mfa_reauthenticate": "one's own account; allauth's own",
    "mfa_activate_totp": "one's own account; allauth's own",
    "mfa_deactivate_totp": "one's own account; allauth's own",
    "mfa_view_recovery_codes": "one's own account; allauth's own",
    "mfa_generate_recovery_codes": "one's own account; allauth's own",
    "mfa_download_recovery_codes": "one's own account; allauth's own",
    "usersessions_list": "one's own sessions; allauth's own",
}
