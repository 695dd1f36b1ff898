"""Training elsewhere is declared, compared with what is counted, and decided; reminders; months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from notices.models import Notice
from tests.conftest import NINE
from tests.remembered import remembered
from tests.training.makers import PDF, add_hours, make_class, make_declaration, make_policies
from tests.training.test_planning import refused
from training.actions import Decision, decide_declaration, send_reminder
from training.models import LedgerEntry, doubles_of, months_of, officers_of
from training.rules import Double, Refusal, Trained, alike, doubles

YES, NO = Decision(True, ""), Decision(False, "材料不清")
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 28))


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
@remembered
def by(cast):
    make_policies()
    return {"actor": cast["coordinator"], "now": NINE}


def test_what_is_accepted_books_its_line_on_the_evidence_and_tells_the_officer(cast, by):
    made = make_declaration(cast["li"])
    done = decide_declaration(made, YES, **by)
    line = LedgerEntry.objects.get()
    assert (done.entry, line.source, line.credit) == (line, "external", 2250)
    assert (line.day, line.evidence) == (date(2026, 3, 4), made.file.ref)
    assert Notice.objects.of(cast["li"]).get().kind == "training.declaration_accepted"
    assert refused(decide_declaration, made, NO, **by)[0] == Refusal.ALREADY_DECIDED


def test_nobody_decides_on_their_own(cast, by):
    made = make_declaration(cast["coordinator"])
    assert refused(decide_declaration, made, YES, **by)[0] == Refusal.OWN_MATTER


def test_what_looks_counted_already_is_named_and_needs_a_reason(cast, by):
    add_hours(cast, cast["li"], 1, day=date(2026, 5, 6), title="省厅执法骨干培训班")
    add_hours(cast, cast["li"], 1, day=date(2026, 3, 3), title="裁量基准")
    made = make_declaration(cast["li"], scan=PDF + b"2")
    found = {(one.title, why) for one, why in doubles_of(made)}
    assert found == {("省厅执法骨干培训班", Double.SAME_TITLE), ("裁量基准", Double.SAME_DAY)}
    assert refused(decide_declaration, made, YES, **by)[0] == Refusal.LOOKS_DOUBLE
    assert decide_declaration(made, Decision(True, "两次不同培训"), **by).entry is not None


def test_the_same_scan_twice_is_found_at_any_date(cast, by):
    first = make_declaration(cast["li"])
    second = make_declaration(cast["li"], title="另一次", first_day=date(2026, 9, 1),
                              last_day=date(2026, 9, 1))  # fmt: skip
    [(one, why)] = doubles_of(second)
    assert (one.ref, why) == (first.ref, Double.SAME_FILE)


@given(DAYS, DAYS, st.integers(0, 3), st.integers(0, 3))
def test_finding_doubles_is_symmetric(first, second, long, short):
    a = Trained("a", "行政处罚法实务培训班", first, first + timedelta(days=long))
    b = Trained("b", "执法文书制作", second, second + timedelta(days=short))
    assert bool(doubles(a, [b])) == bool(doubles(b, [a])) == a.overlaps(b)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("行政处罚法培训班", "行政处罚法专题培训", True),
        ("第3期执法骨干培训班", "执法骨干班", True),
        ("行政处罚法", "行政许可法", False),
        ("证据课", "文书课", False),
    ],
)
def test_titles_that_name_the_same(one, other, same):
    assert alike(one, other) == same


def test_the_pages_lead_from_the_declaration_to_the_decision(client, cast, by):
    client.force_login(cast["li"].user)
    data = {
        "title": "省厅执法骨干班", "organiser": "省司法厅", "first_day": "2026-03-04",
        "last_day": "2026-03-02", "kind": "external", "quantity": "3", "unit": "day",
        "scan": SimpleUploadedFile("a.pdf", PDF),
    }  # fmt: skip
    wrong = client.post("/training/declarations/add/", data)
    assert (wrong.status_code, "结束日期不能早于" in wrong.content.decode()) == (422, True)
    right = data | {"first_day": "2026-03-01", "scan": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post("/training/declarations/add/", right).status_code == 302
    assert "待审核" in client.get("/training/declarations/mine/").content.decode()
    client.force_login(cast["coordinator"].user)
    assert "有 <b" in client.get("/training/declarations/").content.decode()
    ref = cast["li"].declarations.get().ref
    assert "未发现重复登记" in client.get(f"/training/declarations/{ref}/").content.decode()
    decided = client.post(f"/training/declarations/{ref}/", {"answer": "accept"})
    assert decided.status_code == 302
    assert client.get(f"/training/declarations/{ref}/file/").content == PDF


def test_one_click_reminds_each_of_their_own_once_a_day(client, cast, tree, by):
    add_hours(cast, cast["li"], 8)
    client.force_login(cast["coordinator"].user)
    address = f"/training/board/remind/send/?agency={tree.here.pk}"
    assert client.post(address, {"pick": [cast["li"].pk, cast["wang"].pk]}).status_code == 302
    told = Notice.objects.get()
    assert (told.person, told.params["credit"]) == (cast["wang"], "60")
    again = [one for one in officers_of(tree.here, NINE.date()) if one.person_id == told.person_id]
    assert send_reminder(tree.here, again, **by) == 0
    tomorrow = by | {"now": NINE + timedelta(days=1)}
    assert send_reminder(tree.here, again, **tomorrow) == 1
    client.force_login(cast["legal_affairs"].user)
    assert client.post(address).status_code == 403


def test_the_forecast_counts_what_is_booked_and_what_is_planned(client, cast, tree, by):
    add_hours(cast, cast["li"], 8, day=date(2026, 3, 2))
    add_hours(cast, cast["wang"], 7, day=date(2026, 3, 2), title="前半")
    make_class(cast, cast["wang"], starts_at=NINE + timedelta(days=9), half_days=2)
    months = months_of(tree.here, NINE.date(), NINE)
    met = [(one.met, one.is_forecast) for one in months]
    assert met == [(0, False)] * 2 + [(1, False)] * 8 + [(1, True), (2, True)]
    client.force_login(cast["coordinator"].user)
    page = client.get("/training/board/months/").content.decode()
    assert "预计 <b" in page
    assert page.count("预测") > 2
