"""Persons: the list, one person, entering and correcting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, attachment, filtering, sort, too_many
from people import access, actions
from people.filters import PersonFilter
from people.forms import CorrectPersonForm, PersonForm, ReasonForm, SlipsForm
from people.http import PersonRequest
from people.models import Agency, Assignment, Person, PersonQuerySet, Post
from people.rules import ACCOUNT_ROLES, MANAGERS, Role, tidy_identity
from people.sheets.exports import persons_sheet
from people.tables import PersonTable
from people.views.deed import carry_out


@require_GET
def persons(request: PersonRequest) -> HttpResponse:
    """Everybody in the reader's subtrees: sought, filtered, sorted, ticked for slips."""
    access.require(request.rights, *access.VIEWERS)
    chosen = _filtered(request)
    may_print = request.rights.has(*ACCOUNT_ROLES)
    table = PersonTable(chosen.qs, exclude=() if may_print else ("pick",))
    table.export_url = _export_address(request)
    table.empty_hint = gettext("请调整筛选条件；新进人员由单位管理员登记或者批量导入。")
    as_list(request, table)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "may_add": request.rights.has(*MANAGERS),
        "may_print": may_print,
    }
    return render(request, "people/persons.html", context)


@require_GET
def export_persons(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    access.require(request.rights, *access.VIEWERS)
    table = PersonTable(_filtered(request).qs)
    sort(request, table)
    if refusal := too_many(request, len(table.rows)):
        return refusal
    note = f"{request.person.staff_number} {timezone.localtime():%Y-%m-%d %H:%M}"
    content = persons_sheet((row.record for row in table.rows), note=note)
    return attachment(content, gettext("人员"))


@require_GET
def person(request: PersonRequest, person_id: int) -> HttpResponse:
    """One person: posts, roles, account. Everybody may see their own."""
    shown = access.person_to_see(request.rights, person_id)
    today = timezone.localdate()
    may_manage = request.rights.covers(shown.agency.path, *MANAGERS)
    roles = Assignment.objects.filter(person=shown).current().select_related("agency")
    held = Assignment.objects.filter(person=shown).not_ended_by(today).as_grants()
    context: dict[str, Any] = {
        "person": shown,
        "is_self": shown.pk == request.person.pk,
        "posts": _posts(request, shown, today),
        "roles": [
            (role, request.rights.may_grant(Role(role.role), role.agency.path))
            for role in roles.not_ended_by(today).order_by("valid_from", "id")
        ],
        "former_roles": roles.filter(valid_to__lt=today).order_by("-valid_to"),
        "may_manage": may_manage,
        "may_grant": may_manage and shown.pk != request.person.pk,
        "may_handle_account": shown.pk != request.person.pk
        and request.rights.may_handle_account(shown.agency.path, held),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: PersonRequest) -> HttpResponse:
    access.require(request.rights, *MANAGERS)
    places = Agency.objects.visible_to(request.rights, *MANAGERS).open()
    initial = {"valid_from": timezone.localdate(), "agency": request.GET.get("agency")}
    form = PersonForm(**typed(request), agencies=places, initial=initial)
    deed = Deed(
        title=_("登记人员"),
        why=_("登记后自动生成工作人员编号。账号在本人凭激活单设置密码后方可使用。"),
        button=_("登记"),
        back=reverse("people:persons"),
        done=_("人员已登记。请授予角色，并打印激活单当面交给本人。"),
    )

    def act() -> str:
        agency = form.cleaned_data["agency"]
        added = actions.add_person(agency, form.entrant(), actor=request.person, now=timezone.now())
        return _address(added)

    known = _known_here(request, form, None)
    return carry_out(request, form, deed, act, known=known)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_person(request: PersonRequest, person_id: int) -> HttpResponse:
    corrected = access.person_to_act_on(request.rights, person_id, *MANAGERS)
    form = CorrectPersonForm(**typed(request), initial={"name": corrected.name})
    deed = Deed(
        title=_("更正资料"),
        why=_("更正“%(name)s”的姓名、身份证号或者手机号。") % {"name": corrected.name},
        button=_("更正"),
        back=_address(corrected),
        done=_("资料已更正。"),
    )

    def act() -> None:
        actions.correct_person(
            corrected,
            form.details(),
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    known = _known_here(request, form, corrected)
    return carry_out(request, form, deed, act, known=known)


@require_http_methods(["GET", "HEAD", "POST"])
def reveal_identity(request: PersonRequest, person_id: int) -> HttpResponse:
    """Show the identity number in plain, once, for a reason that is recorded."""
    shown = access.person_to_act_on(request.rights, person_id, *MANAGERS)
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("查看完整身份证号"),
        why=_("查看“%(name)s”的完整身份证号，须填写理由。查看人、时间和理由记入日志。")
        % {"name": shown.name},
        button=_("查看"),
        back=_address(shown),
        done="",
        grave=True,
    )
    if not form.is_valid() or shown.identity_cipher is None:
        return carry_out(request, form, deed, lambda: _reveal(request, shown, form))
    context = {"person": shown, "number": _reveal(request, shown, form)}
    return render(request, "people/identity.html", context)


@require_http_methods(["POST"])
def print_slips(request: PersonRequest) -> HttpResponse:
    """Fresh activation slips for the persons ticked, shown this once."""
    access.require(request.rights, *ACCOUNT_ROLES)
    form = SlipsForm(request.POST)
    if not form.is_valid():
        return render(request, "people/no_slips.html", {"form": form}, status=422)
    chosen = access.persons_for_slips(request.rights, form.cleaned_data["person"])
    try:
        slips = actions.issue_codes(chosen, by=request.rights, now=timezone.now())
    except actions.Refused as refused:
        context = {"refusal": refused.reason, "person": refused.person}
        return render(request, "people/no_slips.html", context, status=409)
    printed = {"slips": slips, "site": settings.ENVIRONMENT.base_url}
    return render(request, "people/slips.html", printed)


def _address(person: Person) -> str:
    return reverse("people:person", kwargs={"person_id": person.pk})


def _known_here(request: PersonRequest, form: Form, but: Person | None) -> Person | None:
    """Who has the identity number typed, if the reader may see them: then the page may say so."""
    number = tidy_identity(form.cleaned_data.get("identity_number", "")) if form.is_valid() else ""
    if not number:
        return None
    rows = Person.objects.governed_by(request.rights, *MANAGERS).with_identity(number)
    return rows.exclude(pk=but.pk).first() if but else rows.first()


def _filtered(request: PersonRequest) -> PersonFilter:
    today = timezone.localdate()
    visible = Person.objects.governed_by(request.rights, *access.VIEWERS)
    agencies = Agency.objects.visible_to(request.rights, *access.VIEWERS)
    rows: PersonQuerySet = visible.select_related("agency", "user").with_main_post(today)
    return PersonFilter(request.GET, queryset=rows, agencies=agencies, today=today)


def _export_address(request: PersonRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return reverse("people:export_persons") + (f"?{asked.urlencode()}" if asked else "")


def _posts(request: PersonRequest, person: Person, today: date) -> list[dict[str, Any]]:
    rows = Post.objects.current().filter(person=person).select_related("agency")
    return [
        {
            "post": post,
            "now": post.valid_from <= today and (post.valid_to is None or post.valid_to >= today),
            "ahead": post.valid_from > today,
            "may_change": request.rights.covers(post.agency.path, *MANAGERS),
        }
        for post in rows.order_by("-valid_from", "-id")
    ]


def _reveal(request: PersonRequest, person: Person, form: ReasonForm) -> str:
    return actions.reveal_identity(
        person, reason=form.cleaned_data["reason"], actor=request.person, now=timezone.now()
    )
