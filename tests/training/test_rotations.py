"""分批轮训: a job places everybody, names what forbids it, and publishes to the rosters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from notices.models import Notice
from tests.conftest import NINE
from tests.training.makers import make_class
from training import tasks
from training.actions import (
    BarTerms,
    Refused,
    RotationTerms,
    add_rotation,
    ask_for_rotation,
    bar_days,
    cancel_class,
    lift_bar,
    move_seat,
    rotating,
    set_quota,
)
from training.models import Enrolment, RotationState, TrainingClass
from training.rules import Refusal
from training.rules.batches import Breach, obstacles

QUERIES = 22  # session and rights 4, rotation, classes, counts, days, seats, page; its checks 12
LATER = NINE + timedelta(days=30)

pytestmark = pytest.mark.django_db


def make_rotation(cast, *classes, **terms):
    known = {
        "title": "全员轮训",
        "agency": cast["li"].agency,
        "category": "enforcement",
        "one_in": 3,
        "classes": classes,
    }
    return add_rotation(RotationTerms(**(known | terms)), actor=cast["coordinator"], now=NINE)


def batches(cast, number, **terms):
    """Classes a week apart, each in a place of its own."""
    return [
        make_class(
            cast,
            starts_at=LATER + timedelta(days=7 * n),
            title=f"第{n + 1}期",
            venue=f"党校 {n}",
            is_open=False,
            now=NINE,
            **terms,
        )
        for n in range(number)
    ]


def run(rotation, cast, step=RotationState.WORKING, now=NINE):
    ask_for_rotation(rotation, step, actor=cast["coordinator"], now=now)
    rotation.refresh_from_db()
    deed = rotating.run_proposal if step == RotationState.WORKING else rotating.publish
    deed(rotation, now=now)
    rotation.refresh_from_db()
    return rotation


def places(rotation):
    return dict(rotation.seats.values_list("person", "training_class__title"))


def test_everybody_is_placed_once_moved_and_published(cast):
    classes = batches(cast, 6)
    rotation = run(make_rotation(cast, *classes), cast)
    assert rotation.state == RotationState.PROPOSED
    going = places(rotation)
    assert cast["li"].pk in going
    assert None not in going.values()
    seat = rotation.seats.select_related("rotation").get(person=cast["li"])
    cycle, allotment = rotating.proposed(rotation, NINE.date())
    li = next(m for m in cycle.members if m.person_id == cast["li"].pk)
    goal = next(
        b
        for b in cycle.batches
        if b.class_id != seat.training_class_id and not obstacles(cycle, allotment, li, b)
    )
    move_seat(
        seat, TrainingClass.objects.get(pk=goal.class_id), actor=cast["coordinator"], now=NINE
    )
    run(rotation, cast, RotationState.PUBLISHING)
    assert (rotation.state, rotation.refusal) == (RotationState.PUBLISHED, "")
    enrolled = Enrolment.objects.standing().filter(training_class__in=classes)
    assert sorted(enrolled.values_list("person", flat=True)) == sorted(going)
    assert enrolled.get(person=cast["li"]).training_class_id == goal.class_id
    assert {c.state for c in rotation.classes.all()} == {"open"}
    assert Notice.objects.filter(person=cast["li"], kind="training.enrolled").count() == 1
    rotating.publish(rotation, now=NINE)
    assert enrolled.count() == len(going)


def test_what_makes_it_impossible_is_named_and_nothing_is_published(cast):
    rotation = run(make_rotation(cast, *batches(cast, 1), one_in=20), cast)
    left = [pk for pk, title in places(rotation).items() if title is None]
    assert left
    assert cast["li"].agency.name in [name for one in rotation.conflicts for name in one["units"]]
    with pytest.raises(Refused) as refused:
        ask_for_rotation(rotation, RotationState.PUBLISHING, actor=cast["coordinator"], now=NINE)
    assert refused.value.reason == Refusal.UNFIT_ROTATION


def test_what_is_laid_down_may_change_until_it_is_published(client, cast):
    classes = batches(cast, 4)
    rotation = run(make_rotation(cast, *classes[:3], one_in=1), cast)
    gone = rotation.seats.filter(training_class=classes[0]).count()
    assert gone
    client.force_login(cast["coordinator"].user)
    page = reverse("training:rotation", args=[rotation.ref])
    form = client.get(page + "change/")
    assert len(form.context["form"]["classes"].value()) == 3
    posted = {"title": "轮训（改）", "category": "enforcement", "one_in": "2"}
    posted["classes"] = [c.pk for c in classes[1:]]
    assert client.post(page + "change/", posted | {"classes": []}).status_code == 422
    assert client.post(page + "change/", posted).status_code == 302
    rotation.refresh_from_db()
    assert (rotation.title, rotation.one_in, rotation.agency) == (
        "轮训（改）",
        2,
        cast["li"].agency,
    )
    assert rotation.seats.filter(training_class=None).count() == gone
    assert f"{gone} 人</b>未能安排" in client.get(page).content.decode()
    TrainingClass.objects.filter(pk=classes[1].pk).update(capacity=1)
    assert "名额已满。" in client.get(page).content.decode()
    TrainingClass.objects.filter(pk=classes[1].pk).update(capacity=60)
    run(rotation, cast)
    run(rotation, cast, RotationState.PUBLISHING)
    assert rotation.state == RotationState.PUBLISHED
    assert client.post(page + "change/", posted).status_code == 409


def test_a_move_after_publication_changes_the_rosters_and_tells(client, cast):
    classes = batches(cast, 3)
    rotation = run(make_rotation(cast, *classes, one_in=1), cast)
    run(rotation, cast, RotationState.PUBLISHING)
    seat = rotation.seats.get(person=cast["li"])
    goal = next(c for c in classes if c.pk != seat.training_class_id)
    here = Enrolment.objects.standing().filter(person=cast["li"])
    client.force_login(cast["coordinator"].user)
    page = reverse("training:move_seat", args=[rotation.ref, cast["li"].pk])
    with pytest.raises(Refused) as refused:  # all have begun
        move_seat(seat, goal, actor=cast["coordinator"], now=LATER + timedelta(days=30))
    assert refused.value.reason == Refusal.WRONG_STATE
    with time_machine.travel(NINE, tick=False):
        assert "调整到" in client.get(page).content.decode()
        assert client.post(page, {"training_class": goal.pk}).status_code == 302
    assert [one.training_class for one in here] == [goal]
    told = Notice.objects.filter(person=cast["li"]).order_by("id").values_list("kind", flat=True)
    assert list(told)[-2:] == ["training.withdrawn", "training.enrolled"]


def test_a_unit_goes_with_no_more_than_its_share_of_the_places(cast):
    first, second = batches(cast, 2)
    set_quota(first, cast["li"].agency, 1, actor=cast["coordinator"], now=NINE)
    rotation = run(make_rotation(cast, first, second, one_in=1), cast)
    assert rotation.seats.filter(training_class=first).count() == 1
    assert not rotation.seats.filter(training_class=None).exists()
    assert run(rotation, cast, RotationState.PUBLISHING).state == RotationState.PUBLISHED


def test_days_that_are_kept_free_are_kept_free(cast):
    one, two = batches(cast, 2)
    rotation = make_rotation(cast, one, two, one_in=1)
    day = LATER.date()
    terms = BarTerms(cast["li"].agency, cast["li"], day, day, "休假")
    bar = bar_days(rotation, terms, actor=cast["coordinator"], now=NINE)
    run(rotation, cast)
    assert places(rotation)[cast["li"].pk] == two.title
    seat = rotation.seats.select_related("rotation").get(person=cast["li"])
    with pytest.raises(Refused) as refused:
        move_seat(seat, one, actor=cast["coordinator"], now=NINE)
    assert refused.value.reason == Refusal.BREAKS_ROTATION
    lift_bar(bar, actor=cast["coordinator"], now=NINE)
    move_seat(seat, one, actor=cast["coordinator"], now=NINE)
    assert places(rotation)[cast["li"].pk] == one.title
    terms = BarTerms(cast["li"].agency, None, day, day, "全局大检查")
    bar_days(rotation, terms, actor=cast["coordinator"], now=NINE)
    run(rotation, cast)
    assert set(places(rotation).values()) == {two.title}


def test_who_is_elsewhere_is_not_taken_and_counts_as_away(cast):
    one, two = batches(cast, 2)
    make_class(cast, cast["li"], starts_at=LATER + timedelta(hours=5), title="别的班", now=NINE)
    rotation = run(make_rotation(cast, one, two, one_in=1), cast)
    assert places(rotation)[cast["li"].pk] == two.title
    cycle, allotment = rotating.proposed(rotation, NINE.date())
    assert cycle.gone == {(cast["li"].agency.path, LATER.date()): 1}
    li = next(m for m in cycle.members if m.person_id == cast["li"].pk)
    batch = next(b for b in cycle.batches if b.class_id == one.pk)
    found = obstacles(cycle, allotment, li, batch)
    assert Breach.NOT_AVAILABLE in {finding.breach for finding in found}


def test_a_publication_that_fails_writes_nothing_and_says_why(cast):
    one, two = batches(cast, 2)
    rotation = run(make_rotation(cast, one, two, one_in=1), cast)
    ask_for_rotation(rotation, RotationState.PUBLISHING, actor=cast["coordinator"], now=NINE)
    cancel_class(two, reason="场地停用", actor=cast["coordinator"], now=NINE)
    rotation.refresh_from_db()
    rotating.publish(rotation, now=NINE)
    rotation.refresh_from_db()
    assert (rotation.state, rotation.refusal) == (RotationState.PROPOSED, Refusal.WRONG_STATE)
    assert not Enrolment.objects.filter(training_class__in=[one, two]).exists()


def test_a_lost_job_may_be_asked_for_again(cast):
    rotation = make_rotation(cast, *batches(cast, 1))
    actor = cast["coordinator"]
    ask_for_rotation(rotation, RotationState.WORKING, actor=actor, now=NINE)
    with pytest.raises(Refused):
        ask_for_rotation(rotation, RotationState.WORKING, actor=actor, now=NINE)
    ask_for_rotation(rotation, RotationState.WORKING, actor=actor, now=NINE + timedelta(minutes=16))


@pytest.mark.sqlite  # what a page shows does not hang on the engine
def test_the_coordinator_lays_down_proposes_and_moves_by_the_pages(client, cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client.force_login(cast["coordinator"].user)
    far = 3000  # days: the pages look at the real clock
    classes = [
        make_class(
            cast, starts_at=NINE + timedelta(days=far + n), title=f"班{n}", venue=f"党校 {n}",
            is_open=False, now=NINE,
        )
        for n in range(2)
    ]  # fmt: skip
    form = {"title": "全员轮训", "agency": cast["li"].agency_id, "category": "", "one_in": 1}
    assert client.post(reverse("training:add_rotation"), form).status_code == 422
    done = client.post(
        reverse("training:add_rotation"), form | {"classes": [c.pk for c in classes]}
    )
    assert done.status_code == 302
    page = done["Location"]
    assert "尚未编排" in client.get(page).text
    day = date(2030, 1, 1)
    bar = {"agency": cast["li"].agency_id, "first_day": day, "reason": "大检查", "number": "无此人"}
    wrong = client.post(page + "bar/", bar | {"last_day": day - timedelta(days=1)})
    assert (wrong.status_code, "该单位没有此编号的人员" in wrong.text) == (422, True)
    assert "结束日期不能早于开始日期" in wrong.text
    assert client.post(page + "bar/", bar | {"last_day": day, "number": ""}).status_code == 302
    client.post(page + "propose/")
    shown = client.get(page)
    assert "均已安排" in shown.text
    assert "大检查" in shown.text
    choices = client.get(f"{page}persons/{cast['li'].pk}/")
    assert "调整到此班" in choices.text
    assert client.get(page + "progress/")["HX-Redirect"] == page
    assert client.get(page + "sheet/").status_code == 200
    client.post(page + "publish/")
    assert "已发布" in client.get(page).text


@pytest.mark.sqlite  # as many on either engine
def test_the_list_of_a_rotation_costs_the_same_for_one_and_for_many(
    client, cast, django_assert_num_queries
):
    rotation = run(make_rotation(cast, *batches(cast, 6), category=""), cast)
    client.force_login(cast["coordinator"].user)
    page = reverse("training:rotation", args=[rotation.ref])
    client.get(page)
    with django_assert_num_queries(QUERIES):
        client.get(page + "?seats-find=" + cast["li"].name)
    with django_assert_num_queries(QUERIES):
        client.get(page)


def test_jobs_find_their_rotation(cast):
    rotation = make_rotation(cast, *batches(cast, 1))
    tasks.propose_rotation.call(rotation.ref)
    rotation.refresh_from_db()
    assert rotation.state == RotationState.DRAFT
