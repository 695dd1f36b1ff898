"""The legal-affairs office takes in a text, compares versions and confirms a map."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exchange.reading.tables import read_cells
from people.rules import Role
from statutes import actions
from statutes.models import Amendment, Version
from tests.conftest import NINE, make_person
from tests.exchange.test_read_document import docx, run
from tests.statutes.test_amend import NEW, amendment, decide_all, new

__all__ = ["amendment", "new"]

TEXT = "示范条例\n第一条为了示范，制定本条例。\n第二条 本条例自公布之日起施行。"
DATES = {
    "label": "2026年公布",
    "promulgated_on": "2026-05-01",
    "effective_from": "2026-06-01",
    "repealed_on": "",
    "basis": "第二条",
    "source": "某市政府网站",
}


@pytest.fixture
def office(client, cast):
    client.force_login(cast["legal_affairs"].user)
    return client


def post(office, **given):
    return office.post(reverse("statutes:import_version"), DATES | {"text": TEXT} | given)


def seen(answer):
    return answer.context["preview"].seen


def test_a_pasted_text_is_shown_and_nothing_is_written(office):
    answer = post(office, action="read")
    assert "读出《示范条例》" in answer.content.decode()
    assert "条号连续，未见疑点。" in answer.content.decode()
    assert not Version.objects.exists()


def test_what_was_seen_is_registered_with_the_dates_that_were_stated(office, cast):
    first = post(office, action="read")
    answer = post(office, action="register", seen=seen(first))
    version = Version.objects.get()
    assert answer.url == reverse("statutes:version", args=[version.pk])
    assert (str(version.effective_from), version.label) == ("2026-06-01", "2026年公布")
    assert version.imported_by_id == cast["legal_affairs"].pk
    assert [article.number for article in version.articles.all()] == [1, 2]


def test_a_district_reads_the_texts_of_the_city_and_keeps_none(client, tree, amendment):
    district = make_person(tree.there, "50000009", "法九", Role.LEGAL_AFFAIRS, over=tree.district)
    client.force_login(district.user)
    assert post(client, action="read").status_code == 403
    page = client.get(reverse("statutes:amendment", args=[amendment.pk]))
    assert (page.status_code, page.context["may_decide"]) == (200, False)
    listed = client.get(reverse("statutes:statutes")).content.decode()
    assert reverse("statutes:import_version") not in listed


def test_a_text_changed_after_the_preview_is_shown_again_first(office):
    first = post(office, action="read")
    changed = TEXT.replace("公布之日", "发布之日")
    answer = post(office, action="register", seen=seen(first), text=changed)
    assert answer.status_code == 200
    assert "发布之日" in answer.context["form"]["text"].value()
    assert not Version.objects.exists()


def test_a_document_is_read_into_the_form_so_that_it_can_be_mended(office):
    data = docx(*(run(line) for line in TEXT.replace("第二条", "第四条").split("\n")))
    answer = post(office, action="read", text="", file=SimpleUploadedFile("法.docx", data))
    text = answer.content.decode()
    assert "第二条至第三条：缺少这一条。" in text
    assert answer.context["form"]["text"].value().startswith("示范条例\n第一条")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label": ""}, "请写明版本。"),
        ({"effective_from": ""}, "请填写施行日期。"),
        ({"effective_from": "昨天"}, "日期应当写作 2026-11-23。"),
        ({"repealed_on": "2026-06-01"}, "失效日期须晚于施行日期。"),
        ({"basis": ""}, "请写明施行日期的依据。"),
        ({"text": "没有条文"}, "没有读出条文。"),
        ({"text": TEXT + "\n第二条 又一次。"}, "请先改正文本。"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(office, given, words):
    known = (
        seen(post(office, action="read", **{k: v for k, v in given.items() if k == "text"}))
        if given.get("text", TEXT).count("条") > 3
        else ""
    )
    answer = post(office, action="register", seen=known, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert answer.context["form"]["source"].value() == DATES["source"]
    assert not Version.objects.exists()


def test_a_hostile_file_gets_one_clear_sentence(office):
    file = SimpleUploadedFile("法.docx", b"PK\x03\x04broken")
    answer = post(office, action="read", file=file)
    assert answer.status_code == 422
    assert "文件已损坏或格式不完整" in answer.content.decode()


def test_a_new_version_is_compared_with_the_one_before_it_at_once(office, law):
    first = post(office, action="read", text=NEW)
    post(office, action="register", seen=seen(first), text=NEW)
    assert Amendment.objects.get().old == law
    desk = office.get(reverse("home")).content.decode()
    assert "核对《示范法》的修订对照" in desk


def test_two_versions_stand_side_by_side_with_the_changed_characters_marked(office, law, new):
    address = reverse("statutes:compare", args=[law.pk, new.pk])
    text = office.get(address).content.decode()
    assert '<del><span class="visually-hidden">删去：</span>二</del>' in text
    assert '<ins><span class="visually-hidden">新增：</span>三</ins>' in text
    assert "行政复议咨询委员会" in text
    assert "复议期间不停止执行" not in text
    assert "复议期间不停止执行" in office.get(address, {"show": "all"}).content.decode()


def test_rows_are_confirmed_singly_or_all_that_are_sure(office, amendment):
    address = reverse("statutes:decide_moves", args=[amendment.pk])
    first = amendment.moves.first()
    office.post(address, {"row": [first.pk]})
    assert amendment.moves.undecided().count() == 2
    office.post(address, {"all_certain": "1"})
    assert amendment.moves.undecided().count() == 0
    assert "请至少选择一行" in office.post(address, follow=True).content.decode()


def test_a_row_is_changed_on_its_page_or_refused_there(office, amendment):
    move = amendment.moves.get(old__number=1)
    address = reverse("statutes:change_move", args=[move.pk])
    refused = office.post(address, {"outcome": "split", "new": "1", "note": "甲"})
    assert refused.status_code == 422
    assert "所选结果与新条文不符" in refused.content.decode()
    odd = office.post(address, {"outcome": "split", "new": "甲条"})
    assert "不是条号" in odd.content.decode()
    office.post(address, {"outcome": "split", "new": "第一条 2", "note": "甲"})
    move.refresh_from_db()
    assert move.outcome == "split"


def test_the_whole_map_is_confirmed_on_the_page_of_its_impact(office, amendment):
    address = reverse("amendments:impact", args=[amendment.pk])
    assert "还有 3 条未核对" in office.get(address).content.decode()
    decide_all(amendment)
    text = office.get(address).content.decode()
    assert "确认后，对照不再更改" in text
    office.post(reverse("amendments:confirm", args=[amendment.pk]))
    amendment.refresh_from_db()
    assert amendment.is_confirmed


def test_amendments_are_listed_by_state_and_as_a_sheet(office, amendment, client):
    address = reverse("statutes:amendments")
    assert "示范法（2026年修订）" in office.get(address, {"state": "coming"}).content.decode()
    decide_all(amendment)
    actions.confirm_amendment(amendment, actor_id=1, now=NINE)
    assert "已确认，待施行" in office.get(address).content.decode()
    assert "示范法（2026年修订）" not in office.get(address, {"state": "open"}).content.decode()
    sheet = office.get(reverse("statutes:amendments_sheet"))
    rows = read_cells(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content)
    assert "示范法（2026年修订）" in [cell for row in rows for cell in row]


def test_queries_do_not_grow_with_the_rows(office, amendment, django_assert_max_num_queries):
    address = reverse("statutes:amendment", args=[amendment.pk])
    office.get(address)
    with django_assert_max_num_queries(13):
        office.get(address)
    body = "\n\n".join(f"**第{n}条**　第{n}件事项须办理。" for n in "一二三四五六七八九十")
    old = f"# 长法\n\n{body}"
    texts = [
        ("2020年公布", old, "2020-01-01"),
        ("2026年修正", old.replace("须", "应"), "2026-07-01"),
    ]
    for label, text, day in texts:
        first = post(office, action="read", text=text)
        post(
            office, action="register", text=text, seen=seen(first), label=label, effective_from=day
        )
    longer = Amendment.objects.get(old__statute__title="长法")
    with django_assert_max_num_queries(13):
        office.get(reverse("statutes:amendment", args=[longer.pk]))
