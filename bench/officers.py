"""Officers with ten years behind them, as many as asked for: some by deeds, the rest their copies.

`MODELS` officers are entered by the product's own deeds: three posts one after another, two
certificates with what was decided about them, qualifications, suspensions, a dozen lines of hours.
Whoever comes after them is a copy, row by row and inside the database: the same rows with other
keys, numbers and refs. So every row has the shape that a deed gives it; hashes and chains alone are
copied as they are and prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from people.actions import Arrival, Placement, add_persons
from people.models import Agency, Assignment, Domain, Person, Post
from people.rules import Details, Entrant, Grant, PostTerms, Rights, Role
from qualifications import actions as register
from qualifications.models import (
    Body,
    Certificate,
    CertificateTerms,
    DutySuspension,
    Event,
    Issuer,
    Qualification,
)
from qualifications.rules.certificates import EventKind
from qualifications.rules.deeds import Decision
from tests.conftest import make_person
from training.actions import Claim, add_openings, adopt_proposed
from training.models import LedgerEntry, SourceChoice
from training.rules import Kind, Unit

MODELS = 200
APART = 100_000  # between the keys of one copy and the next
DEPARTMENTS, TEAMS = 40, 5
DOMAINS = ("城市管理", "市场监管", "农业农村", "交通运输", "生态环境", "应急管理")
YEAR = timedelta(days=365)
LINES = 12
ISSUER = "云海省司法厅"
COPIED: tuple[type[models.Model], ...] = (
    Person, Post, Assignment, Certificate, CertificateTerms, Qualification, DutySuspension, Event,
    LedgerEntry,
)  # fmt: skip


class Office:
    """A city of forty departments with five teams each, and its officers."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.founded = self.now - 10 * YEAR
        self.copies = 0
        with transaction.atomic():
            self.city, teams = _agencies(self.founded)
            founder = Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, self.city.path, self.city.pk)}))
            arrivals = [self._arrival(n, teams) for n in range(MODELS)]
            self.models = add_persons(arrivals, by=founder, now=self.founded)
            self._certify()
            self._train()
        self.last = {m: m._default_manager.order_by("-pk")[0].pk for m in COPIED}
        self.coordinator = self._staff("20000001", Role.COORDINATOR)
        self.legal_affairs = self._staff("20000002", Role.LEGAL_AFFAIRS)
        self.personnel = self._staff("20000003", Role.PERSONNEL)

    def grow(self, officers: int) -> None:
        """Copy the models until there are so many officers."""
        wanted = officers // MODELS - 1
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET statement_timeout = 0")
            with transaction.atomic():
                for model in COPIED:
                    cursor.execute(_copying(model), [self.copies + 1, wanted, self.last[model]])
            # What the server does by itself within a minute.
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        self.copies = wanted

    def _staff(self, number: str, role: Role) -> Person:
        return make_person(self.city, number, role.value, role, over=self.city)

    def _arrival(self, n: int, teams: list[list[Agency]]) -> Arrival:
        """An officer of three posts: two that are over, one that goes on."""
        mine = teams[n % DEPARTMENTS]
        days = [self.founded.date() + part * YEAR for part in (0, 3, 7)]
        posts = [_post(n, days[0], days[1]), _post(n, days[1], days[2]), _post(n, days[2], None)]
        former = [Placement(mine[(n + k) % TEAMS], posts[k]) for k in range(2)]
        entrant = Entrant(Details(f"员{n:03d}", ""), posts[2])
        return Arrival(mine[n % TEAMS], entrant, (Role.OFFICER,), tuple(former))

    def _certify(self) -> None:
        """A certificate of five years for everybody, and the one that followed it."""
        for source in ("posts", "bodies", "qualifications", "certificates"):
            since = self.founded.date()
            register.declare_records(source, since, reason="清理完毕", actor=None, now=self.now)
        register.set_number_pattern(
            ISSUER, "enforcement", r"YH\d{8}", valid_from=date(2000, 1, 1), actor=None, now=self.now
        )
        issuer = Issuer.objects.get(name=ISSUER)
        bodies = {body.agency.path: body for body in Body.objects.select_related("agency")}
        for turn in range(2):
            first = self.founded.date() + 5 * turn * YEAR + timedelta(days=30)
            arrivals = [
                register.Arrival(
                    person,
                    register.Card(
                        f"YH{turn * MODELS + n:08d}", issuer, bodies[person.agency.path[:-4]],
                        frozenset(_domains(n)), first, first + 5 * YEAR,
                    ),
                    _decision(first),
                    tuple(_decided(n, turn, first)),
                )
                for n, person in enumerate(self.models)
            ]  # fmt: skip
            register.add_certificates(arrivals, by=None, now=self.now)
        for person in self.models[::25]:
            register.suspend_duty(person, _decision(self.now.date()), actor=None, now=self.now)

    def _train(self) -> None:
        """Twelve lines of this year, of different worth, so that all standings occur."""
        begins = date(timezone.localdate(self.now).year, 1, 1)
        adopt_proposed(valid_from=begins, actor=None, now=self.now)
        scan = store_file(
            b"%PDF-1.4\n% a scan\n", "scan.pdf", owner=("training", "opening"), actor_id=None,
            now=self.now,
        )  # fmt: skip
        claims = [
            Claim(
                person, begins, SourceChoice.OPENING, Kind.CENTRALISED, Unit.CREDIT,
                100 + n % 9 * 75, "历史学时", "结业证书", scan,
            )
            for n, person in enumerate(self.models)
            for _line in range(LINES)
        ]  # fmt: skip
        add_openings(claims, actor=None, now=self.now)


def _agencies(now: datetime) -> tuple[Agency, list[list[Agency]]]:
    """The city, and every department's teams; a body stands at each department."""
    Domain.objects.bulk_create([Domain(name=name, recorded_at=now) for name in DOMAINS])
    city = Agency.objects.add_root({"code": "C", "name": "云泽市", "kind": "city"})
    teams = []
    for n in range(DEPARTMENTS):
        named = {"code": f"C{n:02d}", "name": f"市第{n}局"}
        department = Agency.objects.add_child(city, named)
        below = [{"code": f"C{n:02d}{k:02d}", "name": f"{n}局{k}队"} for k in range(TEAMS)]
        teams.append([Agency.objects.add_child(department, words) for words in below])
        terms = register.StandingTerms("statutory", "组织法第三条", date(2000, 1, 1))
        register.register_body(department, terms, DOMAINS, actor=None, now=now)
    return city, teams


def _domains(n: int) -> tuple[str, ...]:
    return tuple(sorted({DOMAINS[n % len(DOMAINS)], DOMAINS[(n // 7) % len(DOMAINS)]}))


def _post(n: int, first: date, next_one: date | None) -> PostTerms:
    last = next_one - timedelta(days=1) if next_one else None
    return PostTerms("执法人员", first, valid_to=last, kind="enforcement", domains=_domains(n))


def _decided(n: int, turn: int, first: date) -> Iterator[tuple[EventKind, Decision]]:
    """What became of a certificate: every third suspended for a time, some revoked by now."""
    if n % 3 == turn:
        yield EventKind.SUSPENDED, _decision(first + YEAR)
        yield EventKind.RESTORED, _decision(first + YEAR + timedelta(days=90))
    if n % 3 == 0:
        yield EventKind.SUSPENDED, _decision(first + 2 * YEAR)
        yield EventKind.RESTORED, _decision(first + 2 * YEAR + timedelta(days=60))
    if turn and n % 40 == 1:
        yield EventKind.REVOKED, _decision(first + 3 * YEAR)


def _decision(day: date) -> Decision:
    return Decision(ISSUER, "云海司〔2020〕1号", "管理办法第八条", "依法办理", day, day)


def _copying(model: type[models.Model]) -> str:
    """The statement that copies a table's model rows from one copy's number to another's."""
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(_value(field) for field in model._meta.concrete_fields)
    table = model._meta.db_table
    # Names of tables and columns, never a value.
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        "WITH RECURSIVE copy(k) AS "
        "(SELECT CAST(%s AS bigint) UNION ALL SELECT k + 1 FROM copy WHERE k < %s) "
        f"SELECT {values} FROM {table} AS row, copy WHERE row.id <= %s"
    )


def _value(field: models.Field[object, object]) -> str:
    """A column of a copy: keys and numbers apart from the model's, refs by the key, else as is."""
    column = f"row.{field.column}"
    apart = f"k * {APART}"
    to_copied = field.is_relation and field.related_model in COPIED
    if field.primary_key or to_copied or field.column == "n":
        return f"{column} + {apart}"
    if field.column == "staff_number":
        return f"'0' || CAST(1000000 + k * {MODELS} + row.id AS varchar(7))"
    if field.column == "ref":
        return f"CAST(row.id + {apart} AS varchar(22))"
    if field.column == "number":
        return f"'YH' || CAST(10000000 + k * {2 * MODELS} + row.id AS varchar(8))"
    return column
