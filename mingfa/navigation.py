"""Where each role may go, as plain data.

Navigation never protects anything: the doors in each room's `access.py` do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.rules import Role

SHOWN = 7  # entries beside each other; the rest folds into 更多
BELOW = 4  # entries of the phone's bottom bar; the rest folds into 更多 there too

EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Entry:
    """One place in the main navigation. `also` are further addresses that belong to it."""

    label: str | Promise
    page: str
    roles: frozenset[Role]
    icon: str
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return _address(self.page)


@cache
def _address(page: str) -> str:
    """Looked up once: every page asks for all of them."""
    return reverse(page)


# In the order of the bar. Several roles see the union; a chosen role narrows it to its own.
ENTRIES = (
    Entry(_("首页"), "home", EVERYBODY, "house"),
    Entry(
        _("我的学时"),
        "training:hours",
        frozenset({Role.OFFICER}),
        "clock-check",
        ("/training/lessons/",),
    ),
    Entry(
        _("培训日历"),
        "training:calendar",
        frozenset({Role.OFFICER}),
        "calendar-days",
    ),
    Entry(
        _("培训进度"),
        "training:board",
        frozenset({Role.COORDINATOR, Role.LEGAL_AFFAIRS}),
        "chart-bar-stacked",
        (
            "/training/ledgers/",
            "/training/plans/",
            "/training/items/",
            "/training/years/",
            "/training/legal-staff/",
        ),
    ),
    Entry(
        _("培训班"),
        "training:classes",
        frozenset({Role.COORDINATOR}),
        "graduation-cap",
        (
            "/training/sessions/",
            "/training/objections/",
            "/training/applications/",
            "/training/declarations/",
            "/training/leaves/",
            "/training/rotations/",
            "/training/catalogue/",
            "/training/courses/",
        ),
    ),
    Entry(_("学时标准"), "training:policies", frozenset({Role.LEGAL_AFFAIRS}), "ruler"),
    Entry(
        _("我的考试"), "exams:mine", frozenset({Role.OFFICER}), "file-pen", ("/exams/attempts/",)
    ),
    Entry(_("我的资格"), "qualifications:mine", frozenset({Role.OFFICER}), "badge-check"),
    Entry(_("我的考核"), "appointments:mine", frozenset({Role.OFFICER}), "file-check"),
    Entry(_("练习"), "practice:practice", frozenset({Role.OFFICER}), "notebook-pen"),
    Entry(
        _("上岗核验"),
        "qualifications:check",
        frozenset({Role.PERSONNEL}),
        "search-check",
    ),
    Entry(_("批量核验"), "qualifications:check_batch", frozenset({Role.PERSONNEL}), "sheet"),
    Entry(_("核验记录"), "qualifications:checks", frozenset({Role.PERSONNEL}), "history"),
    Entry(_("名单核验"), "appointments:list_check", frozenset({Role.PERSONNEL}), "list-checks"),
    Entry(_("任职考查"), "appointments:cases", frozenset({Role.PERSONNEL}), "folder-lock"),
    Entry(_("考核情况表"), "appointments:appraisals", frozenset({Role.PERSONNEL}), "file-check"),
    Entry(
        _("考试"),
        "exams:exams",
        frozenset({Role.EXAM_OFFICER}),
        "clipboard-list",
        ("/exams/sessions/",),
    ),
    Entry(
        _("成绩"),
        "exams:result_sessions",
        frozenset({Role.EXAM_OFFICER, Role.COORDINATOR}),
        "chart-column",
        ("/exams/sessions/", "/exams/attempts/"),
    ),
    Entry(
        _("成绩异议"),
        "exams:objections",
        frozenset({Role.EXAM_OFFICER, Role.REVIEWER}),
        "message-square-warning",
    ),
    Entry(_("组卷方案"), "exams:blueprints", frozenset({Role.EXAM_OFFICER}), "layout-list"),
    Entry(
        _("考场"),
        "exams:rooms",
        frozenset({Role.EXAM_OFFICER, Role.INVIGILATOR}),
        "monitor-check",
    ),
    Entry(_("阅卷"), "exams:marking", frozenset({Role.MARKER}), "pen-line"),
    Entry(
        _("试题"),
        "questionbank:questions",
        frozenset({Role.SETTER, Role.REVIEWER}),
        "library",
    ),
    Entry(
        _("审题"),
        "questionbank:review",
        frozenset({Role.REVIEWER}),
        "list-checks",
    ),
    Entry(
        pgettext_lazy("复数", "法规"),
        "statutes:statutes",
        frozenset({Role.SETTER, Role.REVIEWER, Role.EXAM_OFFICER, Role.LEGAL_AFFAIRS}),
        "scale",
        ("/amendments/",),
    ),
    Entry(
        _("人员"),
        "people:persons",
        frozenset(
            {
                Role.COORDINATOR,
                Role.AGENCY_ADMIN,
                Role.SYSTEM_ADMIN,
                Role.LEGAL_AFFAIRS,
            }
        ),
        "users",
        ("/people/agencies/",),
    ),
    Entry(
        pgettext_lazy("复数", "单位"),
        "people:agencies",
        frozenset({Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN}),
        "building-2",
    ),
    Entry(
        _("执法主体"),
        "qualifications:bodies",
        frozenset({Role.LEGAL_AFFAIRS}),
        "landmark",
        ("/qualifications/standings/", "/qualifications/domains/"),
    ),
    Entry(
        pgettext_lazy("复数", "证件"),
        "qualifications:certificates",
        frozenset({Role.LEGAL_AFFAIRS, Role.COORDINATOR}),
        "id-card",
        ("/qualifications/", "/exams/policies/"),
    ),
    Entry(
        _("导入"),
        "imports:imports",
        frozenset({Role.COORDINATOR, Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN, Role.SETTER}),
        "upload",
    ),
    Entry(
        _("监督任务"),
        "audits:engagements",
        frozenset({Role.AUDITOR}),
        "search-check",
    ),
    Entry(_("审计日志"), "journal:entries", frozenset({Role.AUDITOR}), "history"),
    Entry(_("封存记录"), "journal:seals", frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN}), "stamp"),
)


def entries_for(roles: Iterable[Role]) -> tuple[Entry, ...]:
    """What holders of the roles see, in order; somebody without a role sees the home page."""
    held = frozenset(roles)
    return tuple(e for e in ENTRIES if e.roles & held or e.roles == EVERYBODY)


def current(entries: Iterable[Entry], path: str) -> Entry | None:
    """The entry that the page at `path` belongs to: the longest address that it starts with."""
    best, most = None, 0
    for entry in entries:
        fit = _fit(entry, path)
        if fit > most:
            best, most = entry, fit
    return best


def _fit(entry: Entry, path: str) -> int:
    """How many characters of `path` the entry's addresses account for; home is only itself."""
    if entry.url == "/":
        return int(path == "/")
    return max(len(start) if path.startswith(start) else 0 for start in (entry.url, *entry.also))
