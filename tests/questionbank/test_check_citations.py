"""`manage.py check_citations`: the starter bank against the law, and planted faults."""

import io
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from questionbank.sheets import STARTER
from statutes.sheets import TextsMissing, current_texts

try:
    LAWS = current_texts(settings.ENVIRONMENT.statutes)
except TextsMissing:
    LAWS = {}

needs_laws = pytest.mark.skipif(
    not LAWS, reason="the law texts are not there; set MINGFA_STATUTES to their folder"
)

LAW = """# 中华人民共和国示范法

## 第一章　总则

**第一条**　当场收缴的罚款，应当自收缴之日起二日内交至行政机关。

**第二条**　本法自2020年1月1日起施行。
"""
BANK = """法规：示范法

题号：SF-001
题型：单选
难度：中
题干：当场收缴的罚款应当几日内交至行政机关？
A. 一日
B. 二日
C. 三日
D. 五日
答案：B
依据：示范法 第一条
释义：第一条定为二日。
"""


def check(folder, laws, *arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_citations", folder, *arguments, statutes=laws, stdout=out, stderr=err)
        failed = False
    except CommandError:
        failed = True
    return failed, out.getvalue(), err.getvalue()


@pytest.fixture
def laws(tmp_path):
    folder = tmp_path / "laws"
    (folder / "current").mkdir(parents=True)
    (folder / "current" / "示范法_2020.md").write_text(LAW, encoding="utf-8")
    return folder


@pytest.fixture
def bank(tmp_path):
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "a.txt").write_text(BANK, encoding="utf-8")
    return folder


@pytest.mark.statutes
@needs_laws
def test_the_starter_bank_stands_on_the_law_in_force():
    failed, said, faults = check(STARTER, settings.ENVIRONMENT.statutes)
    assert not failed, faults
    assert "0 missing" in said
    assert "no stamp" not in faults
    assert int(said.split(" questions")[0].split()[-1]) >= 300


@pytest.mark.statutes
@needs_laws
def test_a_drifted_article_of_the_real_law_is_found(tmp_path):
    laws = tmp_path / "laws"
    shutil.copytree(settings.ENVIRONMENT.statutes, laws)
    path = next((laws / "current").glob("行政处罚法_*.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("二日内", "四日内"), encoding="utf-8")
    failed, _, faults = check(STARTER, laws)
    assert failed
    assert "条文已有变动" in faults


def test_a_sound_bank_passes(bank, laws):
    failed, said, _ = check(bank, laws)
    assert not failed
    assert "1 questions, 1 citations, 0 missing" in said


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("示范法 第一条", "示范法 第九条", "a.txt:3 法规没有这一条： SF-001 示范法 第九条"),
        ("依据：示范法", "依据：他法", "没有这部法规： SF-001 他法 第一条"),
        ("B. 二日", "B. 四日", "答案中的数字不见于所引条文，也未写明“计算”： SF-001 4"),
        ("答案：B", "答案：D", "SF-001 5"),
        ("答案：B", "答案：", "缺栏目： 答案"),
    ],
)
def test_a_planted_fault_fails_and_is_named(bank, laws, old, new, complaint):
    (bank / "a.txt").write_text(BANK.replace(old, new), encoding="utf-8")
    failed, _, faults = check(bank, laws)
    assert failed
    assert complaint in faults


def test_a_missing_article_is_counted(bank, laws):
    (bank / "a.txt").write_text(BANK.replace("示范法 第一条", "示范法 第九条"), encoding="utf-8")
    assert "1 missing" in check(bank, laws)[1]


def test_a_stamped_article_that_changes_is_reported_until_a_person_restamps(bank, laws):
    check(bank, laws, "--stamp")
    assert not check(bank, laws)[0]
    path = laws / "current" / "示范法_2020.md"
    path.write_text(LAW.replace("行政机关。", "本机关。"), encoding="utf-8")
    assert check(bank, laws)[0]
    assert check(bank, laws, "--stamp")[0], "stamping must not hide the change"
    assert not check(bank, laws, "--restamp", "SF-001")[0]


def test_a_declared_reckoning_passes(bank, laws):
    text = BANK.replace("B. 二日", "B. 四日") + "计算：四日＝二日＋二日\n"
    (bank / "a.txt").write_text(text, encoding="utf-8")
    assert not check(bank, laws)[0]


def test_a_code_used_in_two_files_is_a_fault(bank, laws):
    (bank / "b.txt").write_text(BANK, encoding="utf-8")
    failed, _, faults = check(bank, laws)
    assert failed
    assert "b.txt:3 题号重复： SF-001" in faults


def test_keys_that_crowd_on_one_letter_are_a_fault(bank, laws):
    head, question = BANK.split("\n\n", 1)
    many = "\n".join(question.replace("SF-001", f"SF-{n:03}") for n in range(1, 25))
    (bank / "a.txt").write_text(f"{head}\n\n{many}", encoding="utf-8")
    failed, _, faults = check(bank, laws)
    assert failed
    assert "100 % of the single-choice keys are B" in faults


def test_a_folder_without_texts_gets_one_clear_line(bank, laws, tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        call_command("check_citations", bank, statutes=tmp_path / "nowhere")
    with pytest.raises(CommandError, match="no bank files"):
        call_command("check_citations", tmp_path / "nowhere", statutes=laws)
