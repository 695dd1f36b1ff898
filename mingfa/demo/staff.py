"""One person for every role, and the logins that are told at the end."""

from __future__ import annotations

from dataclasses import dataclass

from mingfa.demo import names
from mingfa.demo.city import City, give_password
from people.actions import Arrival, add_persons, grant_role
from people.models import Agency
from people.rules import Details, Entrant, PostTerms, Role, RoleTerms


@dataclass(frozen=True)
class Member:
    """A member of staff: the role held, the invented name, and over what it is held."""

    key: str
    role: Role
    name: str
    look_at: str
    citywide: bool = True


STAFF = (
    Member(
        "coordinator",
        Role.COORDINATOR,
        "林书文",
        "待答复的异议、待确认的考勤、本单位学时",
        False,
    ),
    Member("agency_admin", Role.AGENCY_ADMIN, "许简", "导入人员名单、打印激活码", False),
    Member("setter", Role.SETTER, "何清", "新编一道试题并提交审核"),
    Member("reviewer", Role.REVIEWER, "沈岱", "待审的试题"),
    Member("exam_officer", Role.EXAM_OFFICER, "韩毅", "各场考试、成绩分析和命题质量"),
    Member("exam_officer_2", Role.EXAM_OFFICER, "苏恒", "待第二人签署的封存和成绩发布"),
    Member("invigilator", Role.INVIGILATOR, "潘宁", "正在进行的考试的考场和座位图"),
    Member("invigilator_2", Role.INVIGILATOR, "顾原", "与另一名监考员共同签署补时"),
    Member("marker", Role.MARKER, "葛英", "等待评分的简答和案例分析作答"),
    Member("marker_2", Role.MARKER, "邵文", "同一份作答，两人各自评分"),
    Member("marker_3", Role.MARKER, "段瑾", "异议成立后须重新评分的作答"),
    Member("marker_4", Role.MARKER, "孟川", "两人相差过大、由第三人评分的作答"),
    Member("marker_5", Role.MARKER, "宁远", "重新评分仍相差过大的，由其评定"),
    Member(
        "legal_affairs",
        Role.LEGAL_AFFAIRS,
        "严立",
        "执法主体、将到期的证件、待确认的资格、因答案变更失去合格结论的人员",
    ),
    Member("personnel", Role.PERSONNEL, "陶松", "核验一人或者一份名单能否上岗、办理中的任职考查"),
    Member("auditor", Role.AUDITOR, "魏安", "审计日志和逐链核验"),
    Member("system_admin", Role.SYSTEM_ADMIN, "姜航", "单位、人员和角色"),
)
HERO = "今年还差的学时、正在进行的考试、将到期的证件"


def enter_staff(city: City) -> None:
    """Enter the staff when the records begin, each with the one role."""
    now = city.span.founded
    justice = Agency.objects.get(name=f"市{names.JUSTICE}")
    for member in STAFF:
        at_work = justice if member.citywide else city.bureau
        over = city.root if member.citywide else city.bureau
        kind = "legal" if member.role is Role.LEGAL_AFFAIRS else "other"
        post = PostTerms("工作人员", now.date(), kind=kind)
        arrival = Arrival(at_work, Entrant(Details(member.name), post))
        (person,) = add_persons([arrival], by=city.founder, now=now)
        terms = RoleTerms(member.role, now.date(), reason="任命")
        grant_role(person, over, terms, by=None, now=now)
        city.staff[member.key] = person


def give_logins(city: City) -> None:
    """A password for the staff and for one officer; nobody else can sign in."""
    now = city.span.founded
    for key, person in {"officer": city.hero.person, **city.staff}.items():
        city.logins[key] = (person, give_password(person, now))


def lines_of(city: City, labels: dict[str, str]) -> list[str]:
    """What is told of every login: role, number, password, name; below it what to look at."""
    look_at = {"officer": HERO} | {member.key: member.look_at for member in STAFF}
    told = []
    for key, (person, password) in city.logins.items():
        label = labels[key.rstrip("_2345")]
        told.append(f"  {label:　<6}  {person.staff_number}  {password}  {person.name}")
        told.append(f"      先看：{look_at[key]}")
    return told
