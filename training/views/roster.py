"""Who goes to a class: ticked, by agency, by themselves; and taken off again."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.deeds import Deed, typed
from people.forms.choosing import PersonsForm
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from people.models import Agency, Person, PostKind, within
from people.rules import Rights
from training import access, actions
from training.forms.classes import AgencyEnrolForm
from training.models import TrainingClass
from training.views.classes import address, class_page, crumbs_of
from training.views.deed import carry_out
from training.views.words import refusal_words


@require_POST
def enrol(request: PersonRequest, ref: str) -> HttpResponse:
    """Put the ticked persons on the roster; one outside one's scope refuses them all."""
    found = access.class_to_fill(request.rights, ref)
    form = PersonsForm(request.POST)
    if not form.is_valid():
        return class_page(request, found, refusal=_("请先勾选人员，再列入名单。"))
    persons = access.persons_to_enrol(request.rights, form.cleaned_data["persons"])
    return _enrol(request, found, persons)


@require_POST
def enrol_agency(request: PersonRequest, ref: str) -> HttpResponse:
    """Put everybody of an agency and below it, of the kind of post that the class is for."""
    found = access.class_to_fill(request.rights, ref)
    form = AgencyEnrolForm(request.POST, rights=request.rights, training_class=found)
    if not form.is_valid():
        return class_page(request, found, refusal=_("请选择管辖范围和参训范围之内的单位。"))
    return _enrol(request, found, _below(request.rights, found, form.cleaned_data["agency"]))


def _below(rights: Rights, found: TrainingClass, agency: Agency) -> list[Person]:
    """Those below an agency who hold a post of the class's kind; enforcement posts, if any will."""
    rows = Person.objects.governed_by(rights, access.ORGANISER)
    rows = rows.with_main_post(timezone.localdate()).select_related("agency")
    wanted = found.category or PostKind.ENFORCEMENT
    return list(rows.filter(within((agency.path,), "agency__path"), Q(post_kind=wanted)))


def _enrol(request: PersonRequest, found: TrainingClass, persons: list[Person]) -> HttpResponse:
    try:
        added = actions.enrol(found, persons, actor=request.person, now=timezone.now())
    except actions.Refused as refused:
        return class_page(request, found, refusal=refusal_words(refused))
    words = _("已列入 %(n)d 人。") % {"n": len(added)}
    if len(persons) > len(added):
        kept = len(persons) - len(added)
        words += _("%(n)d 人已在名单中，未重复列入。") % {"n": kept}
    messages.success(request, words)
    return redirect(address(found))


@require_safe
def enrolment(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Where an enrolment stands: on its class's page."""
    row = access.enrolment_to_see(request.rights, enrolment_id)
    return redirect(address(row.training_class))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Take somebody off the roster, with a reason."""
    row = access.enrolment_to_withdraw(request.rights, enrolment_id)
    found = row.training_class
    form = ReasonForm(**typed(request))
    deed = Deed(
        title=_("移出参训名单"),
        why=_("将“%(name)s”移出“%(title)s”的名单。已经确认的考勤和学时不受影响。")
        % {"name": row.person.name, "title": found.title},
        button=_("移出名单"),
        back=address(found),
        done=_("已移出名单。"),
        crumbs=crumbs_of(found, (_("移出参训名单"), "")),
        grave=True,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.withdraw(row, reason=reason, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
