"""The doors to yearly plans and to the reports that executive meetings heard."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from exchange.models import StoredFile
from people.access import require
from people.models import Agency, AgencyKind
from people.rules import Rights, Role
from training.models import FormChoice, PlanItem, Proof, WorkReport, YearPlan
from training.rules import PlanState

KEEPERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)


def plans_to_see(rights: Rights) -> QuerySet[YearPlan]:
    """Plans of one's own subtrees, and approved ones of the agencies above."""
    require(rights, *KEEPERS)
    return YearPlan.objects.visible_to(rights, *KEEPERS).select_related("agency", "upper__agency")


def plan_to_see(rights: Rights, ref: str) -> YearPlan:
    """One of them. Else 404."""
    found = plans_to_see(rights).filter(ref=ref).first()
    if found is None:
        raise Http404("plan")
    return found


def keeps_plan(rights: Rights, plan: YearPlan) -> bool:
    """Whether one keeps the plans of its agency."""
    return rights.covers(plan.agency.path, *KEEPERS)


def plan_to_keep(rights: Rights, ref: str) -> YearPlan:
    """A plan, for those who keep the plans of its agency; who sees it from below gets 403."""
    found = plan_to_see(rights, ref)
    if not keeps_plan(rights, found):
        raise PermissionDenied("keeper")
    return found


def item_to_keep(rights: Rights, ref: str) -> PlanItem:
    """An item of such a plan. Else 404 or 403."""
    require(rights, *KEEPERS)
    found = PlanItem.objects.standing().filter(ref=ref).first()
    if found is None:
        raise Http404("item")
    found.plan = plan_to_keep(rights, YearPlan.objects.get(pk=found.plan_id).ref)
    return found


def item_to_train(rights: Rights, ref: str) -> PlanItem:
    """An item for which one may plan classes: a coordinator who sees its approved plan, be it one's
    own or an upper agency's. Else 404; who may only look gets 403."""
    require(rights, *KEEPERS)
    rows = PlanItem.objects.standing().select_related("plan__agency").filter(ref=ref)
    found = rows.filter(plan__state=PlanState.APPROVED, form=FormChoice.CLASS).first()
    if found is None:
        raise Http404("item")
    plan_to_see(rights, found.plan.ref)
    if not rights.has(Role.COORDINATOR):
        raise PermissionDenied("coordinator")
    return found


def governments_of(rights: Rights) -> list[Agency]:
    """The governments in one's subtrees, whose executive meetings hear reports."""
    rows = Agency.objects.visible_to(rights, *KEEPERS).open()
    return list(rows.filter(kind__in=[AgencyKind.CITY, AgencyKind.COUNTY]))


def plan_file(rights: Rights, ref: str) -> StoredFile:
    """The file behind a proof or a report, for those who keep plans there. Else 404."""
    require(rights, *KEEPERS)
    proof = Proof.objects.select_related("file", "item__plan__agency").filter(ref=ref).first()
    if proof is not None and keeps_plan(rights, proof.item.plan):
        return proof.file
    report = WorkReport.objects.select_related("file", "agency").filter(ref=ref).first()
    if report is not None and rights.covers(report.agency.path, *KEEPERS):
        return report.file
    raise Http404("file")
