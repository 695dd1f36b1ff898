"""Take questions into the bank from a file, by the same reading and checks as the import's page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exchange.actions.collecting import without_collecting
from exchange.kinds import ChangedMeanwhile
from exchange.reading.tables import FileRefused
from exchange.rules import Finding, Row, Standing
from exchange.wording import FILES
from people.models import Agency, Assignment, Person
from people.rules import Role
from questionbank import access, actions
from questionbank.sheets.imports import QuestionImport
from questionbank.sheets.known import Known, rights_of
from questionbank.sheets.rows import parsed

FORMATS = ("auto", "xlsx", "csv", "docx", "txt", "jsonl")
SHOWN = 50  # faults named one by one
LARGEST = 64 * 1024 * 1024  # bytes; the shell trusts its user more than a browser does


class Command(BaseCommand):
    help = (
        "Import questions from xlsx, csv, docx, bank text or JSON Lines; they wait for review. "
        "Questions with a fault are named and left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--by", metavar="STAFF_NUMBER", help="the setter who imports")

    @without_collecting()
    def handle(self, *args: Any, **options: Any) -> None:
        now, kind = timezone.now(), QuestionImport()
        author = self._author(options["by"], dry=options["dry_run"])
        rows = self._rows(kind, options["file"], options["format"])
        read = [parsed(row) for row in rows]
        agency = self._agency(author)
        today = timezone.localdate(now)
        known = Known(read, agency, today, coming=kind.pictures)
        findings = [known.finding(row, *one) for row, one in zip(rows, read, strict=True)]
        standings = Counter(finding.standing for finding in findings)
        self._name_faults(rows, findings)
        new = [
            question
            for (question, _faults), finding in zip(read, findings, strict=True)
            if question and finding.standing is Standing.NEW
        ]
        if new and author and not options["dry_run"]:
            try:
                kind.keep(author.pk, now)
                actions.import_questions(new, author=author, agency=agency, now=now)
            except (actions.Refused, ChangedMeanwhile) as refused:
                raise CommandError(f"nothing was imported: {refused}") from None
        self.stdout.write(
            f"{len(rows)} read, {len(new)} valid, {standings[Standing.UNCHANGED]} duplicates, "
            f"{standings[Standing.FAULTY]} refused"
        )

    def _author(self, number: str | None, *, dry: bool) -> Person | None:
        """The setter of that staff number; without one, the only setter there is."""
        setters = Assignment.objects.in_force(timezone.localdate()).filter(role=Role.SETTER)
        people = Person.objects.filter(pk__in=setters.values("person")).order_by("staff_number")
        if number:
            found = people.filter(staff_number=number).first()
            if found is None:
                raise CommandError(f"{number} is no question setter")
            return found
        if not dry and people.count() != 1:
            raise CommandError("name the setter who imports: --by STAFF_NUMBER")
        return people.first()

    def _agency(self, author: Person | None) -> Agency:
        if author is not None:
            return access.agency_to_write_for(rights_of(author.pk, timezone.localdate()))
        root: Agency | None = Agency.get_first_root_node()
        if root is None:
            raise CommandError("there is no agency yet whose bank the questions could enter")
        return root

    def _rows(self, kind: QuestionImport, path: Path, form: str) -> list[Row]:
        try:
            data = path.read_bytes()
        except OSError as absent:
            raise CommandError(f"cannot read {path}: {absent.strerror}") from None
        name = path.name if form == "auto" else f"{path.stem}.{form}"
        try:
            return kind.read(data, name, largest=LARGEST)
        except FileRefused as refused:
            raise CommandError(str(FILES[refused.code] % refused.params)) from None

    def _name_faults(self, rows: list[Row], findings: list[Finding]) -> None:
        named = 0
        titles = {column.name: column.title for column in QuestionImport.columns}
        for row, finding in zip(rows, findings, strict=True):
            for fault in finding.faults:
                named += 1
                if named > SHOWN:
                    continue
                words = str(QuestionImport.words[fault.code]) % fault.params
                self.stderr.write(f"{row.n} {titles.get(fault.column, '')} {words}")
        if named > SHOWN:
            self.stderr.write(f"… and {named - SHOWN} more faults")
