"""Letters: who wants them, and sending those that are due."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from journal import actions as journal
from journal import vault
from notices import rules
from notices.models import ADDRESS, Letter, Mailbox
from people.models import Person

log = structlog.get_logger("notices")

AT_ONCE = 50  # letters of one turn
HELD = timedelta(minutes=5)  # so long a letter belongs to the worker that took it


@transaction.atomic
def set_mailbox(person: Person, address: str, *, wants_mail: bool, now: datetime) -> Mailbox:
    """Keep where a person wants notices sent; letters that wait go to the new address."""
    cipher = vault.encrypt(address.encode(), purpose=ADDRESS) if address else None
    box, _made = Mailbox.objects.update_or_create(
        person=person,
        defaults={"address_cipher": cipher, "wants_mail": wants_mail, "changed_at": now},
    )
    facts = {"mail": "on" if wants_mail else "off"}
    subject = f"notices.mailbox:{box.pk}"
    journal.record(
        person.pk, "notices.set_mailbox", subject, facts, agency_id=person.agency_id, now=now
    )
    return box


def send_due(*, now: datetime) -> int:
    """Send the letters that are due; how many went.

    A letter is taken first and sent outside the transaction, so that a slow server holds no lock.
    If the worker dies in between it goes again, under the same message id.
    """
    gone = 0
    for pk in Letter.objects.due(now).values_list("pk", flat=True)[:AT_ONCE]:
        letter = _taken(pk, now)
        if letter is not None:
            gone += _send(letter, now)
    return gone


@transaction.atomic
def _taken(pk: int, now: datetime) -> Letter | None:
    rows = Letter.objects.select_for_update(of=("self",), skip_locked=_may_skip())
    letter = rows.select_related("notice__person__mailbox").filter(pk=pk).due(now).first()
    if letter is None:
        return None
    letter.next_at, letter.tries = now + HELD, letter.tries + 1
    letter.save(update_fields=["next_at", "tries"])
    return letter


def _may_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _send(letter: Letter, now: datetime) -> bool:
    box = getattr(letter.notice.person, "mailbox", None)
    if box is None or not box.wants_mail or not box.address:
        _keep(letter, given_up_at=now)
        return False
    try:
        _message(letter, box.address).send()
    except OSError as fault:  # what smtplib raises, too
        wait = rules.wait_after(letter.tries)
        log.warning(
            "letter not sent", letter=letter.pk, tries=letter.tries, fault=type(fault).__name__
        )
        if wait is None:
            _keep(letter, given_up_at=now)
        else:
            _keep(letter, next_at=now + wait)
        return False
    _keep(letter, gone_at=now)
    return True


def _keep(letter: Letter, **values: datetime) -> None:
    for name, value in values.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(values))


def _message(letter: Letter, address: str) -> EmailMessage:
    """In the city's language; it leads to the list of notices and nowhere else."""
    notice, base = letter.notice, settings.ENVIRONMENT.base_url
    with translation.override(settings.LANGUAGE_CODE):
        foot = _("请登录%(site)s查看：%(address)s") % {
            "site": _("明法"),
            "address": f"{base}/notices/",
        }
        body = f"{rules.without_private(notice.text)}\n\n{foot}\n"
        subject = rules.without_private(notice.title)
    host = base.split("//")[-1].split(":")[0]
    headers = {"Message-ID": f"<letter-{letter.pk}@{host}>"}
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
