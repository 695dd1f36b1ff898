"""The year's plans with what they have come to, a rotation to be published, an online page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from mingfa.demo.city import City
from mingfa.demo.hours import EVIDENCE
from mingfa.demo.stories import Story, together
from people.models import Person
from statutes.models import Statute
from training.actions import (
    ClassTerms,
    CourseTerms,
    Expense,
    ItemTerms,
    LessonTerms,
    RotationTerms,
    Scan,
    SessionTerms,
    Sign,
    add_class,
    add_lesson,
    add_plan,
    add_proof,
    add_report,
    add_rotation,
    add_session,
    add_spending,
    ask_for_rotation,
    decide_plan,
    hear_beat,
    list_entry,
    rotating,
    set_item,
    submit_plan,
)
from training.models import Course, PlanItem, RotationState, TrainingClass, YearPlan
from training.rules import Part, Window

HALF_DAY = timedelta(hours=3)
ITEMS = (
    ItemTerms("行政执法骨干分批轮训", "class", "enforcement", "", 3, 120, 1500, 4_000_000),
    ItemTerms("新修订法律专题班", "class", "enforcement", "", 5, 60, 750, 1_200_000),
    ItemTerms("法制审核人员培训班", "class", "legal", "", 6, 12, 1500, 600_000),
    ItemTerms("行政复议与应诉讲座", "lecture", "legal", "", 9, 30, 375, 200_000),
)
STUDIES = (
    ItemTerms("宪法专题学习", "meeting", "leader", "constitution", 3, 9, 375, 0),
    ItemTerms("行政处罚法专题讲座", "lecture", "leader", "general", 4, 9, 375, 300_000),
    ItemTerms("城市管理法规专题学习", "meeting", "leader", "special", 6, 9, 375, 0),
)
PROVED = {"宪法专题学习": tuple(Part), "行政处罚法专题讲座": (Part.PLAN, Part.TIME)}
BATCHES = 3
LESSON = """# 什么情况可以当场处罚
违法事实确凿并有法定依据，对公民处二百元以下、对法人或者其他组织处三千元以下罚款或者警告的，可以当场作出行政处罚决定（行政处罚法第五十一条）。

拟处罚款超过上述数额，或者还需要进一步调查的，不能适用简易程序。
# 当场处罚怎样办理
执法人员应当向当事人出示执法证件，填写预定格式、编有号码的处罚决定书，并当场交付当事人。当事人拒绝签收的，应当在决定书上注明。

决定书应当载明违法行为、处罚的种类和依据、罚款数额、时间、地点，申请复议、提起诉讼的途径和期限以及行政机关名称，由执法人员签名或者盖章。

当场作出的决定，应当报所属行政机关备案（第五十二条）。
# 罚款能不能当场收
作出决定的机关与收缴罚款的机构应当分离。依法给予一百元以下罚款，或者不当场收缴事后难以执行的，可以当场收缴（第六十八条）。

当场收缴的，必须出具财政部门统一制发的专用票据；不出具的，当事人有权拒绝缴纳（第七十条）。
# 收到的罚款怎样上交
自收缴之日起二日内交至行政机关，行政机关应当在二日内缴付指定的银行（第七十一条）。
"""


def plans(city: City) -> Story:
    """The bureau's two plans in January, the money as it goes, and what stands open now."""
    yield from together([_planned(city), _rotated(city), _studied(city)])


def _planned(city: City) -> Story:
    coordinator, office = city.staff["coordinator"], city.staff["legal_affairs"]
    now = _new_year(city)
    yield now
    for meant_for, terms in (("officers", ITEMS), ("leaders", STUDIES)):
        made = add_plan(city.bureau, now.year, meant_for, actor=coordinator, now=now)
        for one in terms:
            set_item(made, None, one, actor=coordinator, now=now)
        submit_plan(made, actor=coordinator, now=now)
    yield now + timedelta(hours=1)
    for made in YearPlan.objects.filter(agency=city.bureau):
        number = f"{city.bureau.name}计〔{now.year}〕{made.pk} 号"
        decide_plan(made, True, approval=number, actor=office, now=now + timedelta(hours=1))
    at = max(now + timedelta(hours=2), city.span.now - timedelta(days=9))
    yield at
    _spend(city, coordinator, at)
    _prove(city, coordinator, at)
    scan = Scan(EVIDENCE, "常务会议纪要.pdf")
    day = timezone.localdate(at)
    add_report(city.root, "市政府第五次常务会议", day, scan, actor=office, now=at)


def _new_year(city: City) -> datetime:
    """A working hour early in the present year, but never still to come."""
    january = datetime.combine(
        date(timezone.localdate(city.span.now).year, 1, 6), datetime.min.time()
    )
    found = timezone.make_aware(january.replace(hour=10))
    return min(found, city.span.now - timedelta(days=1))


def _spend(city: City, actor: Person, now: datetime) -> None:
    day = timezone.localdate(now)
    items = PlanItem.objects.filter(plan__agency=city.bureau, budget__gt=0).order_by("pk")
    for n, item in enumerate(items[:3], 1):
        amount = item.budget * (30 + 20 * n) // 100
        add_spending(
            item, Expense(amount, day, f"记-{n:03d}", "场地和讲课费"), actor=actor, now=now
        )


def _prove(city: City, actor: Person, now: datetime) -> None:
    for title, parts in PROVED.items():
        item = PlanItem.objects.get(plan__agency=city.bureau, title=title)
        for part in parts:
            scan = Scan(EVIDENCE, f"{title}.pdf")
            add_proof(item, part, "会议记录和签到表", scan, actor=actor, now=now)


def _rotated(city: City) -> Story:
    """Three classes of the plan's first item, and who goes to which, to be published."""
    coordinator = city.staff["coordinator"]
    now = city.span.now - timedelta(hours=20)
    yield now
    item = PlanItem.objects.get(plan__agency=city.bureau, title=ITEMS[0].title)
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday())
    classes = [_batch(city, item, n, monday, coordinator, now) for n in range(BATCHES)]
    terms = RotationTerms(f"{now.year} 年执法骨干轮训", city.bureau, "enforcement", 2, classes)
    made = add_rotation(terms, actor=coordinator, now=now)
    ask_for_rotation(made, RotationState.WORKING, actor=coordinator, now=now)
    made.refresh_from_db()
    rotating.run_proposal(made, now=now)


def _batch(
    city: City, item: PlanItem, n: int, monday: date, actor: Person, now: datetime
) -> TrainingClass:
    terms = ClassTerms(
        agency=city.bureau,
        audience=city.bureau,
        title=f"{ITEMS[0].title}（第{n + 1}期）",
        kind="centralised",
        category="",
        venue=f"{city.bureau.name}三楼多功能厅",
        capacity=150,
        plan_item=item,
    )
    made = add_class(terms, actor=actor, now=now)
    day = datetime.combine(monday + timedelta(weeks=4 + n, days=2), datetime.min.time())
    for hour, topic in ((8, "行政处罚程序与证据"), (14, "执法文书与案例研讨")):
        starts = timezone.make_aware(day.replace(hour=hour, minute=30))
        lesson = SessionTerms(topic, "市司法局业务骨干", Window(starts, starts + HALF_DAY))
        add_session(made, lesson, actor=actor, now=now)
    return made


def _studied(city: City) -> Story:
    """A page of a course, of which the officer to sign in as has read a part."""
    coordinator = city.staff["coordinator"]
    now = max(city.span.at(0.6), city.span.founded + timedelta(days=1))
    yield now
    statutes = tuple(Statute.objects.filter(title="行政处罚法"))
    terms = CourseTerms(city.bureau, "行政处罚法", "special", "online", 1, "", statutes)
    course = list_entry(Course, terms, actor=coordinator, now=now)
    page = LessonTerms("当场处罚要点", LESSON, 10, 5)
    lesson = add_lesson(course, page, actor=coordinator, now=now)  # type: ignore[arg-type]
    at = city.span.now - timedelta(days=3, hours=2)
    for n in range(5):
        yield at + timedelta(minutes=n)
        sign = Sign("demonstration", place=1 + n // 2, resumes=not n)
        hear_beat(lesson, city.hero.person, sign, now=at + timedelta(minutes=n))
