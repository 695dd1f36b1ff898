"""The demonstration city: invented from end to end, made by the product's own deeds.

The same seed and day give the same city, apart from refs, staff numbers, keys and passwords.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mingfa.demo import (
    aftermath,
    agencies,
    amendments,
    appointments,
    bank,
    certificates,
    exams,
    officers,
    panels,
    plans,
    practice,
    reforms,
    register,
    requests,
    staff,
    training,
)
from mingfa.demo.city import City
from mingfa.demo.stories import Say, Span, Story, tell


@dataclass(frozen=True)
class Order:
    """Which city is asked for: its name, size, seed and present hour."""

    title: str
    scale: float
    seed: int
    now: datetime


def make(order: Order, *, texts: Path, say: Say) -> City:
    """Found the city and tell its year; `texts` is the folder of the laws."""
    count = round(officers.OFFICERS * order.scale)
    begun = time.process_time()
    city = _found(order, count)
    spent = time.process_time() - begun
    say(f"单位 {len(city.units)} 个、人员 {len(city.officers)} 名 {spent:.1f} 秒")
    stories: dict[str, Story] = {
        "法规和试题": bank.bank(city, texts, say),
        "法规修订": amendments.coming_law(city, texts),
        "机构改革": reforms.reforms(city),
        "新进人员": officers.newcomers(city, round(count * officers.NEWCOMERS)),
        "调动和退休": officers.moves(city),
        "主体、资格和证件": certificates.certificates(city),
        "培训和学时": training.training(city),
        "计划、轮训和课件": plans.plans(city),
        "报名、请假和申报": requests.requests(city),
        **exams.exams(city, order.scale),
        "资格管理": register.register(city),
        "办案人员和法制审核": panels.panels(city),
        "监督任务": aftermath.audited(city),
        "任职考查": appointments.appointments(city),
        "练习": practice.practice(city),
    }
    tell(stories, say=say)
    staff.give_logins(city)
    return city


def _found(order: Order, count: int) -> City:
    span = Span.until(order.now)
    root, units = agencies.found(order.title, scale=order.scale, now=span.founded)
    city = City(root, units, span, order.seed)
    officers.enter_officers(city, round(count * (1 - officers.NEWCOMERS)))
    staff.enter_staff(city)
    return city


__all__ = ["City", "Order", "make"]
