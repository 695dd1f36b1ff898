"""What an amended article does to the questions that rest on it."""

from datetime import date

from questionbank import actions
from questionbank.models import Pool, Revision
from tests.conftest import NINE
from tests.practice.makers import approved as approve_one
from tests.questionbank.conftest import SINGLE
from tests.statutes.conftest import LAW, take_in

TODAY = date(2026, 11, 23)


def test_a_question_on_an_amended_article_is_found_from_the_day_it_takes_effect(approved):
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 23))
    assert list(Revision.objects.drifted(TODAY)) == [approved]
    assert not Revision.objects.drifted(date(2026, 11, 22)).exists()


def test_a_change_elsewhere_in_the_statute_is_no_drift(approved):
    take_in(LAW.replace("六十日", "九十日"), "2026年修正", date(2026, 11, 23))
    assert not Revision.objects.drifted(TODAY).exists()


def test_a_repealed_statute_is_drift(approved, law):
    law.repealed_on = TODAY
    law.save(update_fields=["repealed_on"])
    assert list(Revision.objects.drifted(TODAY)) == [approved]


def test_a_revision_on_the_new_text_settles_it(approved, cast):
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 23))
    draft = actions.revise(approved.question, author=cast["setter"], now=NINE)
    second = actions.submit(draft, author=cast["setter"], now=NINE)
    assert Revision.objects.drifted(TODAY).exists()
    actions.approve(second, reviewer=cast["reviewer"], now=NINE)
    assert not Revision.objects.drifted(TODAY).exists()


def test_a_practice_question_drifts_as_well(law, cast, tree):
    practised = approve_one(cast, tree.city, SINGLE, pool=Pool.PRACTICE)
    take_in(LAW.replace("二日内", "三日内"), "2026年修正", date(2026, 11, 23))
    assert list(Revision.objects.drifted(TODAY)) == [practised]
    assert not Revision.objects.drawable().exists()
