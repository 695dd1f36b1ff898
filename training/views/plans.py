"""Yearly plans of training and of leaders' study, their money and their evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchange.deeds import Deed, typed
from exchange.http import as_download, as_list, as_sheet
from people.access import require
from people.forms.fields import ReasonForm
from people.http import PersonRequest
from people.models import PostKind, within
from people.rules import Role
from training import actions
from training.access import plans as access
from training.actions import Scan
from training.forms.classes import ClassForm
from training.forms.plans import (
    DecidePlanForm,
    ItemForm,
    PlanForm,
    ProofForm,
    ReportForm,
    SpendingForm,
)
from training.models import (
    ContentChoice,
    FormChoice,
    PartChoice,
    PlanFor,
    PlanItem,
    WorkReport,
    YearPlan,
)
from training.rules import (
    REPORTS_A_YEAR,
    Part,
    PlanState,
    Spent,
    Study,
    cost_of_an_hour,
    share_of,
    share_spent,
    uncovered,
)
from training.tables import PlanTable
from training.views.deed import carry_out


@require_safe
def plans(request: PersonRequest) -> HttpResponse:
    """Plans of one's own units and those above; the reports that executive meetings heard."""
    rows = access.plans_to_see(request.rights)
    year = timezone.localdate().year
    held = WorkReport.objects.filter(
        within(request.rights.paths(*access.KEEPERS), "agency__path"), day__year=year
    )
    context = {
        "table": as_list(request, PlanTable(rows), sheet=reverse("training:plans_sheet")),
        "waiting": rows.filter(state=PlanState.SUBMITTED).count(),
        "reports": held.select_related("agency")[:20],
        "short": _short(request, year),
        "year": year,
        "asked": REPORTS_A_YEAR,
    }
    return render(request, "training/plans.html", context)


def _short(request: PersonRequest, year: int) -> list[tuple[str, int]]:
    """Governments of one's scope that have heard fewer reports than the year asks."""
    governments = access.governments_of(request.rights)
    heard = WorkReport.objects.filter(day__year=year).order_by().values_list("agency")
    counts = dict(heard.annotate(n=Count("pk")))
    found = [(one.name, counts.get(one.pk, 0)) for one in governments]
    return [(name, n) for name, n in found if n < REPORTS_A_YEAR]


@require_safe
def plans_sheet(request: PersonRequest) -> HttpResponse:
    """The plans as a sheet."""
    return as_sheet(request, PlanTable(access.plans_to_see(request.rights)), _("年度计划"))


@require_safe
def plan(request: PersonRequest, ref: str) -> HttpResponse:
    """One plan: its items, what they cost, for leaders the five checks of each."""
    found = access.plan_to_see(request.rights, ref)
    items = list(found.items.standing().with_progress().prefetch_related("proofs"))
    rows = [_row(found, item) for item in items]
    budget = sum(item.budget for item in items)
    money = [
        Spent(one.category, one.budget, one.spent, one.credited)  # type: ignore[attr-defined]
        for one in items  # `with_progress` adds both
    ]
    spent = sum(row.amount for row in money)
    studies = [row["study"] for row in rows]
    keeps = access.keeps_plan(request.rights, found)
    context = {
        "plan": found,
        "rows": rows,
        "for_leaders": found.meant_for == PlanFor.LEADERS,
        "budget": budget,
        "spent": spent,
        "share": share_spent(budget, [spent]),
        "for_officers": share_of(money, [PostKind.ENFORCEMENT]),
        "an_hour": cost_of_an_hour(money),
        "removed": found.items.exclude(removed_at=None).select_related("superseded_by")
        if keeps
        else [],
        "green": sum(study.is_green for study in studies),
        "uncovered": [ContentChoice(one).label for one in uncovered(studies)],
        "keeps": keeps,
        "may_draft": keeps and found.state == PlanState.DRAFT,
        "may_decide": keeps and found.state == PlanState.SUBMITTED,
        "may_train": found.state == PlanState.APPROVED and request.rights.has(Role.COORDINATOR),
        "may_prove": keeps and found.state == PlanState.APPROVED,
        "crumbs": [(_("年度计划"), reverse("training:plans")), (found.agency.name, "")],
    }
    return render(request, "training/plan.html", context)


def _row(found: YearPlan, item: PlanItem) -> dict[str, Any]:
    proofs = list(item.proofs.all())
    proved = frozenset(proof.part for proof in proofs)
    study = Study(item.content, proved, found.state == PlanState.APPROVED)
    missing = set(study.missing)
    return {
        "item": item,
        "is_class": item.form == FormChoice.CLASS,
        "study": study,
        "checks": [(PartChoice(part).label, part not in missing) for part in Part],
        "proofs": proofs,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add_plan(request: PersonRequest) -> HttpResponse:
    """Draft a plan; an approved one above is adopted."""
    require(request.rights, *access.KEEPERS)
    initial = {"agency": request.person.agency_id}
    today = timezone.localdate()
    form = PlanForm(**typed(request), rights=request.rights, today=today, initial=initial)

    def act() -> str:
        values = form.cleaned_data
        made = actions.add_plan(
            values["agency"],
            values["year"],
            values["meant_for"],
            actor=request.person,
            now=timezone.now(),
        )
        return reverse("training:plan", args=[made.ref])

    why = _("上级已有批准的计划的，其事项自动列入，补充人数和预算后提交。")
    return _answer(request, form, (_("拟订年度计划"), why), reverse("training:plans"), act)


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: PersonRequest, ref: str) -> HttpResponse:
    """Add an item to a draft."""
    found = access.plan_to_keep(request.rights, ref)
    form = ItemForm(**typed(request))

    def act() -> None:
        actions.set_item(found, None, form.terms(), actor=request.person, now=timezone.now())

    return _answer(request, form, (_("增加事项"), _money()), _page(found), act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_item(request: PersonRequest, ref: str) -> HttpResponse:
    """Change an item of a draft."""
    item = access.item_to_keep(request.rights, ref)
    form = ItemForm(**typed(request), initial=ItemForm.values_of(item))

    def act() -> None:
        terms = form.terms()
        actions.set_item(item.plan, item, terms, actor=request.person, now=timezone.now())

    return _answer(request, form, (_("修改事项"), _money()), _page(item.plan), act)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_item(request: PersonRequest, ref: str) -> HttpResponse:
    """Take an item out of a draft."""
    item = access.item_to_keep(request.rights, ref)
    form = ReasonForm(**typed(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.remove_item(item, reason=reason, actor=request.person, now=timezone.now())

    why = _("“%(title)s”将从计划中取消，记录保留备查。") % {"title": item.title}
    return _answer(request, form, (_("取消事项"), why), _page(item.plan), act)


@require_http_methods(["GET", "HEAD", "POST"])
def class_from_item(request: PersonRequest, ref: str) -> HttpResponse:
    """Plan a class that carries out an item; what the item says stands in the form already."""
    item = access.item_to_train(request.rights, ref)
    here = request.person.agency_id
    initial = {"title": item.title, "category": item.category, "agency": here, "audience": here}
    initial |= {"capacity": item.persons} if item.persons else {}
    form = ClassForm(**typed(request), rights=request.rights, initial=initial)

    def act() -> str:
        terms = replace(form.terms(), plan_item=item)
        made = actions.add_class(terms, actor=request.person, now=timezone.now())
        return reverse("training:training_class", args=[made.ref])

    why = _("依据计划事项“%(title)s”开班，一个事项可以开多个班。") % {"title": item.title}
    return _answer(request, form, (_("按事项开班"), why), _page(item.plan), act)


@require_http_methods(["GET", "HEAD", "POST"])
def submit_plan(request: PersonRequest, ref: str) -> HttpResponse:
    """Submit a draft."""
    found = access.plan_to_keep(request.rights, ref)
    form = Form(**typed(request))

    def act() -> None:
        actions.submit_plan(found, actor=request.person, now=timezone.now())

    why = _("提交后不能修改，由另一人批准或者退回。")
    return _answer(request, form, (_("提交计划"), why), _page(found), act)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_plan(request: PersonRequest, ref: str) -> HttpResponse:
    """Approve a plan, or return it."""
    found = access.plan_to_keep(request.rights, ref)
    form = DecidePlanForm(**typed(request))

    def act() -> None:
        values = form.cleaned_data
        approve = values["answer"] == "approve"
        actions.decide_plan(
            found,
            approve,
            approval=values["approval"],
            actor=request.person,
            now=timezone.now(),
        )

    why = _("批准后，下级单位可以采用，并可以登记支出和落实情况。")
    return _answer(request, form, (_("批准计划"), why), _page(found), act)


@require_http_methods(["GET", "HEAD", "POST"])
def add_spending(request: PersonRequest, ref: str) -> HttpResponse:
    """Enter money spent on an item."""
    item = access.item_to_keep(request.rights, ref)
    form = SpendingForm(**typed(request))

    def act() -> None:
        actions.add_spending(item, form.expense(), actor=request.person, now=timezone.now())

    return _answer(request, form, (_("登记支出"), _money()), _page(item.plan), act)


@require_http_methods(["GET", "HEAD", "POST"])
def add_proof(request: PersonRequest, ref: str) -> HttpResponse:
    """Keep what proves that an item was carried out."""
    item = access.item_to_keep(request.rights, ref)
    form = ProofForm(**typed(request))

    def act() -> None:
        values = form.cleaned_data
        scan = Scan(values["scan"].read(), values["scan"].name)
        actions.add_proof(
            item,
            values["part"],
            values["said"],
            scan,
            actor=request.person,
            now=timezone.now(),
        )

    why = _("计划、内容、时间、人员、效果五项都有证明材料，方为落实。")
    return _answer(request, form, (_("登记落实情况"), why), _page(item.plan), act)


@require_http_methods(["GET", "HEAD", "POST"])
def add_report(request: PersonRequest) -> HttpResponse:
    """Enter a report that an executive meeting heard."""
    require(request.rights, *access.KEEPERS)
    form = ReportForm(**typed(request), rights=request.rights)

    def act() -> None:
        values = form.cleaned_data
        scan = Scan(values["scan"].read(), values["scan"].name)
        actions.add_report(
            values["agency"],
            values["meeting"],
            values["day"],
            scan,
            actor=request.person,
            now=timezone.now(),
        )

    why = _("政府常务会议每年至少听取两次依法行政工作汇报。")
    return _answer(request, form, (_("登记工作汇报"), why), reverse("training:plans"), act)


@require_safe
def plan_file(request: PersonRequest, ref: str) -> HttpResponse:
    """The file behind a proof or a report, as an attachment."""
    return as_download(access.plan_file(request.rights, ref))


def _money() -> str:
    return _("金额以元计，按事项登记。依法行政经费不与罚没收入挂钩，不得登记此类内容。")


def _page(found: YearPlan) -> str:
    return reverse("training:plan", args=[found.ref])


def _answer(
    request: PersonRequest,
    form: Form,
    words: tuple[str, str],
    back: str,
    act: Callable[[], str | None],
) -> HttpResponse:
    title, why = words
    crumbs = [(_("年度计划"), reverse("training:plans")), (title, "")]
    return carry_out(
        request, form, Deed(title, why, title, back, _("已保存。"), crumbs=crumbs), act
    )
