"""Results that fell away after the fact, for the legal-affairs office: list and decision."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import as_list, as_sheet
from people.access import require
from people.http import PersonRequest
from qualifications import access
from qualifications.actions.matters import decide_matter as decide
from qualifications.forms.matters import MatterForm, MatterListForm
from qualifications.models import Matter, MatterChoice, MatterSort
from qualifications.models.matters import earned_on, matter_for, matters_of, resting_on
from qualifications.tables import MatterTable
from qualifications.views.deed import carry_out


@require_GET
def matters(request: PersonRequest) -> HttpResponse:
    """Every result that fell away in the reader's subtrees, with what was earned on it."""
    form, found = MatterListForm(request.GET), _matters(request)
    table = _table([matter for matter in found if form.fits(matter)])
    context = {
        "form": form,
        "table": as_list(request, table, sheet=reverse("qualifications:export_matters")),
        "waiting": sum(matter.ruling is None for matter in found),
        "active": any(request.GET.get(name) for name in form.fields),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/matters.html", context)


@require_GET
def export_matters(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    form, found = MatterListForm(request.GET), _matters(request)
    table = _table([matter for matter in found if form.fits(matter)])
    return as_sheet(request, table, _("成绩失效事项"))


def _matters(request: PersonRequest) -> list[Matter]:
    require(request.rights, *access.DECIDERS)
    return matters_of(request.rights, *access.DECIDERS)


def _table(found: list[Matter]) -> MatterTable:
    earned = earned_on((one.ref for one in found), (one.person.pk for one in found))
    return MatterTable(found, earned=earned)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_matter(request: PersonRequest, sort: str, key: int) -> HttpResponse:
    """Decide what becomes of one result that fell away."""
    require(request.rights, *access.DECIDERS)
    found = matter_for(request.rights, sort, key, *access.DECIDERS)
    if found is None:
        raise Http404("matter")
    form = MatterForm(**typed(request))
    deed = Deed(
        title=_("处理成绩失效事项"),
        why=_why(found),
        button=_("登记处理结论"),
        back=reverse("qualifications:matters"),
        done=_("处理结论已登记。"),
        about=_("%(name)s：%(exam)s") % {"name": found.person.name, "exam": found.what},
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        ruling = MatterChoice(values["ruling"])
        now = timezone.now()
        decide(found, ruling=ruling, reason=values["reason"], actor=request.person, now=now)

    return carry_out(request, form, deed, act)


def _why(found: Matter) -> str:
    """What happened, and what rests on it."""
    refs, persons = [found.ref], [found.person.pk]
    earned = earned_on(refs, persons).get(found.ref, [])
    asked = resting_on(refs, persons).get(found.ref, [])
    said = [_("%(what)s。") % {"what": MatterSort(found.sort).label}]
    if earned:
        names = [name for row in earned for name in (row.domains or [row.get_kind_display()])]
        said.append(
            _(
                "据以取得的资格：%(domains)s。资格不因成绩变更自动改变；"
                "须取消资格的，另在人员页面登记决定。"
            )
            % {"domains": "、".join(str(name) for name in names)}
        )
    if asked:
        said.append(_("据以办理中的资格申请 %(count)d 件，须重新审查。") % {"count": len(asked)})
    if not earned and not asked:
        said.append(_("未见据以取得的资格。"))
    return "".join(said)
