"""How Mingfa signs people in: allauth, without self-registration, by staff number."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal import vault
from journal.composed import Composed
from mingfa.devices import Device, device_of, remember
from people import actions, rules
from people.http import client_address
from people.models import User
from people.rules import Axis

REAUTHENTICATION_TIMEOUT = 300  # seconds, allauth's own
WAIT = "wait"  # the error code of "come back later"
TOTP = "people.totp"  # purpose of the key in `journal.vault`

ACCOUNT = Composed(
    lambda user: User.objects.select_related("person__agency").filter(pk=user), 9_000_000_000_001
)


AUTHENTICATORS = Composed(
    lambda user: Authenticator.objects.filter(user=user).values_list("type"), 9_000_000_000_001
)


NUMBERED = Composed(lambda number: User.objects.filter(username=number), "a staff number")


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Who a session belongs to: the account with its person and the person's agency, in one query
    that is composed once, because every page asks it."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        """By the number as it is stored: digits have no small and capital letters to look past."""
        found: User | None = self._check_password(NUMBERED.first(username), password)
        return found

    def get_user(self, user_id: int) -> User | None:
        user = ACCOUNT.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by import and activated by a printed code; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("该账号已停用，请联系本单位管理员。"),
        "enter_current_password": _("当前密码不正确。"),
        "incorrect_code": _("验证码不正确，请输入验证器当前显示的 6 位数字。"),
        "incorrect_password": _("密码不正确。"),
        "rate_limited": _("尝试次数过多，请 5 分钟后再试。"),
        "too_many_login_attempts": _("尝试次数过多，请 5 分钟后再试。"),
        "username_password_mismatch": _("工作人员编号或者密码不正确。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses within the site, without scheme and host (threat 79)."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: attempts are counted in `authenticate`, exactly and with a growing wait."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account, if the password is right and nobody has to wait. Unknown numbers count
        as known ones do, so that the answers are the same."""
        counted = _counted(request, str(credentials.get("username", "")))
        wait = actions.begin_attempt(counted, now=timezone.now())
        if wait:
            raise ValidationError(wait_sentence(wait), code=WAIT)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            actions.end_attempt(counted, now=timezone.now())
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        actions.list_session(
            user,
            request.session.session_key or "",
            address=client_address(request),
            browser=request.META.get("HTTP_USER_AGENT", ""),
            now=timezone.now(),
        )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **words: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **words)
        remember(response, device_of(request).with_account(user.get_username()))
        return response

    def is_reauthentication_required(self, *, app: str, **words: Any) -> bool:
        """The password counts as just given for five minutes after signing in, too."""
        request = context.request
        given = [record["at"] for record in get_authentication_records(request, request.user)]
        if given and timezone.now().timestamp() - max(given) < REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **words))

    def set_password(self, user: User, password: str) -> None:
        actions.change_password(user, password, now=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Secrets of the second factor lie encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确，请输入验证器当前显示的 6 位数字。"),
    }

    def is_mfa_enabled(self, user: User, types: Collection[str] | None = None) -> bool:
        """Whether the account has a second factor, of these types where any are named; asked at
        every sign-in, by a query that is composed once."""
        if user.is_anonymous:
            return False
        held = {kind for (kind,) in AUTHENTICATORS.rows(user.pk)}
        return bool(held if types is None else held & set(types))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # allauth's word
        """What a new security key is called unless its owner names it."""
        n = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("安全密钥 %(n)s") % {"n": n}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.encrypt(text.encode(), purpose=TOTP)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.decrypt(base64.b64decode(encrypted_text), purpose=TOTP).decode()


def wait_sentence(wait: timedelta) -> str:
    """How long to wait, in words; a part of a second counts as one."""
    minutes, seconds = divmod(-(-int(wait / timedelta(milliseconds=1)) // 1000), 60)
    if not minutes:
        return gettext("尝试次数过多，请 %(seconds)s 秒后再试。") % {"seconds": seconds}
    if not seconds:
        return gettext("尝试次数过多，请 %(minutes)s 分钟后再试。") % {"minutes": minutes}
    return gettext("尝试次数过多，请 %(minutes)s 分 %(seconds)s 秒后再试。") % {
        "minutes": minutes,
        "seconds": seconds,
    }


def _counted(request: HttpRequest, number: str) -> list[tuple[Axis, str]]:
    """What an attempt to sign in is counted by."""
    device: Device = device_of(request)
    if device.knows(number):
        return [(rules.ACCOUNT_KNOWN_DEVICE, f"{number} {device.name}")]
    address = client_address(request)
    return [
        (rules.ACCOUNT, number),
        (rules.ADDRESS, address),
        (rules.NETWORK, rules.network_of(address)),
        (rules.EVERYWHERE, ""),
    ]
