"""The sheet of a batch as it goes back: the columns that came in, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.rules import Column
from exchange.sheets import write_table, write_template
from qualifications import wording
from qualifications.models import BatchRow, Check, CheckBatch, OutcomeChoice
from qualifications.rules.checking import UNNAMED, Outcome

COLUMNS = (
    Column("name", "姓名", example="李青", help="与身份证一致。"),
    Column(
        "number", "编号", example="", help="工作人员编号、证号或者身份证号，有编号的以编号为准。"
    ),
    Column("unit", "单位", example="", help="可不填；有同名人员时用以区分。"),
)


def template_sheet() -> bytes:
    """An empty sheet to fill in. Any other sheet with a column of names or numbers does as well."""
    return write_template(_("批量核验"), COLUMNS)


def result_sheet(batch: CheckBatch) -> bytes:
    """Rows and columns as they came in, with four columns more."""
    added = [_("结论"), _("理由"), _("依据日期"), _("核验编号")]
    rows = batch.rows.select_related("check_made").order_by("n")
    width = max([len(batch.titles), *(len(row.cells) for row in rows)])
    titles = [*batch.titles, *[""] * (width - len(batch.titles)), *added]
    note = _("%(purpose)s：%(reason)s") % {
        "purpose": batch.get_purpose_display(),
        "reason": batch.reason,
    }
    return write_table(_("上岗核验"), titles, _rows(batch, rows, width), note=note)


def _rows(batch: CheckBatch, rows: Iterable[BatchRow], width: int) -> Iterator[list[str]]:
    at = timezone.localtime(batch.asked_at)
    basis = _("%(day)s（按 %(at)s 所知）") % {"day": batch.day, "at": f"{at:%Y-%m-%d %H:%M}"}
    for row in rows:
        cells, made = row.cells, row.check_made
        yield [
            *cells,
            *[""] * (width - len(cells)),
            str(OutcomeChoice(row.outcome).label),
            reasons_in_words(row.outcome, made),
            basis if made else "",
            made.number if made else "",
        ]


def reasons_in_words(outcome: str, check: Check | None) -> str:
    """What a row's outcome rests on, in one text; each domain by its own sentence if several."""
    if check is None or outcome in UNNAMED:
        return unnamed_words(outcome)
    answers = check.said()
    if len(answers) == 1:
        return wording.tail(answers[0])
    return "。".join(wording.sentence_of_domain(answer) for answer in answers)


def unnamed_words(outcome: str) -> str:
    """Why nobody was named for certain, and what to do."""
    if outcome == Outcome.SEVERAL:
        return _("管辖范围内有多人同名，请补填编号后重新核验。")
    if outcome == Outcome.MISMATCH:
        return _("姓名与编号不是同一人，请核对。")
    return _("管辖范围内没有此人，请核对姓名和编号。")
