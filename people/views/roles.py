"""Roles and accounts: giving and ending, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from exchange.deeds import Deed, typed
from people import access, actions
from people.forms import EndingForm, ReasonForm, RoleForm
from people.http import PersonRequest
from people.models import Agency, RoleChoice
from people.rules import GRANTABLE_BY, MANAGERS, Role, day_before
from people.views.deed import carry_out


def _back(person_id: int) -> str:
    return reverse("people:person", kwargs={"person_id": person_id})


@require_http_methods(["GET", "HEAD", "POST"])
def grant_role(request: PersonRequest, person_id: int) -> HttpResponse:
    person = access.person_to_act_on(request.rights, person_id, *MANAGERS)
    if person.pk == request.person.pk:
        raise PermissionDenied("own_role")
    grantable = {role for held in request.rights.roles for role in GRANTABLE_BY.get(held, ())}
    form = RoleForm(
        **typed(request),
        agencies=Agency.objects.visible_to(request.rights, *MANAGERS).open(),
        roles=[role for role in Role if role in grantable],
        initial={"valid_from": timezone.localdate(), "agency": person.agency_id},
    )
    deed = Deed(
        title=_("授予角色"),
        why=_("授予“%(name)s”角色。只能授予您有权授予的角色，管辖范围不能超出您的管辖范围。")
        % {"name": person.name},
        button=_("授予"),
        back=_back(person.pk),
        done=_("角色已授予，自起始日期起生效。"),
    )

    def act() -> None:
        agency = form.cleaned_data["agency"]
        actions.grant_role(person, agency, form.terms(), by=request.rights, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: PersonRequest, assignment_id: int) -> HttpResponse:
    held = access.role_to_end(request.rights, assignment_id)
    form = EndingForm(**typed(request), initial={"last_day": day_before(timezone.localdate())})
    words = {
        "name": held.person.name,
        "role": RoleChoice(held.role).label,
        "agency": held.agency.name,
    }
    deed = Deed(
        title=_("终止角色"),
        why=_("终止“%(name)s”在“%(agency)s”的角色“%(role)s”。终止后，其权限随即取消。") % words,
        button=_("终止角色"),
        back=_back(held.person_id),
        done=_("角色已终止。"),
        grave=True,
    )

    def act() -> None:
        actions.end_role(held, form.ending(), by=request.rights, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: PersonRequest, person_id: int) -> HttpResponse:
    return _on_account(
        request,
        person_id,
        actions.deactivate_account,
        title=_("停用账号"),
        why=_("停用后，本人立即退出登录，密码和未使用的激活单一并作废。人员资料和历史记录不变。"),
        done=_("账号已停用。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_account(request: PersonRequest, person_id: int) -> HttpResponse:
    return _on_account(
        request,
        person_id,
        actions.reactivate_account,
        title=_("恢复账号"),
        why=_("恢复后须重新打印激活单，由本人设置密码。"),
        done=_("账号已恢复，请打印激活单。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: PersonRequest, person_id: int) -> HttpResponse:
    return _on_account(
        request,
        person_id,
        actions.reset_second_factor,
        title=_("重置双重验证"),
        why=_(
            "限验证器和备用码都已遗失的情形，须当面核实身份。重置后本人退出登录，下次登录时重新启用。"
        ),
        done=_("双重验证已重置。"),
    )


def _on_account(
    request: PersonRequest, person_id: int, act: Callable[..., None], **words: str | Promise
) -> HttpResponse:
    """A grave act on an account: in sight, within rank, with a reason."""
    person = access.person_to_act_on(request.rights, person_id, *MANAGERS)
    if person.pk == request.person.pk:
        raise PermissionDenied("yourself")
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=words["title"],
        why=words["why"],
        button=words["title"],
        back=_back(person.pk),
        done=words["done"],
        grave=True,
        about=f"{person.name} {person.staff_number} {person.agency.name}",
    )
    return carry_out(
        request,
        form,
        deed,
        lambda: act(
            person, reason=form.cleaned_data["reason"], by=request.rights, now=timezone.now()
        ),
        about=person,
    )
