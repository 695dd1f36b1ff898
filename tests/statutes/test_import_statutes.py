"""`manage.py import_statutes`."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from statutes.models import Statute, Version
from statutes.sheets import read_dates, text_files
from tests.statutes.conftest import LAW


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "示范法_2020.md").write_text(LAW, encoding="utf-8")
    return tmp_path


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_statutes", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue()


def table(folder, row):
    path = folder / "dates.csv"
    head = "title,file,label,promulgated_on,effective_from,repealed_on,basis"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return path


def test_a_text_without_a_stated_day_is_refused_and_not_guessed(db, folder):
    with pytest.raises(CommandError, match="not imported"):
        run(folder)
    assert not Statute.objects.exists()


def test_the_day_comes_from_the_table(db, folder):
    dates = table(folder, "示范法,示范法_2020,2020年公布,2019-12-01,2021-02-03,,第三条")
    assert "1 versions imported, 0 unchanged, 0 refused" in run(folder, dates=dates)
    version = Version.objects.get()
    assert (version.label, str(version.effective_from)) == ("2020年公布", "2021-02-03")
    assert "0 versions imported, 1 unchanged" in run(folder, dates=dates)


def test_the_day_of_one_named_text_may_be_stated(db, folder):
    run(folder, "--only", "示范法", "--effective", "2020-01-01")
    assert str(Version.objects.get().effective_from) == "2020-01-01"


def test_a_day_for_all_texts_at_once_is_refused(db, folder):
    with pytest.raises(CommandError, match="--only"):
        run(folder, "--effective", "2020-01-01")


def test_only_the_named_statute_is_imported(db, folder):
    assert "0 versions imported" in run(folder, "--only", "他法")


@pytest.mark.parametrize("row", ["示范法,示范法_2020,2020年公布,,昨天,,第三条"])
def test_a_table_with_a_bad_day_gets_one_clear_line(db, folder, row):
    with pytest.raises(CommandError, match="昨天"):
        run(folder, dates=table(folder, row))


def test_no_folder_gets_one_clear_line(db, tmp_path):
    with pytest.raises(CommandError, match="there is no folder"):
        run(tmp_path / "nowhere")


@pytest.mark.statutes
@pytest.mark.skipif(
    not settings.ENVIRONMENT.statutes.is_dir(),
    reason="the law texts are not there; set MINGFA_STATUTES to their folder",
)
def test_every_text_of_the_folder_has_a_stated_day_and_unbroken_numbering():
    dates = read_dates()
    for file in text_files(settings.ENVIRONMENT.statutes):
        text = file.read()
        assert file.stem in dates, f"{file.stem} has no stated day"
        assert text.faults == (), file.stem
