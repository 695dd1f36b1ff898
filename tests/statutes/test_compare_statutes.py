"""`manage.py compare_statutes`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.statutes.conftest import LAW

NEW = (
    LAW.replace("二日内", "三日内")
    .replace("**第三条**", "**第四条**")
    .replace(
        "## 第二章", "**第三条**　本市设立行政复议咨询委员会，由专家和公众代表组成。\n\n## 第二章"
    )
)


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(LAW, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return old, new


def run(*paths, **options):
    out = io.StringIO()
    call_command("compare_statutes", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def test_the_map_is_printed_as_json(files):
    told = json.loads(run(*files))
    assert [(m["old"]["number"], m["outcome"], m["new"][0]["number"]) for m in told["moves"]] == [
        (1, "changed", 1),
        (2, "unchanged", 2),
        (3, "renumbered", 4),
    ]
    assert [a["label"] for a in told["added"]] == ["示范法 第三条"]


def test_the_map_is_printed_as_csv(files):
    lines = run(*files, format="csv").splitlines()
    assert lines[0] == "old_statute,old,outcome,new_statute,new,score,numbers_only"
    assert lines[2] == "示范法,2,unchanged,示范法,2,1.00,"
    assert lines[-1] == ",,added,示范法,3,,"


def test_a_file_that_is_no_statute_gets_one_clear_line(files, tmp_path):
    empty = tmp_path / "empty.md"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="empty"):
        run(files[0], empty)
    with pytest.raises(CommandError, match="nowhere"):
        run(files[0], tmp_path / "nowhere.md")


def test_a_text_without_marks_is_read_as_well(files, tmp_path):
    plain = tmp_path / "plain.txt"
    plain.write_bytes(LAW.replace("*", "").replace("#", "").encode("gb18030"))
    told = json.loads(run(plain, files[0]))
    assert {move["outcome"] for move in told["moves"]} == {"unchanged"}
