"""Hold the text bank against the law in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionbank import sheets
from questionbank.models import FaultWords
from questionbank.rules import banktext, citations, quality
from questionbank.rules.banktext import BankQuestion
from statutes.rules.references import Reference
from statutes.rules.texts import StatuteText
from statutes.sheets import TextsMissing, current_texts

ABSENT = {citations.CitationFault.NO_STATUTE, citations.CitationFault.NO_SUCH_ARTICLE}


class Command(BaseCommand):
    help = "Check every citation, number and key spread of a text bank; --stamp writes the stamps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=sheets.STARTER)
        parser.add_argument("--stamp", action="store_true", help="write absent stamps")
        parser.add_argument(
            "--restamp",
            nargs="+",
            default=[],
            metavar="CODE",
            help="questions read anew",
        )
        parser.add_argument("--statutes", type=Path, help="law texts; default: MINGFA_STATUTES")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            statutes = current_texts(options["statutes"] or settings.ENVIRONMENT.statutes)
            files = sheets.bank_files(options["folder"])
        except (TextsMissing, sheets.BankMissing) as missing:
            raise CommandError(str(missing)) from None
        if options["stamp"] or options["restamp"]:
            self._stamp(files, statutes, options["restamp"])
        questions: list[BankQuestion] = []
        faults = missing_count = 0
        seen: dict[str, Path] = {}
        for path in files:
            bank = banktext.parse(path.read_text(encoding="utf-8"))
            faults += self._form(path, bank, seen)
            for question in bank.questions:
                findings = citations.check(question, statutes)
                faults += len(findings)
                missing_count += sum(f.fault in ABSENT for f in findings)
                for finding in findings:
                    self._say(path, finding.line, finding.fault, f"{finding.code} {finding.detail}")
            questions += bank.questions
        faults += self._spread(questions)
        cited = sum(len(question.stamps) for question in questions)
        self.stdout.write(f"{len(questions)} questions, {cited} citations, {missing_count} missing")
        if faults:
            raise CommandError(f"{faults} faults")

    def _form(self, path: Path, bank: banktext.Bank, seen: dict[str, Path]) -> int:
        """Name the faults of form, and codes used in another file before; how many."""
        found = list(bank.faults)
        for question in bank.questions:
            if question.code in seen:
                twice = banktext.LineFault.CODE_TWICE
                found.append(banktext.Found(question.line, twice, question.code))
            seen[question.code] = path
        for fault in found:
            self._say(path, fault.line, fault.fault, fault.detail)
        return len(found)

    def _spread(self, questions: list[BankQuestion]) -> int:
        """Report how the keys lie; uneven keys are faults, long ones and likeness a warning."""
        spread = quality.spread(question.wording for question in questions)
        counts = ", ".join(f"{letter} {n}" for letter, n in spread.by_letter.items())
        self.stdout.write(f"single-choice keys: {counts}; longest is key: {spread.longest_share} %")
        for letter, share in spread.uneven():
            self.stderr.write(f"{share} % of the single-choice keys are {letter}")
        if spread.total >= quality.ENOUGH and spread.longest_share > quality.LONGEST_SHARE:
            self.stderr.write("the longest option is too often the key")
        stems = [(question.code, question.wording.stem) for question in questions]
        for one, other, share in quality.alike_pairs(stems):
            self.stderr.write(f"{one} and {other} are nearly alike ({share} %)")
        unstamped = citations.unstamped(questions)
        if unstamped:
            self.stderr.write(f"{unstamped} citations carry no stamp; write them with --stamp")
        return len(spread.uneven())

    def _stamp(self, files: list[Path], statutes: dict[str, StatuteText], renew: list[str]) -> None:
        def digest_of(reference: Reference) -> str | None:
            article = citations.find_article(statutes, reference)
            return None if isinstance(article, citations.CitationFault) else article.digest

        for path in files:
            text = path.read_text(encoding="utf-8")
            stamped = banktext.stamp(text, digest_of, renew=renew)
            if stamped != text:
                path.write_text(stamped, encoding="utf-8")
                self.stdout.write(f"stamped {path.name}")

    def _say(self, path: Path, line: int, fault: str, detail: str) -> None:
        self.stderr.write(f"{path.name}:{line} {FaultWords(fault).label} {detail}".rstrip())
