"""Write questions of the bank to a file, as the export's page does."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people.models import Assignment, Person
from people.rules import Role
from questionbank import access, actions
from questionbank.models import ExportFormat, Pool, Question, Revision
from questionbank.sheets import outgoing
from questionbank.sheets.known import rights_of

FORMATS = ("auto", *ExportFormat.values)


class Command(BaseCommand):
    help = (
        "Write the questions in use to xlsx, docx, JSON Lines, bank text, or a paper with answers. "
        "From the examination pool a second person must consent: --second."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument("--pool", choices=Pool.values, default=Pool.EXAM)
        parser.add_argument("--statute", default="", help="only questions on this statute")
        parser.add_argument("--title", default="题库")
        parser.add_argument("--purpose", default="由管理员在服务器上导出")
        parser.add_argument("--by", metavar="STAFF_NUMBER", help="the setter or reviewer who asks")
        parser.add_argument("--second", metavar="STAFF_NUMBER", help="the reviewer who consents")

    def handle(self, *args: Any, **options: Any) -> None:
        form = self._form(options["format"], options["file"])
        first = self._person(options["by"], (Role.SETTER, Role.REVIEWER), "--by")
        rights = rights_of(first.pk, timezone.localdate())
        rows = Revision.objects.visible_to(rights).drawable(options["pool"])
        if options["statute"]:
            rows = rows.citing(options["statute"])
        questions = Question.objects.filter(pk__in=rows.values("question")).order_by("code")
        items = outgoing.items_of(rows.with_basis().select_related("key", "draft_key"))
        data = outgoing.as_file(form, options["title"], items)
        self._account_for(list(questions), form, data, first, options)
        options["file"].write_bytes(data)
        self.stdout.write(f"{len(items)} read, {len(items)} valid, 0 duplicates, 0 refused")

    def _account_for(
        self, questions: list[Question], form: str, data: bytes, first: Person, options: Any
    ) -> None:
        """Enter request, consent and file in the journal, as for any export."""
        now = timezone.now()
        rights = rights_of(first.pk, timezone.localdate(now))
        try:
            export = actions.ask_export(
                questions,
                form=form,
                purpose=options["purpose"],
                agency=access.agency_of_bank(rights),
                actor=first,
                now=now,
            )
            if export.pool == Pool.EXAM:
                second = self._person(options["second"], (Role.REVIEWER,), "--second")
                export = actions.consent_export(export, actor=second, now=now)
            digest = hashlib.sha256(data).hexdigest()
            actions.fetch_export(export, actor=first, sha256=digest, now=now)
        except actions.Refused as refused:
            raise CommandError(f"nothing was written: {refused}") from None

    def _form(self, named: str, path: Path) -> str:
        form = path.suffix.lstrip(".").lower() if named == "auto" else named
        if form not in ExportFormat.values:
            raise CommandError(f"name the format: --format {'|'.join(ExportFormat.values)}")
        return form

    def _person(self, number: str | None, roles: tuple[Role, ...], option: str) -> Person:
        """Who holds one of the roles under that staff number."""
        held = Assignment.objects.in_force(timezone.localdate()).filter(role__in=roles)
        found = Person.objects.filter(pk__in=held.values("person"), staff_number=number or "")
        person = found.first()
        if person is None:
            raise CommandError(f"name by {option} STAFF_NUMBER somebody who may do this")
        return person
