"""One's notices: the list, reading them, and how one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, Denial, Refusing, answer, typed
from exchange.http import as_list, as_sheet, filtering
from notices import access, actions
from notices.filters import NoticeFilter
from notices.forms import MailboxForm
from notices.models import Mailbox, Notice
from notices.tables import NoticeTable
from people.http import PersonRequest


@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What one has been told, the newest first."""
    chosen = _filtered(request)
    context = {
        "unread": Notice.objects.of(request.person).unread().count(),
        "filter": chosen,
        "active": filtering(chosen),
        "table": as_list(request, NoticeTable(chosen.qs), sheet=reverse("notices:notices_sheet")),
        "mailbox": Mailbox.objects.filter(person=request.person).first(),
    }
    return render(request, "notices/notices.html", context)


@require_safe
def notices_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, NoticeTable(_filtered(request).qs), _("消息"))


def _filtered(request: PersonRequest) -> NoticeFilter:
    return NoticeFilter(request.GET, queryset=Notice.objects.of(request.person))


@require_POST
def read(request: PersonRequest, ref: str) -> HttpResponse:
    """Read one notice, and go where it leads."""
    found = actions.read(access.own_notice(request.rights, ref), now=timezone.now())
    within = url_has_allowed_host_and_scheme(found.page, allowed_hosts=None)
    return redirect(found.page if found.page and within else "notices:notices")


@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Keep that all are read."""
    done = actions.read_all(request.person, now=timezone.now())
    messages.success(request, _("%(n)d 条消息已标为已读。") % {"n": done})
    return redirect("notices:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: PersonRequest) -> HttpResponse:
    """Whether notices go out by e-mail, and where to."""
    now_held = Mailbox.objects.filter(person=request.person).first()
    initial = {"wants_mail": now_held.wants_mail, "address": now_held.address} if now_held else None
    form = MailboxForm(**typed(request), initial=initial)
    deed = Deed(
        title=_("邮件设置"),
        why=_("消息都列在本站。需要时可以同时发送到您的电子邮箱，随时可以停止。"),
        button=_("保存"),
        back=reverse("notices:notices"),
        done=_("邮件设置已保存。"),
        crumbs=[(_("我的消息"), reverse("notices:notices")), (_("邮件设置"), "")],
    )

    def act() -> None:
        values = form.cleaned_data
        actions.set_mailbox(
            request.person,
            values["address"],
            wants_mail=values["wants_mail"],
            now=timezone.now(),
        )

    return answer(request, form, deed, act, Refusing(_Never, _unworded))


class _Never(Exception):
    """No deed of this page is refused."""


def _unworded(refused: _Never) -> Denial:
    return Denial(str(refused))
