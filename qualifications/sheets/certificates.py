"""The import of the province's certificate data from a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row, parts, read_day
from people.models import Domain, Person
from people.rules import Rights, tidy_identity
from people.sheets.choices import in_sheets
from people.sheets.scope import rights_of
from qualifications import actions
from qualifications.models import (
    Body,
    Certificate,
    CertificateKind,
    Issuer,
    NumberPattern,
    StateChoice,
)
from qualifications.rules.certificates import EventKind
from qualifications.rules.deeds import Decision
from qualifications.rules.incoming import (
    VALID,
    BodyPlace,
    Held,
    IncomingFacts,
    Pattern,
    judge_certificates,
)
from qualifications.rules.numbers import tidy_number
from qualifications.sheets.holders import (
    DECIDERS,
    batches,
    by_column,
    by_identity,
    holder,
    namesakes,
    persons_of,
)

KINDS = in_sheets(CertificateKind.choices)
STATES = in_sheets(StateChoice.choices)
LATER = {
    "暂扣": EventKind.SUSPENDED,
    "吊销": EventKind.REVOKED,
    "注销": EventKind.CANCELLED,
    "作废": EventKind.LOST,
}
GROUNDS = "发证机关登记数据"


class CertificateImport(SheetKind):
    """Certificates with their holders and their present status, as the issuer's data has them."""

    name = "certificates"
    title = pgettext_lazy("复数", "证件")
    summary = _(
        "登记省级证件数据，并登记证件所证明的资格。按证号辨认：内容一致的不重复登记，不一致的逐列指出。"
    )
    roles = frozenset(role.value for role in DECIDERS)
    record_page = "qualifications:certificate"
    record_argument = "ref"
    columns = (
        Column("number", "证号", required=True, max_length=60, example="云00001", help="文本。"),
        Column("name", "姓名", required=True, max_length=60, example="李青", help="与登记一致。"),
        Column(
            "staff_number", "工作人员编号", max_length=8, example="10000001",
            help="与身份证号至少填一项；同名的，凭此区分。",
        ),
        Column(
            "identity", "身份证号", max_length=24, example="",
            help="与工作人员编号至少填一项。文本格式，只用于辨认，不另行保存。",
        ),
        Column(
            "body", "主体单位编码", required=True, max_length=32, example="C01",
            help="已登记为执法主体的单位的编码。",
        ),
        Column(
            "kind", "证件种类", required=True, choices=tuple(KINDS), example="行政执法证",
            help="从列表中选择。",
        ),
        Column(
            "domains", "执法领域", required=True, example="城市管理、市场监管",
            help="可填多个，以顿号分隔。",
        ),
        Column(
            "valid_from", "有效期自", required=True, is_date=True, example="2026-01-01",
            help="证件载明的日期。",
        ),
        Column(
            "valid_to", "有效期至", required=True, is_date=True, example="2030-12-31",
            help="含当日。",
        ),
        Column("post_title", "职务", max_length=60, example="", help="证件载明的职务。可不填。"),
        Column("area", "执法区域", max_length=120, example="", help="证件载明的区域。可不填。"),
        Column(
            "issuer", "发证机关", required=True, example="某省人民政府",
            help="与证号规则中的名称一致。",
        ),
        Column("document", "发证文号", max_length=80, example="", help="可不填。"),
        Column(
            "status", "状态", choices=(VALID, *LATER), example=VALID,
            help="不填的，视为有效。已到期的，仍填有效。",
        ),
        Column(
            "status_on", "状态日期", is_date=True, example="",
            help="暂扣、吊销、注销或者作废的生效日期。",
        ),
    )  # fmt: skip
    words = {
        "number_repeated": _("与第 %(row)s 行的证号相同。"),
        "number_taken": _("该证号已登记在他人名下。"),
        "number_shape": _("不符合发证机关的编号规则。"),
        "pattern_missing": _("没有设定该发证机关、该种证件在此日期的编号规则。"),
        "holder_unknown": _("没有这名人员，或者不在您的管辖范围内。"),
        "name_differs": _("登记的姓名是“%(name)s”。"),
        "nobody_named_so": _("没有登记这个姓名的人员，请填写工作人员编号或者身份证号。"),
        "which_of_them": _("仅凭姓名不能确定是谁，请填写编号：%(who)s。"),
        "domain_unknown": _("没有登记“%(domain)s”这一执法领域。"),
        "day_out_of_range": _("日期不合理，请核对。"),
        "ends_before_start": _("截止日期不能早于起始日期。"),
        "body_unknown": _("没有以此编码登记的执法主体，或者不在您的管辖范围内。"),
        "body_elsewhere": _("此人现在%(agency)s，不属于该主体。"),
        "differs": _("现登记为：%(ours)s。变更请在证件页面办理，或者不导入此行。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        rows = [_tidied(row) for row in rows]
        facts = facts_for(rows, rights_of(actor_id, now), timezone.localdate(now))
        return judge_certificates(rows, self.columns, facts)

    def bonds(self, row: Row) -> Collection[str]:
        """Rows of one number."""
        return (tidy_number(row.get("number")),)

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        rows = [_tidied(row) for row in rows]
        rights, today = rights_of(actor_id, now), timezone.localdate(now)
        facts = facts_for(rows, rights, today)
        bodies = Body.objects.visible_to(rights, *DECIDERS).select_related("agency")
        by_code = {body.agency.code: body for body in bodies}
        issuers = {issuer.name: issuer for issuer in Issuer.objects.all()}
        holders = persons_of(rows, facts)
        try:
            arrivals = [
                _arrival(row, holders[row.n], by_code[row.get("body")], issuers[row.get("issuer")])
                for row in rows
            ]
            made = actions.add_certificates(arrivals, by=actor_id, now=now)
        except (KeyError, actions.Refused) as refused:
            raise ChangedMeanwhile from refused
        return [Made(row.n, certificate.ref) for row, certificate in zip(rows, made, strict=True)]

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        rights = rights_of(actor_id, now)
        found: list[Certificate] = []
        for part in batches(list(keys)):
            mine = Certificate.objects.governed_by(rights, *DECIDERS).filter(ref__in=part)
            found += mine.select_related("person")
        if len(found) < len(keys):
            raise Used(gettext("部分证件的持证人已不在您的管辖范围内"))
        reason = gettext("撤回导入")
        try:
            actions.withdraw_certificates(found, reason=reason, by=actor_id, now=now)
        except actions.Refused as refused:
            raise Used(str(refused.person)) from refused

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Certificate.objects.select_related("person").filter(ref__in=keys)
        return {row.ref: f"{row.number}，{row.person.name}" for row in rows}


def _tidied(row: Row) -> Row:
    cells = dict(row.cells) | {"identity": tidy_identity(row.get("identity"))}
    return Row(row.n, cells, row.resolution, row.known_key)


def _arrival(row: Row, person: Person, body: Body, issuer: Issuer) -> actions.Arrival:
    """A checked row as the certificate to be entered."""
    begins, ends = read_day(row.get("valid_from")), read_day(row.get("valid_to"))
    if begins is None:
        raise ChangedMeanwhile
    card = actions.Card(
        number=row.get("number"),
        issuer=issuer,
        body=body,
        domains=frozenset(parts(row.get("domains"))),
        valid_from=begins,
        valid_to=ends,
        kind=KINDS[row.get("kind")],
        post_title=row.get("post_title"),
        area=row.get("area"),
    )
    document = row.get("document") or GROUNDS
    issued = _decision(issuer, document, "颁发", begins)
    status, day = row.get("status"), read_day(row.get("status_on"))
    later: tuple[tuple[EventKind, Decision], ...] = ()
    if status in LATER and day is not None:
        later = ((LATER[status], _decision(issuer, document, status, day)),)
    return actions.Arrival(person, card, issued, later)


def _decision(issuer: Issuer, document: str, reason: str, day: date) -> Decision:
    """A decision of the issuer, as its data tells it."""
    return Decision(issuer.name, document, GROUNDS, reason, decided_on=day, effective_on=day)


def facts_for(rows: Sequence[Row], rights: Rights, today: date) -> IncomingFacts:
    """What the rows are judged by, in a number of queries that grows with the file by 500s."""
    bodies = Body.objects.visible_to(rights, *DECIDERS).select_related("agency")
    patterns = NumberPattern.objects.current().select_related("issuer")
    words = {value: word for word, value in KINDS.items()}
    return IncomingFacts(
        today=today,
        bodies={b.agency.code: BodyPlace(b.pk, b.agency.path, b.agency.name) for b in bodies},
        by_staff_number=by_column(rows, "staff_number", "staff_number", rights),
        by_identity=by_identity(rows, rights),
        by_name=namesakes(rows, rights),
        held=_held(rows, rights, today),
        domains=frozenset(Domain.objects.values_list("name", flat=True)),
        patterns=tuple(
            Pattern(p.issuer.name, words[p.kind], p.pattern, p.valid_from, p.valid_to)
            for p in patterns
        ),
    )


def _held(rows: Sequence[Row], rights: Rights, today: date) -> dict[str, Held]:
    """Certificates on record under the rows' numbers, in the words of the sheet."""
    kind_word = {value: word for word, value in KINDS.items()}
    state_word = {value: word for word, value in STATES.items()}
    found: dict[str, Held] = {}
    for part in batches(sorted({tidy_number(row.get("number")) for row in rows} - {""})):
        known: Any = Certificate.objects.filter(number__in=part).with_state(today).with_terms()
        for row in known.select_related("person__agency", "issuer"):
            status = state_word[row.state_on]
            cells = {
                "kind": kind_word[row.kind],
                "body": row.body_code or "",
                "domains": "、".join(row.terms_domains or ()),
                "valid_from": row.terms_valid_from.isoformat() if row.terms_valid_from else "",
                "valid_to": row.terms_valid_to.isoformat() if row.terms_valid_to else "",
                "status": status if status in LATER else VALID,
                "post_title": row.terms_post_title or "",
                "area": row.terms_area or "",
            }
            withdrawn = row.state_on == StateChoice.WITHDRAWN
            found[row.number] = Held(row.ref, holder(row.person, rights), cells, withdrawn)
    return found
