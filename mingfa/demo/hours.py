"""Hours from elsewhere on evidence, what was booked wrongly, and what officers object to."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from exchange.actions.storing import store_file
from mingfa.demo.city import City, Officer
from mingfa.demo.stories import Story
from training.actions import (
    Answer,
    Claim,
    Matter,
    add_openings,
    answer_objection,
    file_objection,
    reverse_entry,
)
from training.models import Attendance, SourceChoice
from training.rules import Kind, Mark, Unit

PARTS = (0.2, 0.45, 0.7, 0.9)  # when certificates of online courses are entered
HERO_LEARNS_UNTIL = 0.5  # so that the officer to sign in as still owes hours
NEVER = -1.2  # zeal below which nobody learns online
EVIDENCE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 71>>stream
BT /F 16 Tf 72 760 Td (Invented evidence of the demonstration city) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""
OBJECTIONS = (
    "当天参加了培训，签到表漏签，有同事可以证明。",
    "该课次我在场，系统登记为请假，请核对。",
    "我的线上学习学时与证书不一致。",
    "下午的课我到了，迟到十分钟。",
)


def outside(city: City) -> Story:
    """Certificates of online courses, a few times a year, each lot on one scanned list."""
    random = city.random("outside")
    for part in PARTS:
        now = city.span.at(part, hour=15)
        yield now
        evidence = store_file(
            EVIDENCE,
            "线上学习学时证明.pdf",
            owner=("training", "opening"),
            actor_id=None,
            now=now,
        )
        claims = [
            Claim(
                officer.person,
                now.date() - timedelta(days=random.randrange(1, 20)),
                SourceChoice.EXTERNAL,
                Kind.ONLINE,
                Unit.CREDIT,
                quantity,
                "干部网络学院法治专题班",
                "学习证明已核对",
                evidence,
            )
            for officer in city.officers
            if (quantity := _learnt(officer, now, random))
            and (officer is not city.hero or part < HERO_LEARNS_UNTIL)
        ]
        booked = add_openings(claims, actor=None, now=now)
        for entry in booked[7::400][:3]:
            reverse_entry(entry, reason="与上一季度证明重复", actor=None, now=now)


def _learnt(officer: Officer, now: datetime, random: Random) -> int:
    """Hundredths of 学时 since the last time; about 24 学时 a year for who is steady."""
    chance = random.random()
    if officer.kind not in ("enforcement", "legal") or not officer.serves_on(now.date()):
        return 0
    if officer.zeal < NEVER or chance > 0.78 + 0.25 * officer.zeal:
        return 0
    return 50 * random.randrange(16, 24)


def objections(city: City) -> Story:
    """Officers of the bureau object to a mark; some are answered, the last ones wait."""
    random = city.random("objections")
    coordinator = city.staff["coordinator"]
    for n, claim in enumerate(OBJECTIONS):
        now = city.span.at(0.96 + 0.008 * n, hour=11)
        yield now
        rows = Attendance.objects.current().filter(
            mark__in=[Mark.LEAVE, Mark.ABSENT], session__training_class__agency=city.bureau,
            session__closed_at__isnull=False, objections__isnull=True,
        )  # fmt: skip
        found = list(rows.select_related("session", "person").order_by("pk"))
        attendance = random.choice(found) if found else None
        person = attendance.person if attendance else city.hero.person
        day = attendance.session.day if attendance else now.date() - timedelta(days=n + 1)
        matter = Matter(day, attendance=attendance)
        objection = file_objection(person, matter, claim=claim, now=now)
        if n < 2:
            later = now + timedelta(hours=4)
            yield later
            answer = Answer(False, "请假单在案，维持原登记")
            if n == 0 and attendance:
                answer = Answer(True, "签到表原件有本人签名，予以更正", mark=Mark.PRESENT)
            answer_objection(objection, answer, actor=coordinator, now=later)
