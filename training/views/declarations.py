"""Training elsewhere: declared by the officer, decided by the coordinator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from training import access, actions
from training.filters import DeclarationFilter
from training.forms.hours import DecisionForm, DeclarationForm
from training.models import Declaration, doubles_of
from training.rules import Double
from training.tables import DeclarationTable
from training.views.deed import carry_out

DOUBLES = {
    Double.SAME_FILE: gettext_lazy("证明材料相同"),
    Double.SAME_TITLE: gettext_lazy("内容相近"),
    Double.SAME_DAY: gettext_lazy("同日另有培训"),
}


@require_safe
def my_declarations(request: PersonRequest) -> HttpResponse:
    """What I have declared, and what became of it."""
    rows = Declaration.objects.filter(person=request.person)
    context = {
        "rows": rows[:100],
        "waiting": rows.waiting().count(),
        "crumbs": [(_("我的学时"), reverse("training:hours")), (_("外部培训申报"), "")],
    }
    return render(request, "training/my_declarations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: PersonRequest) -> HttpResponse:
    """Declare training elsewhere."""
    form = DeclarationForm(**typed(request))
    back = reverse("training:my_declarations")
    deed = Deed(
        title=_("申报外部培训"),
        why=_("上传证明材料，由本单位培训管理员审核认定后登记学时。"),
        button=_("申报"),
        back=back,
        done=_("已申报，请等待审核。"),
        crumbs=[(_("外部培训申报"), back), (_("申报"), "")],
    )

    def act() -> None:
        actions.declare(request.person, form.declared(), now=timezone.now())

    return carry_out(request, form, deed, act)


@require_safe
def declarations(request: PersonRequest) -> HttpResponse:
    """Declarations of one's own persons."""
    chosen = _filtered(request)
    sheet = reverse("training:declarations_sheet")
    own = Declaration.objects.visible_to(request.rights, access.ORGANISER)
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "waiting": own.waiting().count(),
        "table": as_list(request, DeclarationTable(chosen.qs), sheet=sheet),
        "crumbs": [(_("培训班"), reverse("training:classes")), (_("外部培训申报"), "")],
    }
    return render(request, "training/declarations.html", context)


@require_safe
def declarations_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, DeclarationTable(_filtered(request).qs), _("外部培训申报"))


def _filtered(request: PersonRequest) -> DeclarationFilter:
    require(request.rights, access.ORGANISER)
    rows = Declaration.objects.visible_to(request.rights, access.ORGANISER)
    return DeclarationFilter(request.GET, queryset=rows.select_related("person__agency"))


@require_http_methods(["GET", "HEAD", "POST"])
def decide_declaration(request: PersonRequest, ref: str) -> HttpResponse:
    """Accept a declaration or not; what looks counted already is named first."""
    found = access.declaration_to_decide(request.rights, ref)
    form = DecisionForm(**typed(request))
    back = reverse("training:declarations")
    said = {
        "name": found.person.name,
        "title": found.title,
        "first": found.first_day,
        "last": found.last_day,
    }
    deed = Deed(
        title=_("审核外部培训申报"),
        why=_doubts(found),
        button=_("提交"),
        back=back,
        done=_("申报已审核，结果已告知本人。"),
        about=_("%(name)s：%(title)s（%(first)s 至 %(last)s）") % said,
        crumbs=[(_("外部培训申报"), back), (found.person.name, "")],
    )

    def act() -> None:
        actions.decide_declaration(found, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _doubts(found: Declaration) -> str:
    """What the coordinator has to know before deciding."""
    alike = doubles_of(found)
    if not alike:
        return _("未发现重复登记。认定后按折算标准登记学时。")
    named = "；".join(
        _("%(day)s“%(title)s”（%(why)s）")
        % {"day": one.first_day, "title": one.title, "why": DOUBLES[why]}
        for one, why in alike[:5]
    )
    return _("可能重复：%(named)s。") % {"named": named}


@require_safe
def declared_file(request: PersonRequest, ref: str) -> HttpResponse:
    """The scan behind a declaration, as an attachment."""
    return as_download(access.declared_file(request.rights, ref))
