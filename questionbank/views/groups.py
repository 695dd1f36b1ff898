"""Which questions are kept apart: the list, a new group, the end of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, Denial, Refusing, answer, typed
from exchange.http import as_list
from people.http import PersonRequest
from people.models import Person
from people.rules import Role
from questionbank import access, actions
from questionbank.forms import KeepApartForm, MeetForm
from questionbank.models import EnemyGroup, RefusalWords
from questionbank.rules.review import Refusal
from questionbank.tables import GroupTable

# What a refusal says of a group; the rest as everywhere in this room.
OF_GROUPS = {
    Refusal.OTHER_POOL: gettext_lazy("考试题库与练习题库的试题不会同卷，请只写同一题库的题号。"),
    Refusal.ALREADY_DECIDED: gettext_lazy("该题组已经解除。"),
}


@require_safe
def groups(request: PersonRequest) -> HttpResponse:
    """The groups of one's bank, those in force first."""
    access.bank(request.rights)
    rows = EnemyGroup.objects.visible_to(request.rights)
    table = GroupTable(
        rows.listed().select_related("agency"),
        may_end=lambda group: request.rights.covers(group.agency.path, Role.REVIEWER),
    )
    as_list(request, table)
    makers = {row.record.made_by_id for row in table.page}
    table.names = dict(Person.objects.filter(pk__in=makers).values_list("pk", "name"))
    context = {
        "table": table,
        "in_force": rows.in_force().count(),
        "may_keep": request.rights.has(Role.REVIEWER),
    }
    return render(request, "questionbank/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def keep_apart(request: PersonRequest) -> HttpResponse:
    """Register questions of which at most one stands on a paper; `?code=` is filled in."""
    access.agency_to_plan_for(request.rights)
    form = KeepApartForm(**typed(request), initial={"codes": request.GET.get("code", "")})
    deed = Deed(
        title=_("登记互斥"),
        why=_("一份试卷至多抽取其中一题；已锁定的场次和已封存的平行卷不受影响。"),
        button=_("登记"),
        back=reverse("questionbank:groups"),
        done=_("互斥题组已登记。"),
        crumbs=_crumbs(),
    )

    def act() -> None:
        _keep(request, form.cleaned_data["codes"], form.cleaned_data["reason"])

    return answer(request, form, deed, act, Refusing(actions.Refused, _word))


def _keep(request: PersonRequest, codes: tuple[str, ...], reason: str) -> None:
    """Raises Refused: as the deed, UNKNOWN_CODES (with them), NO_COMMON_BANK."""
    questions = access.questions_to_keep_apart(request.rights, codes)
    known = {question.code for question in questions}
    if unknown := [code for code in codes if code not in known]:
        raise actions.Refused(Refusal.UNKNOWN_CODES, "、".join(unknown))
    agency = access.agency_to_keep_apart_for(request.rights, questions)
    if agency is None:
        raise actions.Refused(Refusal.NO_COMMON_BANK)
    actions.keep_apart(
        questions, reason=reason, agency=agency, actor=request.person, now=timezone.now()
    )


@require_http_methods(["GET", "HEAD", "POST"])
def let_meet(request: PersonRequest, group_id: int) -> HttpResponse:
    """End a group, after asking."""
    group = access.group_to_end(request.rights, group_id)
    codes = "、".join(sorted(group.questions.values_list("code", flat=True)))
    deed = Deed(
        title=_("解除互斥"),
        why=_("解除后，这些试题可以在同一份试卷中出现。登记和解除均留有记录。"),
        button=_("解除"),
        back=reverse("questionbank:groups"),
        done=_("互斥题组已解除。"),
        about=f"{codes}（{group.reason}）",
        crumbs=_crumbs(),
        grave=True,
    )

    def act() -> None:
        actions.let_meet(group, actor=request.person, now=timezone.now())

    return answer(request, MeetForm(**typed(request)), deed, act, Refusing(actions.Refused, _word))


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("试题"), reverse("questionbank:questions")),
        (_("互斥题组"), reverse("questionbank:groups")),
    ]


def _word(refused: actions.Refused) -> Denial:
    """The sentence with what it is about, beside the codes; 409 where the group has ended."""
    words = OF_GROUPS.get(refused.reason) or RefusalWords(refused.reason).label
    if refused.reason is Refusal.ALREADY_DECIDED:
        return Denial(str(words), status=409)
    return Denial(f"{words}{refused.detail}", status=422, field="codes")
