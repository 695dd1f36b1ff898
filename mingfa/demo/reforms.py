"""What the year brought to the agencies: new names, a merger, a change of place in the tree."""

from __future__ import annotations

from mingfa.demo.agencies import FORMER_NAMES, REFORMED
from mingfa.demo.city import City
from mingfa.demo.stories import Story
from people.actions import merge_agency, move_agency, rename_agency
from people.models import Agency
from people.rules import Ending, day_before

MERGED, INTO = "渔政监督检查站", "农业农村局执法大队"
MOVED, ZONE = "滨海经济开发区综合行政执法分局", "东河区"


def reforms(city: City) -> Story:
    """Agencies are renamed, one is merged into another, one moves; as far as they are there."""
    for n, (name, former) in enumerate(FORMER_NAMES.items()):
        now = city.span.at(0.3 + 0.05 * n)
        yield now
        for agency in Agency.objects.filter(name__contains=former, name__startswith=REFORMED):
            fresh = agency.name.replace(former, name)
            reason = f"云泽市机构改革方案第{n + 1}号"
            rename_agency(agency, fresh, valid_from=now.date(), reason=reason, actor=None, now=now)
    yield city.span.at(0.45)
    _merge(city)
    now = city.span.at(0.6)
    yield now
    moved, above = _named(MOVED), _named(ZONE)
    if moved and above:
        move_agency(moved, above, reason="开发区执法体制调整", actor=None, now=now)
        for unit in city.units:
            if unit.agency.pk == moved.pk:
                unit.agency.refresh_from_db()


def _merge(city: City) -> None:
    """Everybody of the closed unit goes on in the other from the next day."""
    now = city.span.at(0.45)
    units = {unit.agency.name: unit for unit in city.units}
    closing = next((u for name, u in units.items() if name.endswith(MERGED)), None)
    if closing is None:
        return
    into = units[closing.agency.name.replace(MERGED, INTO)]
    ending = Ending(day_before(now.date()), "云泽市机构改革方案第三号")
    merge_agency(closing.agency, into.agency, ending, actor=None, now=now)
    city.units.remove(closing)
    for officer in city.officers:
        if officer.unit is closing:
            officer.unit, officer.person.agency = into, into.agency


def _named(name: str) -> Agency | None:
    found: Agency | None = Agency.objects.filter(name=name).first()
    return found
