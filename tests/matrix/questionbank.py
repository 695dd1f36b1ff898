"""Pages of the room `questionbank`: setters and reviewers of the city; nobody else sees a word."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from people.rules import Role
from questionbank import actions
from tests.conftest import NINE, make_person
from tests.matrix import NOT_ALLOWED, Row, only
from tests.questionbank.conftest import SINGLE
from tests.questionbank.test_pictures import picture
from tests.remembered import remembered
from tests.statutes.conftest import LAW, take_in

BANK = ("setter", "reviewer")
FORM = {
    "action": "save",
    "pool": "exam",
    "stem": "当场收缴的罚款几日内交至行政机关？",
    "difficulty": "easy",
    "option_0": "一日",
    "option_1": "二日",
    "option_2": "三日",
    "option_3": "五日",
    "right": "1",
}


@remembered
def draft(world, author="setter"):
    take_in(LAW, "2020年公布", date(2020, 1, 1))
    return actions.add_question(SINGLE, agency=world.tree.city, author=world.cast[author], now=NINE)


@remembered
def submitted(world, author="setter"):
    return actions.submit(draft(world, author), author=world.cast[author], now=NINE)


@remembered
def approved(world):
    return actions.approve(submitted(world), reviewer=world.cast["reviewer"], now=NINE)


def foreign(world):
    """An approved question of 东河区's own bank, written and approved by its own people."""
    take_in(LAW, "2020年公布", date(2020, 1, 1))
    there, district = world.tree.there, world.tree.district
    world.cast["setter_there"] = make_person(there, "30000003", "命二", Role.SETTER, over=district)
    world.cast["setter_here"] = make_person(
        world.tree.here, "30000004", "命三", Role.SETTER, over=world.tree.here
    )
    world.cast["reviewer_here"] = make_person(
        world.tree.here, "30000005", "审三", Role.REVIEWER, over=world.tree.here
    )
    revision = actions.add_question(
        SINGLE, agency=district, author=world.cast["setter_there"], now=NINE
    )
    return actions.submit(revision, author=world.cast["setter_there"], now=NINE)


def group(agency):
    """The address of a group of questions that the agency keeps apart."""

    def address(world):
        questions = [draft(world).question, draft(world).question]
        foreign(world)  # with the people of the banks beside
        kept = actions.keep_apart(
            questions,
            reason="互相提示",
            agency=agency(world),
            actor=world.cast["reviewer"],
            now=NINE,
        )
        return {"group_id": kept.pk}

    return address


def code(maker):
    return lambda world: {"code": maker(world).question.code}


def pk(maker):
    return lambda world: {"revision_id": maker(world).pk}


HERE_404 = {"setter_here": 404, "reviewer_here": 404, "setter_there": 200}


def shown(agency):
    """The address of a picture of the agency's bank."""

    def address(world):
        setter, held_by = world.cast["setter"], agency(world)
        held = actions.add_picture(picture(), agency=held_by, actor=setter, now=NINE)
        return {"sha256": held.sha256}

    return address


EXPORT = {"form": "txt", "purpose": "送省厅备案"}


def asked(world, author="setter", consented=False):
    """A request for the approved question; its page in each state."""
    questions = [approved(world).question]
    city, actor = world.tree.city, world.cast[author]
    export = actions.ask_export(questions, agency=city, actor=actor, now=NINE, **EXPORT)
    if consented:
        actions.consent_export(export, actor=world.cast["reviewer"], now=timezone.now())
    return export


def asked_there(world):
    """A request of 东河区's own setter for questions of 东河区's own bank."""
    question = foreign(world).question
    actor = world.cast["setter_there"]
    return actions.ask_export([question], agency=question.agency, actor=actor, now=NINE, **EXPORT)


def export_id(maker, **words):
    return lambda world: {"export_id": maker(world, **words).pk}


ROWS = [
    Row("questionbank:exports", get=only(200, *BANK)),
    Row("questionbank:exports_sheet", get=only(200, *BANK)),
    Row(
        "questionbank:ask_export",
        about="nothing in use",
        get=only(200, *BANK),
        post=only(422, *BANK),
        data=lambda world: EXPORT,
    ),
    Row(
        "questionbank:ask_export",
        about="one in use",
        url=lambda world: approved(world) and {},
        get=only(200, *BANK),
        post=only(302, *BANK),
        data=lambda world: EXPORT,
    ),
    Row("questionbank:export", about="waiting", url=export_id(asked), get=only(200, *BANK)),
    Row(
        "questionbank:export",
        about="consented",
        url=export_id(asked, consented=True),
        get=only(200, *BANK),
    ),
    Row(
        "questionbank:export",
        about="another district's",
        url=export_id(asked_there),
        get=only(200, *BANK, **HERE_404),
    ),
    Row(
        "questionbank:consent_export",
        about="the setter's",
        url=export_id(asked),
        get=NOT_ALLOWED,
        post=only(302, "reviewer"),
    ),
    Row(
        "questionbank:consent_export",
        about="own request",
        url=export_id(asked, author="reviewer"),
        get=NOT_ALLOWED,
        post=only(409, "reviewer"),
    ),
    Row(
        "questionbank:consent_export",
        about="another district's",
        url=export_id(asked_there),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", reviewer_here=404),
    ),
    Row(
        "questionbank:refuse_export",
        about="the setter's",
        url=export_id(asked),
        get=NOT_ALLOWED,
        post=only(302, *BANK),
    ),
    Row(
        "questionbank:refuse_export",
        about="another district's",
        url=export_id(asked_there),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", "setter_there", setter=403, setter_here=404, reviewer_here=404),
    ),
    Row(
        "questionbank:fetch_export",
        about="waiting",
        url=export_id(asked),
        get=NOT_ALLOWED,
        post=only(409, "setter", reviewer=404),
    ),
    Row(
        "questionbank:fetch_export",
        about="consented",
        url=export_id(asked, consented=True),
        get=NOT_ALLOWED,
        post=only(200, "setter", reviewer=404),
    ),
    Row(
        "questionbank:fetch_export",
        about="another district's",
        url=export_id(asked_there),
        get=NOT_ALLOWED,
        post=only(
            409, "setter_there", setter=404, reviewer=404, setter_here=404, reviewer_here=404
        ),
    ),
    Row("questionbank:questions", get=only(200, *BANK)),
    Row("questionbank:coverage", get=only(200, *BANK)),
    Row("questionbank:coverage_sheet", get=only(200, *BANK)),
    Row(
        "questionbank:plan",
        url=lambda world: {"statute_id": take_in(LAW, "2020年公布", date(2020, 1, 1)).statute_id},
        get=only(200, "reviewer"),
        post=only(302, "reviewer"),
        data=lambda world: {"single-remember": "3"},
    ),
    Row("questionbank:groups", get=only(200, *BANK)),
    Row(
        "questionbank:keep_apart",
        get=only(200, "reviewer"),
        post=only(422, "reviewer"),
    ),
    Row(
        "questionbank:let_meet",
        url=group(lambda world: world.tree.city),
        get=only(200, "reviewer", reviewer_here=404),
        post=only(302, "reviewer", reviewer_here=404),
    ),
    Row(
        "questionbank:let_meet",
        about="another district's",
        url=group(lambda world: world.tree.district),
        get=only(200, "reviewer", reviewer_here=404),
        post=only(302, "reviewer", reviewer_here=404),
    ),
    Row("questionbank:board", get=only(200, *BANK)),
    Row(
        "questionbank:assign",
        url=pk(submitted),
        get=NOT_ALLOWED,
        post=only(302, "reviewer"),
    ),
    Row(
        "questionbank:assign",
        about="another district's",
        url=pk(foreign),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", reviewer_here=404),
    ),
    Row(
        "questionbank:comment",
        url=pk(submitted),
        get=NOT_ALLOWED,
        post=only(302, *BANK),
        data=lambda world: {"words": "请核对条文"},
    ),
    Row(
        "questionbank:comment",
        about="another district's",
        url=pk(foreign),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", "setter_there", setter=404, setter_here=404, reviewer_here=404),
        data=lambda world: {"words": "请核对条文"},
    ),
    Row(
        "questionbank:suspend",
        url=code(approved),
        get=NOT_ALLOWED,
        post=only(302, "reviewer"),
        data=lambda world: {"suspend-reason": "有争议"},
    ),
    Row(
        "questionbank:suspend",
        about="another district's",
        url=code(foreign),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", reviewer_here=404),
        data=lambda world: {"suspend-reason": "有争议"},
    ),
    Row("questionbank:resume", url=code(approved), get=NOT_ALLOWED, post=only(302, "reviewer")),
    Row(
        "questionbank:resume",
        about="another district's",
        url=code(foreign),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", reviewer_here=404),
    ),
    Row("questionbank:attention", get=only(200, *BANK)),
    Row(
        "questionbank:write",
        get=only(200, "setter"),
        post=only(302, "setter"),
        data=lambda world: FORM,
    ),
    Row("questionbank:question", about="approved", url=code(approved), get=only(200, *BANK)),
    Row(
        "questionbank:question",
        about="the setter's draft",
        url=code(draft),
        get=only(200, "setter", reviewer=404),
    ),
    Row(
        "questionbank:question",
        about="another district's",
        url=code(foreign),
        get=only(200, *BANK, **HERE_404),
    ),
    Row(
        "questionbank:edit",
        about="the setter's draft",
        url=pk(draft),
        get=only(200, "setter"),
        post=only(302, "setter"),
        data=lambda world: FORM,
    ),
    Row(
        "questionbank:edit",
        about="another setter's",
        url=pk(foreign),
        get=only(404, "setter", "setter_here", setter_there=302),
        post=only(404, "setter", "setter_here", setter_there=302),
    ),
    Row(
        "questionbank:submit",
        url=pk(draft),
        get=NOT_ALLOWED,
        post=only(302, "setter"),
    ),
    Row(
        "questionbank:revise",
        about="approved",
        url=code(approved),
        get=NOT_ALLOWED,
        post=only(302, "setter"),
    ),
    Row(
        "questionbank:revise",
        about="another district's",
        url=code(foreign),
        get=NOT_ALLOWED,
        post=only(302, "setter", "setter_there", setter_here=404),
    ),
    Row(
        "questionbank:reread",
        about="the setter's",
        url=pk(approved),
        get=only(200, *BANK),
        post=only(422, "reviewer"),
    ),
    Row(
        "questionbank:reread",
        about="another district's",
        url=pk(foreign),
        get=only(200, *BANK, **HERE_404),
        post=only(422, "reviewer", reviewer_here=404),
    ),
    Row(
        "questionbank:alike", about="a draft", url=pk(draft), get=only(200, "setter", reviewer=404)
    ),
    Row(
        "questionbank:alike",
        about="another district's",
        url=pk(foreign),
        get=only(200, "reviewer", **(HERE_404 | {"setter": 404})),
    ),
    Row("questionbank:review", get=only(200, "reviewer")),
    Row("questionbank:approve_many", get=NOT_ALLOWED, post=only(302, "reviewer")),
    Row(
        "questionbank:decide",
        about="the setter's",
        url=pk(submitted),
        get=only(200, "reviewer"),
        post=only(302, "reviewer"),
        data=lambda world: {"decision": "approve"},
    ),
    Row(
        "questionbank:decide",
        about="own work",
        url=pk(lambda world: submitted(world, "reviewer")),
        get=only(404, "reviewer"),
        post=only(404, "reviewer"),
        data=lambda world: {"decision": "approve"},
    ),
    Row(
        "questionbank:decide",
        about="another district's",
        url=pk(foreign),
        get=only(200, "reviewer", reviewer_here=404),
        post=only(302, "reviewer", reviewer_here=404),
        data=lambda world: {"decision": "approve"},
    ),
    Row(
        "questionbank:retire",
        url=code(approved),
        get=NOT_ALLOWED,
        post=only(302, "reviewer"),
        data=lambda world: {"reason": "条文已删"},
    ),
    Row(
        "questionbank:retire",
        about="another district's",
        url=code(foreign),
        get=NOT_ALLOWED,
        post=only(302, "reviewer", reviewer_here=404),
        data=lambda world: {"reason": "条文已删"},
    ),
    Row("exams:question_statistics", url=code(approved), get=only(200, *BANK)),
    Row(
        "exams:question_statistics",
        about="another district's",
        url=code(foreign),
        get=only(200, *BANK, **HERE_404),
    ),
    Row("questionbank:picture", url=shown(lambda world: world.tree.city), get=only(200, *BANK)),
    Row(
        "questionbank:picture",
        about="another district's",
        url=shown(lambda world: foreign(world).question.agency),
        get=only(200, *BANK, **HERE_404),
    ),
]
