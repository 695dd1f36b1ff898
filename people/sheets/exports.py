"""Lists of this room as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from exchange.sheets import write_table
from people.models import Agency, AgencyKind, Person, PostKind


def persons_sheet(persons: Iterable[Person], *, note: str) -> bytes:
    """Persons as the list shows them. Identity numbers and telephones are never exported.

    Needs `with_main_post`, agency and user on every person.
    """
    headers = [_("编号"), _("姓名"), _("单位"), _("主要岗位"), _("岗位类别"), _("账号")]
    rows = (
        (
            person.staff_number,
            person.name,
            person.agency.name,
            person.post_title or "",  # type: ignore[attr-defined]  # annotated
            _kind(person.post_kind),  # type: ignore[attr-defined]  # annotated
            str(person.user.state.label),
        )
        for person in persons
    )
    return write_table(_("人员"), headers, rows, note=note)


def agencies_sheet(agencies: Iterable[tuple[Agency, str, int]], *, note: str) -> bytes:
    """Agencies in the order of the tree: each with the name of the one above it and its persons."""
    headers = [_("编码"), _("名称"), _("类别"), _("上级单位"), _("人员（含下级）"), _("撤并日期")]
    rows = (
        (
            agency.code,
            agency.name,
            str(AgencyKind(agency.kind).label),
            above,
            total,
            agency.closed_on.isoformat() if agency.closed_on else "",
        )
        for agency, above, total in agencies
    )
    return write_table(_("单位"), headers, rows, note=note)


def _kind(kind: str | None) -> str:
    return str(PostKind(kind).label) if kind else ""
