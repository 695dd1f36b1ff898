"""`manage.py verify_exam ID | --all`: derive every paper anew, hold every record to its chain."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exams.chains import session_root
from exams.models import Attempt, Exam, ExamSession, Paper, Result, RosterLock
from exams.proof import (
    attempt_fault,
    keys_fault,
    paper_fault,
    pool_fault,
    recomputes,
    seal_fault,
    seats_of_plan,
    secret_of,
    source_for,
)


class Command(BaseCommand):
    help = (
        "Derive every paper and seat of an exam anew from snapshot and seed, hold seal, answers,"
        " times and receipts to the chains, and mark every result again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exam", nargs="?", help="the exam's number (ID) or ref")
        parser.add_argument("--all", action="store_true", help="every exam with papers")
        parser.add_argument(
            "--record",
            nargs=2,
            metavar=("ROOT", "TIME"),
            help="the digest printed on a session's record, and its time (2026-11-22T11:30:05)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locks = self._locks(options["exam"], options["all"])
        faults: list[str] = []
        papers = 0
        for lock in locks:
            papers += self._verify(lock, faults)
        if options["record"]:
            faults += self._other_record(locks, *options["record"])
        faults += self._other_seats(locks)
        faults += self._altered_exams(locks)
        faults += self._altered_attempts(locks)
        faults += self._differing_results(locks)
        for fault in faults:
            self.stderr.write(fault)
        seats = f"; {self._seats} seats re-derived" if self._seats else ""
        self.stdout.write(f"{papers} papers, {papers - self._bad_papers} re-derived{seats}")
        if faults:
            raise CommandError(f"{len(faults)} faults")

    _bad_papers = 0
    _seats = 0

    def _locks(self, exam: str | None, every: bool) -> list[RosterLock]:
        if bool(exam) == every:
            raise CommandError("name one exam, or --all")
        sessions = ExamSession.objects.filter(roster_lock__isnull=False)
        if exam:
            found = Exam.objects.filter(ref=exam) | Exam.objects.filter(
                pk=int(exam) if exam.isdigit() else 0
            )
            if not found.exists():
                raise CommandError(f"there is no exam {exam}")
            sessions = sessions.filter(exam__in=found)
        rows = RosterLock.objects.filter(session__in=sessions).order_by("pk")
        return list(rows.select_related("session__secret", "session__exam__seal"))

    def _verify(self, lock: RosterLock, faults: list[str]) -> int:
        secret = secret_of(lock.session)
        if lock.snapshot["seal"] != lock.session.exam.seal.digest:
            faults.append(f"session {lock.session.ref}: the snapshot is of another sealed exam")
        if fault := pool_fault(lock):
            faults.append(f"session {lock.session.ref}: {fault}")
        source = source_for(lock, secret)
        papers = Paper.objects.filter(attempt__session=lock.session).order_by("attempt_id")
        seen = 0
        for paper in papers.select_related("attempt__candidate").iterator(500):
            seen += 1
            fault = paper_fault(lock, secret, paper.attempt.candidate, paper, source)
            if fault:
                self._bad_papers += 1
                faults.append(f"attempt {paper.attempt.ref}: {fault}")
        return seen

    def _other_seats(self, locks: list[RosterLock]) -> list[str]:
        """Who does not sit where the plan of seats, derived anew, says."""
        found: list[str] = []
        for lock in locks:
            planned, others = seats_of_plan(lock.session)
            self._seats += planned
            found += [f"candidate {ref}: the seat is not that of the plan" for ref in others]
        return found

    def _other_record(self, locks: list[RosterLock], root: str, time: str) -> list[str]:
        """Whether one of the sessions had this root at this moment, to the second."""
        try:
            at = timezone.make_aware(datetime.fromisoformat(time))
        except ValueError as error:
            raise CommandError(f"not a time: {time}") from error
        wanted = "".join(root.split()).lower()
        if any(session_root(lock.session, at) == wanted for lock in locks):
            return []
        return [f"no session had the record's digest at {time}"]

    def _altered_exams(self, locks: list[RosterLock]) -> list[str]:
        exams = {lock.session.exam_id: lock.session.exam for lock in locks}
        found = [(exam, seal_fault(exam) or keys_fault(exam)) for exam in exams.values()]
        return [f"exam {exam.ref}: {fault}" for exam, fault in found if fault]

    def _altered_attempts(self, locks: list[RosterLock]) -> list[str]:
        attempts = Attempt.objects.filter(session__in=[lock.session_id for lock in locks])
        rows = attempts.with_evidence().order_by("pk")
        found = [(attempt, attempt_fault(attempt)) for attempt in rows.iterator(200)]
        return [f"attempt {attempt.ref}: {fault}" for attempt, fault in found if fault]

    def _differing_results(self, locks: list[RosterLock]) -> list[str]:
        sessions = [lock.session_id for lock in locks]
        results = (
            Result.objects.filter(attempt__session__in=sessions)
            .select_related("attempt__exam", "attempt__paper")
            .prefetch_related(
                "attempt__operations",
                "attempt__admissions",
                "attempt__scripts__hand_marks",
                "attempt__scripts__remarkings",
            )
        )
        rows = list(results.order_by("receipt_n"))
        last = {result.attempt_id: result.receipt_n for result in rows}  # of each version, under it
        return [
            f"attempt {result.attempt.ref}: marking again gives another result"
            for result in rows
            if result.receipt_n == last[result.attempt_id] and not recomputes(result)
        ]
