"""The tree of agencies and what is done to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from exchange.http import attachment, too_many
from people import access, actions
from people.forms import (
    AgencyForm,
    AgencySearchForm,
    CloseAgencyForm,
    MergeAgencyForm,
    MoveAgencyForm,
    RenameAgencyForm,
)
from people.http import PersonRequest
from people.models import Agency
from people.rules import MANAGERS, PATH_STEP, Ending, Role
from people.sheets.exports import agencies_sheet
from people.views.deed import carry_out

OPEN_LEVELS = 2  # how deep the tree stands open when nothing is looked for


@dataclass
class Branch:
    """One agency in the tree as shown. `total` counts the persons of the whole subtree."""

    agency: Agency
    total: int
    found: bool = False
    is_open: bool = False
    below: list[Branch] = field(default_factory=list)


@require_GET
def agencies(request: PersonRequest) -> HttpResponse:
    """The subtrees that the reader looks after, with headcounts; a search opens what it finds."""
    form, sought, rows = _listed(request)
    roots = _branches(rows, sought)
    context = {
        "form": form,
        "roots": roots,
        "sought": sought,
        "count": len(rows),
        "headcount": sum(branch.total for branch in roots) if not sought else None,
        "hits": sum(sought in row.name or sought in row.code for row in rows) if sought else None,
    }
    return render(request, "people/agencies.html", context)


@require_GET
def export_agencies(request: PersonRequest) -> HttpResponse:
    """The tree as a sheet in its order; with a search, what it finds and what leads there."""
    _form, sought, rows = _listed(request)
    lines = [(b.agency, above, b.total) for b, above in _walk(_branches(rows, sought))]
    if refusal := too_many(request, len(lines)):
        return refusal
    note = f"{request.person.staff_number} {timezone.localtime():%Y-%m-%d %H:%M}"
    return attachment(agencies_sheet(lines, note=note), str(_("单位")))


def _listed(request: PersonRequest) -> tuple[AgencySearchForm, str, list[Agency]]:
    access.require(request.rights, *access.VIEWERS)
    form = AgencySearchForm(request.GET)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Agency.objects.visible_to(request.rights, *access.VIEWERS).with_headcount()
    return form, sought, list(rows)


def _walk(branches: list[Branch], above: str = "") -> Iterator[tuple[Branch, str]]:
    """Every branch with the name of the agency above it, from the top down."""
    for branch in branches:
        yield branch, above
        yield from _walk(branch.below, branch.agency.name)


@require_GET
def agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    """One agency: what it is called and was called, what hangs below, what may be done."""
    shown = access.agency_for(request.rights, agency_id, *access.VIEWERS)
    visible = Agency.objects.visible_to(request.rights, *access.VIEWERS)
    (here,) = _branches(list(visible.inside(shown).with_headcount()), sought="")
    context = {
        "agency": shown,
        "above": [row for row in visible if row.path != shown.path and _is_in(shown, row)],
        "children": here.below,
        "headcount": here.total,
        "names": shown.names.current().order_by("-valid_from"),
        "may_add": request.rights.covers(shown.path, *MANAGERS) and not shown.closed_on,
        "may_change": request.rights.covers(shown.path, Role.SYSTEM_ADMIN),
    }
    return render(request, "people/agency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    parent = access.agency_to_act_on(request.rights, agency_id, *MANAGERS)
    form = AgencyForm(**typed(request))
    deed = Deed(
        title=_("登记下级单位"),
        why=_("登记在“%(name)s”之下。") % {"name": parent.name},
        button=_("登记"),
        back=_address(parent),
        done=_("单位已登记。"),
    )

    def act() -> str:
        values = form.cleaned_data
        added = actions.add_agency(
            parent=parent, actor=request.person, now=timezone.now(), **values
        )
        return _address(added)

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def rename_agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    renamed = access.agency_to_act_on(request.rights, agency_id, Role.SYSTEM_ADMIN)
    form = RenameAgencyForm(**typed(request), initial={"valid_from": timezone.localdate()})
    deed = Deed(
        title=_("单位更名"),
        why=_("现名称为“%(name)s”。更名后单位编码、人员和历史记录不变。") % {"name": renamed.name},
        button=_("更名"),
        back=_address(renamed),
        done=_("单位已更名。"),
    )

    def act() -> None:
        actions.rename_agency(
            renamed, actor=request.person, now=timezone.now(), **form.cleaned_data
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def move_agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    moved = access.agency_to_act_on(request.rights, agency_id, Role.SYSTEM_ADMIN)
    places = Agency.objects.visible_to(request.rights, Role.SYSTEM_ADMIN).open()
    form = MoveAgencyForm(**typed(request), agencies=places)
    deed = Deed(
        title=_("调整隶属关系"),
        why=_("“%(name)s”及其全部下级单位一并移到新的上级单位之下，各级管理员的管辖范围随之改变。")
        % {"name": moved.name},
        button=_("调整"),
        back=_address(moved),
        done=_("隶属关系已调整。"),
        grave=True,
    )

    def act() -> None:
        values = form.cleaned_data
        actions.move_agency(
            moved,
            values["parent"],
            reason=values["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    merged = access.agency_to_act_on(request.rights, agency_id, Role.SYSTEM_ADMIN)
    today = timezone.localdate()
    places = Agency.objects.visible_to(request.rights, Role.SYSTEM_ADMIN).open()
    form = MergeAgencyForm(**typed(request), agencies=places, initial={"last_day": today})
    words = asdict(actions.estate_of(merged, today)) | {"name": merged.name}
    deed = Deed(
        title=_("并入另一单位"),
        why=_(
            "“%(name)s”撤销，其人员 %(persons)d 名、岗位 %(posts)d 个、下级单位 %(below)d 个"
            "归入另一单位；在该单位担任的管理角色 %(staff_roles)d 个终止，须重新授予。"
            "已有记录保留。"
        )
        % words,
        button=_("并入"),
        back=_address(merged),
        done=_("单位已并入。"),
        grave=True,
    )

    def act() -> str:
        values = form.cleaned_data
        ending = Ending(values["last_day"], values["reason"])
        actions.merge_agency(
            merged, values["into"], ending, actor=request.person, now=timezone.now()
        )
        return _address(values["into"])

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def close_agency(request: PersonRequest, agency_id: int) -> HttpResponse:
    closed = access.agency_to_act_on(request.rights, agency_id, Role.SYSTEM_ADMIN)
    form = CloseAgencyForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = Deed(
        title=_("撤销单位"),
        why=_("撤销“%(name)s”后，不能再向其登记人员、岗位和角色。已有记录保留。")
        % {"name": closed.name},
        button=_("撤销单位"),
        back=_address(closed),
        done=_("单位已撤销。"),
        grave=True,
    )

    def act() -> None:
        ending = Ending(form.cleaned_data["last_day"], form.cleaned_data["reason"])
        actions.close_agency(closed, ending, actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _address(agency: Agency) -> str:
    return reverse("people:agency", kwargs={"agency_id": agency.pk})


def _is_in(inner: Agency, outer: Agency) -> bool:
    return bool(inner.path.startswith(outer.path))


def _branches(rows: list[Agency], sought: str) -> list[Branch]:
    """The rows (in the order of their paths) as trees; with a search, only what leads to hits."""
    roots: list[Branch] = []
    line: list[Branch] = []
    for row in rows:
        found = bool(sought) and (sought in row.name or sought in row.code)
        branch = Branch(row, row.headcount, found)
        while line and not _is_in(row, line[-1].agency):
            line.pop()
        (line[-1].below if line else roots).append(branch)
        line.append(branch)
    for root in roots:
        _settle(root, sought, len(root.agency.path) // PATH_STEP)
    return [root for root in roots if not sought or root.is_open or root.found]


def _settle(branch: Branch, sought: str, top: int) -> None:
    """Add up the headcounts from below and decide what stands open and what is left out."""
    for below in branch.below:
        _settle(below, sought, top)
        branch.total += below.total
    if sought:
        branch.below = [below for below in branch.below if below.found or below.is_open]
        branch.is_open = bool(branch.below)
    else:
        branch.is_open = branch.agency.depth - top < OPEN_LEVELS - 1
