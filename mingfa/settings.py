"""Django's settings, from `mingfa.environment`; checks read the effective values back."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mingfa import logs
from mingfa.environment import ConfigurationError, read_environment

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    ENVIRONMENT = read_environment(os.environ, BASE_DIR)
except ConfigurationError as fault:
    sys.exit(str(fault))  # one line for the operator instead of a page of code

if not ENVIRONMENT.production:
    ENVIRONMENT.var.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "mingfa.urls"
WSGI_APPLICATION = "mingfa.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "mingfa",
    "appointments",
    "qualifications",
    "practice",
    "exams",
    "training",
    "questionbank",
    "statutes",
    "notices",
    "people",
    "exchange",
    "journal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "mingfa.sign_ins.SessionListConfig",  # allauth.usersessions
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks_db",
    "treebeard",
]

MIDDLEWARE = [
    "mingfa.logs.RequestLogMiddleware",
    "mingfa.http.KeptPlansMiddleware",
    "exams.http.ShortPathMiddleware",  # first: a save proves itself and needs none of the others
    "django.middleware.security.SecurityMiddleware",
    "mingfa.http.StandingPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingfa.http.PageHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mingfa.http.ChosenLanguageMiddleware",
    "mingfa.http.PlainAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.http.PersonMiddleware",
    "exams.http.HallOnlyMiddleware",
    "people.http.SecondFactorMiddleware",
    "exams.http.ClosedBookMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingfa.http.SignedOutMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingfa.frame.frame",
            ],
            "builtins": ["mingfa.templatetags.icons", "mingfa.templatetags.fixed"],
            "libraries": {  # what `load` gets
                "i18n": "mingfa.templatetags.fixed",
                "static": "mingfa.templatetags.fixed",
            },
        },
    }
]

SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # `libraries` above names two of Django's on purpose

LOGGING = logs.configure(ENVIRONMENT.log_level)

# --- data -------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": environ.Env.db_url_config(ENVIRONMENT.database_url)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: an acknowledged answer survives power loss. IMMEDIATE: SQLite has no row locks, so a
    # writing transaction takes the only lock at its start instead of failing in its middle.
    # recursive_triggers: without it INSERT OR REPLACE deletes a row past the append-only triggers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"] |= {
        "ENGINE": "mingfa.postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    # Options of DATABASE_URL (sslmode, host) stay.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "server_side_binding": True,  # lets the server keep plans: mingfa.http.KeptPlansMiddleware
        "options": " ".join(
            f"-c {name}={value}"
            for name, value in {
                "synchronous_commit": "on",
                "lock_timeout": "5s",
                "statement_timeout": "15s",
                "idle_in_transaction_session_timeout": "10s",
                "jit": "off",  # to compile takes longer than any question that is asked here
            }.items()
        ),
    }

CACHES = {  # shared by all processes: rate limits must not be counted per process
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# What `manage.py work` does by the clock: a function that takes `now`, and seconds between turns.
PERIODIC: list[tuple[str, int]] = [
    ("people.actions.settle_main_agencies", 3600),
    ("people.actions.forget_attempts", 3600),
    ("people.actions.forget_sessions", 3600),
    ("mingfa.actions.return_lost_tasks", 30),
    ("exams.actions.outages.pay_back_due", 5),  # before anybody is closed
    ("exams.tasks.close_overdue", 5),
    ("exams.actions.results.mark_waiting", 5),
    ("exams.tasks.make_due_papers", 20),
    ("exams.actions.rechecking.recheck_some", 86_400),
    ("exams.actions.rehearsing.close_past", 3600),
    ("exams.tasks.ask_for_statistics", 60),
    ("exchange.actions.sweeping.sweep", 300),
    ("notices.actions.send_due", 10),
    ("qualifications.actions.batches.sweep_batches", 300),
    ("qualifications.actions.expiring.announce_expiries", 3600),
]
if not ENVIRONMENT.production:  # there the seal's own user makes it: deploy/systemd
    PERIODIC.append(("journal.actions.sealing.seal_today", 3600))

# Who may be given a post: each is asked with person, kind of post and first day.
POSTING_GATES = ["qualifications.models.posting.may_be_posted"]

# --- the record -------------------------------------------------------------------------------

# Whatever keeps chains of its own adds its source.
CHAIN_SOURCES = [
    "journal.chains.JournalChains",
    "exams.chains.AttemptChains",
    "training.chains.HoursChains",
    "qualifications.chains.RegisterChains",
]
# Model, column (with a key, where it holds JSON), purpose: what `rotate_keys --reencrypt` renews.
ENCRYPTED_COLUMNS = [
    ("people.Person", "identity_cipher", "people.identity"),
    ("people.Person", "phone_cipher", "people.phone"),
    ("notices.Mailbox", "address_cipher", "notices.address"),
    ("mfa.Authenticator", "data.secret", "people.totp"),
    ("mfa.Authenticator", "data.seed", "people.totp"),
    ("exchange.ImportRow", "cells_cipher", "import row"),
    ("questionbank.DraftKey", "sealed", "question key"),
    ("questionbank.Key", "sealed", "question key"),
    ("questionbank.Comment", "sealed", "question key"),
    ("exams.KeySet", "sealed", "exam key set"),
    ("exams.KeyProposal", "sealed", "exam key set"),
    ("exams.SessionSecret", "sealed", "session secret"),
    ("exams.CandidatePhoto", "cipher", "exams.photo"),
    ("appointments.Case", "identity_cipher", "appointments.identity"),
    ("qualifications.BatchRow", "cells_cipher", "check row"),
    ("qualifications.MisuseReport", "contact_cipher", "misuse contact"),
]

# --- sign-in ----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["mingfa.accounts.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "mingfa.passwords.LocalWords"},
]
ACCOUNT_ADAPTER = "mingfa.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# Sign-in itself is counted by `mingfa.accounts`, with a growing wait; an exam room has one address.
# allauth's own limit of an address refuses whoever comes while another's sign-in is being counted.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "120/m/ip,5/300s/key"}
ACCOUNT_FORMS = {
    "login": "mingfa.account_forms.SignInForm",
    "change_password": "mingfa.account_forms.PasswordForm",
    "reauthenticate": "mingfa.account_forms.PasswordAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row with every answer saved
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Mingfa"
MFA_ADAPTER = "mingfa.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "mingfa.account_forms.CodeForm",
    "reauthenticate": "mingfa.account_forms.CodeAgainForm",
    "activate_totp": "mingfa.account_forms.FirstCodeForm",
    "add_webauthn": "mingfa.account_forms.NewKeyForm",
    "authenticate_webauthn": "mingfa.account_forms.KeyForm",
    "reauthenticate_webauthn": "mingfa.account_forms.KeyAgainForm",
}

SESSION_ENGINE = "mingfa.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.production:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# The web server in front stamps each request's arrival; nobody else's stamp is believed.
TRUST_ARRIVAL_HEADER = ENVIRONMENT.behind_proxy
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- notices ----------------------------------------------------------------------------------

# Room → its table of kinds: `notices.models.words_of`.
NOTICE_WORDS = {
    "exams": "exams.wording.NOTICES",
    "qualifications": "qualifications.wording.NOTICES",
    "training": "training.wording.NOTICES",
}
SENDS_MAIL = bool(ENVIRONMENT.mail_url)
_MAIL = environ.Env.email_url_config(ENVIRONMENT.mail_url or "dummymail://")
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST = _MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"], _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = bool(_MAIL.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_MAIL.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

# --- uploads ----------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MEDIA_ROOT = ENVIRONMENT.var / "files"
FILE_UPLOAD_HANDLERS = [
    "exchange.http.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
IMPORT_KINDS = {  # name → the class that describes it; see exchange/kinds.py
    "agencies": "people.sheets.agencies.AgencyImport",
    "persons": "people.sheets.persons.PersonImport",
    "certificates": "qualifications.sheets.certificates.CertificateImport",
    "outside_results": "qualifications.sheets.outside.OutsideResultImport",
    "questions": "questionbank.sheets.imports.QuestionImport",
    "practice_questions": "questionbank.sheets.imports.PracticeQuestionImport",
    "rosters": "training.sheets.rosters.RosterImport",
    "attendance": "training.sheets.marks.MarkImport",
    "exam_rosters": "exams.sheets.rosters.ExamRosterImport",
    "exam_seats": "exams.sheets.seats.SeatImport",
    "special_days": "exams.sheets.workdays.SpecialDayImport",
}

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.production
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- pages ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var / "static"
if not ENVIRONMENT.production:
    STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "mingfa.wheels.WheelFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": f"mingfa.statics.{'Storage' if ENVIRONMENT.production else 'QuickStorage'}"
    },
}
HOLDS_DEMONSTRATION = False  # read from the database once, when the web server starts
CSRF_FAILURE_VIEW = "mingfa.views.errors.csrf_failed"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "_ui/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "rows"}
