"""The import of persons from a sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row, parts, read_day
from journal import vault
from people import actions
from people.models import IDENTITY, Agency, Domain, Establishment, Person, PostKind, RoleChoice
from people.rules import MANAGERS, Details, Entrant, PostTerms, Rights, Role, tidy_identity
from people.rules.arrivals import Known, PersonFacts, judge_persons, roles_of
from people.sheets.choices import in_sheets
from people.sheets.scope import places_of, rights_of

KINDS = in_sheets(PostKind.choices)
ESTABLISHMENTS = in_sheets(Establishment.choices)
ROLES = {word: Role(value) for word, value in in_sheets(RoleChoice.choices).items()}
BATCH = 500


class PersonImport(SheetKind):
    """Persons with their main post and their first roles, into agencies of the importer's scope."""

    name = "persons"
    title = _("人员")
    summary = _("登记人员、主要岗位和角色，并为其建立账号。已登记的人员不重复登记，也不改动。")
    roles = frozenset(role.value for role in MANAGERS)
    record_page = "people:person"
    record_argument = "person_id"
    columns = (
        Column("name", "姓名", required=True, max_length=60, example="李青", help="与身份证一致。"),
        Column(
            "agency", "单位编码", required=True, max_length=32, example="C01",
            help="人员所在单位的编码。",
        ),
        Column(
            "title", "岗位名称", required=True, max_length=60, example="执法人员",
            help="岗位的正式名称。",
        ),
        Column(
            "kind", "岗位类别", required=True, choices=tuple(KINDS), example="执法岗位",
            help="从列表中选择。",
        ),
        Column(
            "establishment", "编制", required=True, choices=tuple(ESTABLISHMENTS),
            example="行政编制", help="从列表中选择。",
        ),
        Column(
            "domains", "执法领域", example="城市管理、市场监管",
            help="可填多个，以顿号分隔；没有则留空。",
        ),
        Column(
            "valid_from", "起始日期", required=True, is_date=True, example="2026-01-01",
            help="任该岗位的起始日期。",
        ),
        Column(
            "identity", "身份证号", max_length=24, example="",
            help="可不填。以文本格式填写 18 位号码。",
        ),
        Column("phone", "手机号", max_length=20, example="", help="可不填。11 位手机号。"),
        Column(
            "roles", "角色", choices=tuple(ROLES), several=True, example="执法人员",
            help="可填多个，以顿号分隔，管辖范围为其所在单位；只能填写您有权任命的角色。",
        ),
    )  # fmt: skip
    words = {
        "name_shape": _("只能由汉字、字母和间隔号组成。"),
        "agency_unknown": _("没有这个单位编码，或者不在您的管辖范围内。"),
        "agency_closed": _("该单位已撤并。"),
        "identity_shape": _("身份证号应为 18 位，末位可为 X。"),
        "identity_birthday": _("身份证号中的出生日期有误。"),
        "identity_check": _("身份证号有误，请核对每一位。"),
        "identity_repeated": _("与第 %(row)s 行的身份证号相同。"),
        "identity_taken": _("该身份证号不能登记，请联系系统管理员核实。"),
        "identity_of_another": _("该身份证号已登记，姓名与此不同。"),
        "works_elsewhere": _("该人员已登记在%(agency)s。调动请在人员页面办理。"),
        "phone_shape": _("应为 11 位手机号。"),
        "day_out_of_range": _("日期不合理，请核对。"),
        "domain_unknown": _("没有登记“%(domain)s”这一执法领域。"),
        "posting_gated": _(
            "这类岗位须先通过规定的法律知识考试。请先登记为其他岗位，考试合格后再任该岗位。"
        ),
        "role_not_yours": _("含有您无权任命的角色。"),
        "roles_clash": _("其中有不得由一人同时担任的角色。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        facts = facts_for(rows, rights_of(actor_id, now), timezone.localdate(now))
        return judge_persons(rows, self.columns, facts)

    def bonds(self, row: Row) -> Collection[str]:
        """Namesakes in one agency, and those who share an identity number."""
        number = tidy_identity(row.get("identity"))
        name = f"{row.get('agency')} {row.get('name')}"
        return (name, number) if number else (name,)

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        rights = rights_of(actor_id, now)
        mine = Agency.objects.visible_to(rights, *MANAGERS)
        agencies = {agency.code: agency for agency in mine}
        try:
            arrivals = [arrival(row, agencies[row.get("agency")]) for row in rows]
            persons = actions.add_persons(arrivals, by=rights, now=now)
        except (KeyError, actions.Refused) as refused:
            raise ChangedMeanwhile from refused
        return [Made(row.n, str(p.pk)) for row, p in zip(rows, persons, strict=True)]

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        rights = rights_of(actor_id, now)
        persons: list[Person] = []
        for part in _batches([int(key) for key in keys]):
            persons += Person.objects.visible_to(rights, *MANAGERS).filter(pk__in=part)
        if len(persons) < len(keys):
            raise Used(gettext("部分人员已不在您的管辖范围内"))
        try:
            actions.take_back_persons(persons, by=rights, now=now)
        except actions.InUse as in_use:
            raise Used(str(in_use.record)) from in_use

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Person.objects.select_related("agency").filter(pk__in=[int(key) for key in keys])
        return {str(person.pk): label(person) for person in rows}


def arrival(row: Row, agency: Agency) -> actions.Arrival:
    """A checked row as the person to be entered."""
    valid_from = read_day(row.get("valid_from"))
    if valid_from is None:
        raise ChangedMeanwhile
    terms = PostTerms(
        title=row.get("title"),
        valid_from=valid_from,
        kind=KINDS[row.get("kind")],
        establishment=ESTABLISHMENTS[row.get("establishment")],
        domains=tuple(parts(row.get("domains"))),
    )
    details = Details(row.get("name"), tidy_identity(row.get("identity")), row.get("phone"))
    return actions.Arrival(agency, Entrant(details, terms), roles_of(row, ROLES))


def facts_for(rows: Sequence[Row], rights: Rights, today: date) -> PersonFacts:
    """What the rows are judged by, in a number of queries that grows with the file by 500s."""
    places = places_of(rights)
    known_keys = [int(row.known_key) for row in rows if row.known_key]
    on_record: set[str] = set()
    for part in _batches(known_keys):
        on_record.update(
            str(pk) for pk in Person.objects.filter(pk__in=part).values_list("pk", flat=True)
        )
    return PersonFacts(
        today=today,
        places=places,
        by_name=namesakes(rows, rights),
        by_identity=owners(rows, rights),
        keys_on_record=frozenset(on_record),
        roles=ROLES,
        may_grant=rights.may_grant,
        domains=frozenset(Domain.objects.values_list("name", flat=True)),
        gated=frozenset(gated_among(rows)),
    )


def gated_among(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Kinds and first days of the rows' posts that nobody new may be given; asked once for each."""
    for word, day in {(row.get("kind"), row.get("valid_from")) for row in rows}:
        valid_from = read_day(day)
        if word not in KINDS or valid_from is None:
            continue
        if not actions.passes_gates(None, KINDS[word], valid_from):
            yield word, day


def namesakes(rows: Sequence[Row], rights: Rights) -> Mapping[tuple[str, int], Sequence[Known]]:
    """Persons of the importer's scope who bear one of the rows' names, by name and agency."""
    found: dict[tuple[str, int], list[Known]] = {}
    for part in _batches(sorted({row.get("name") for row in rows})):
        visible = Person.objects.visible_to(rights, *MANAGERS).select_related("agency")
        for person in visible.filter(name__in=part):
            found.setdefault((person.name, person.agency_id), []).append(known(person))
    return found


def owners(rows: Sequence[Row], rights: Rights) -> Mapping[str, Known]:
    """Whose the rows' identity numbers are; of persons outside the scope only that they exist."""
    numbers = {tidy_identity(row.get("identity")) for row in rows} - {""}
    number_of = {vault.lookup(number, purpose=IDENTITY): number for number in numbers}
    found = {}
    for part in _batches(list(number_of)):
        for person in Person.objects.select_related("agency").filter(identity_lookup__in=part):
            is_visible = rights.covers(person.agency.path, *MANAGERS)
            found[number_of[person.identity_lookup or ""]] = (
                known(person) if is_visible else Known("", "", 0, "", True, False)
            )
    return found


def known(person: Person) -> Known:
    return Known(
        key=str(person.pk),
        name=person.name,
        agency_id=person.agency_id,
        label=label(person),
        has_identity=bool(person.identity_lookup),
        agency_name=person.agency.name,
    )


def label(person: Person) -> str:
    return f"{person.name}，{person.agency.name}，{person.staff_number}"


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
