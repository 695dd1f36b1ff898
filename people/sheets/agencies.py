"""The import of agencies from a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row
from people import actions
from people.models import Agency, AgencyKind, Person
from people.rules import MANAGERS
from people.rules.arrivals import AgencyFacts, judge_agencies, parents_first
from people.sheets.choices import in_sheets
from people.sheets.scope import places_of, rights_of

KINDS = in_sheets(AgencyKind.choices)


class AgencyImport(SheetKind):
    """Agencies below those that the importer administers. Adds; what is on record stays."""

    name = "agencies"
    title = pgettext_lazy("复数", "单位")
    summary = _("按编码登记单位及其上下级。编码已登记且内容一致的，不重复登记。")
    roles = frozenset(role.value for role in MANAGERS)
    record_page = "people:agency"
    record_argument = "agency_id"
    columns = (
        Column(
            "code", "编码", required=True, max_length=32, example="C0102",
            help="字母、数字和连字符，全市唯一，登记后不再改变。",
        ),
        Column(
            "name", "名称", required=True, example="市城管局二大队",
            help="单位全称或规范简称。",
        ),
        Column(
            "parent", "上级编码", max_length=32, example="C01",
            help="已登记的单位，或本表中另一行的编码。",
        ),
        Column(
            "kind", "类型", required=True, choices=tuple(KINDS), example="执法队伍",
            help="从列表中选择。",
        ),
    )  # fmt: skip
    words = {
        "code_shape": _("只能由字母、数字和连字符组成，不超过 32 个字符。"),
        "code_repeated": _("与第 %(row)s 行的编码相同。"),
        "code_differs": _("该编码已登记为“%(name)s”，内容与此不同。变更请在单位页面办理。"),
        "code_taken": _("该编码已被使用，请另取编码。"),
        "agency_unknown": _("没有这个单位编码，或者不在您的管辖范围内。"),
        "agency_closed": _("该单位已撤并。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        facts = AgencyFacts(
            places=places_of(rights_of(actor_id, now)),
            codes_in_use=frozenset(Agency.objects.values_list("code", flat=True)),
        )
        return judge_agencies(rows, self.columns, facts)

    def bonds(self, row: Row) -> Collection[str]:
        """An agency hangs together with what is above and below it."""
        return (row.get("code"), row.get("parent"))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        actor = Person.objects.get(pk=actor_id)
        by_code: dict[str, Agency] = {
            agency.code: agency
            for agency in Agency.objects.visible_to(rights_of(actor_id, now), *MANAGERS)
        }
        made = []
        for row in parents_first(rows):
            parent = by_code.get(row.get("parent"))
            if parent is None:
                raise ChangedMeanwhile
            try:
                agency = actions.add_agency(
                    parent=parent,
                    code=row.get("code"),
                    name=row.get("name"),
                    kind=KINDS[row.get("kind")],
                    actor=actor,
                    now=now,
                )
            except actions.Refused as refused:
                raise ChangedMeanwhile from refused
            by_code[agency.code] = agency
            made.append(Made(row.n, str(agency.pk)))
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        rights = rights_of(actor_id, now)
        mine = Agency.objects.visible_to(rights, *MANAGERS).filter(pk__in=[int(k) for k in keys])
        agencies = list(mine)
        if len(agencies) < len(keys):
            raise Used(gettext("部分单位已不在您的管辖范围内"))
        try:
            actions.take_back_agencies(agencies, by=rights, now=now)
        except actions.InUse as in_use:
            raise Used(str(in_use.record)) from in_use

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Agency.objects.filter(pk__in=[int(key) for key in keys])
        return {str(agency.pk): f"{agency.name}（{agency.code}）" for agency in rows}
