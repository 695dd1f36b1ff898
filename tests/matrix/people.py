"""Pages of the room `people`."""

from __future__ import annotations

from people.models import Assignment, Domain, Post
from tests.conftest import make_person
from tests.matrix import NOT_ALLOWED, Row, only

LOOKERS = ("coordinator", "agency_admin", "system_admin", "legal_affairs")
MANAGERS = ("agency_admin", "system_admin")
REASON = {"reason": "工作需要"}
LAST_DAY = {"last_day": "2026-06-30"} | REASON
POST = {
    "title": "执法人员",
    "kind": "enforcement",
    "establishment": "civil",
    "valid_from": "2026-01-01",
}


def li(world):
    return {"person_id": world.cast["li"].pk}


def closed(world):
    """A colleague whose account is closed."""
    person = make_person(world.tree.here, "10000009", "孙停")
    person.user.is_active = False
    person.user.save(update_fields=["is_active"])
    return {"person_id": person.pk}


def here(world):
    return {"agency_id": world.tree.here.pk}


def team(world):
    return {"agency_id": world.tree.team.pk}


def post_of_li(world):
    return {"post_id": Post.objects.get(person=world.cast["li"]).pk}


def role_of_coordinator(world):
    held = Assignment.objects.get(person=world.cast["coordinator"])
    return {"assignment_id": held.pk}


def domain(world):
    return {"domain_id": Domain.objects.get(name="市场监管").pk}


def managed(page, url, data, *, who=MANAGERS, done=302):
    """A deed on something in 市城管局: for its managers; those who may only look get 403."""
    return Row(
        page,
        get=only(200, *who, neighbour=404),
        post=only(done, *who, neighbour=404),
        url=url,
        data=data,
    )


ROWS = [
    Row("people:agencies", get=only(200, *LOOKERS, "neighbour")),
    Row("people:export_agencies", get=only(200, *LOOKERS, "neighbour")),
    Row("people:agency", get=only(200, *LOOKERS, neighbour=404), url=here),
    Row("people:domains", get=only(200, *LOOKERS, "neighbour")),
    Row(
        "people:add_domain",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        data=lambda world: {"name": "水利"},
    ),
    Row(
        "people:close_domain",
        get=only(200, "legal_affairs"),
        post=only(302, "legal_affairs"),
        url=domain,
        data=lambda world: LAST_DAY,
    ),
    Row("people:persons", get=only(200, *LOOKERS, "neighbour")),
    Row("people:export_persons", get=only(200, *LOOKERS, "neighbour")),
    Row("people:person", get=only(200, *LOOKERS, "li", others=404), url=li),
    Row(
        "people:print_slips",
        get=NOT_ALLOWED,
        post=only(200, "coordinator", "agency_admin", "system_admin", neighbour=404),
        data=lambda world: {"person": world.cast["li"].pk},
    ),
    Row(
        "people:print_slips",
        about="li among persons of 东河区",
        get=NOT_ALLOWED,
        post=only(200, "system_admin", coordinator=404, agency_admin=404, neighbour=404),
        data=lambda world: {"person": [world.cast["zhao"].pk, world.cast["li"].pk]},
    ),
    Row(
        "people:print_slips",
        about="somebody of 市城管局 who sets questions for the whole city",
        get=NOT_ALLOWED,
        post=only(200, "system_admin", coordinator=409, agency_admin=409, neighbour=404),
        data=lambda world: {"person": world.cast["setter"].pk},
    ),
    Row(
        "people:add_person",
        get=only(200, *MANAGERS, "neighbour"),
        post=only(302, *MANAGERS, neighbour=422),
        data=lambda world: POST | {"name": "孙新", "agency": world.tree.here.pk},
    ),
    managed("people:correct_person", li, lambda world: {"name": "李清"} | REASON),
    managed("people:reveal_identity", li, lambda world: REASON, done=409),
    managed(
        "people:add_post",
        li,
        lambda world: POST | {"valid_from": "2026-11-01", "agency": world.tree.team.pk},
    ),
    managed(
        "people:grant_role",
        li,
        lambda world: (
            {
                "role": "coordinator",
                "agency": world.tree.here.pk,
                "valid_from": "2026-11-23",
            }
            | REASON
        ),
    ),
    managed("people:close_account", li, lambda world: REASON),
    managed("people:reopen_account", closed, lambda world: REASON),
    managed("people:reset_second_factor", li, lambda world: REASON),
    managed("people:correct_post", post_of_li, lambda world: POST | REASON),
    managed("people:end_post", post_of_li, lambda world: LAST_DAY),
    managed("people:withdraw_post", post_of_li, lambda world: REASON),
    managed("people:end_role", role_of_coordinator, lambda world: LAST_DAY),
    managed(
        "people:add_agency",
        here,
        lambda world: {"name": "市城管局二大队", "code": "C0102", "kind": "team"},
    ),
    managed(
        "people:rename_agency",
        team,
        lambda world: {"name": "市城管局直属大队", "valid_from": "2026-11-01"} | REASON,
        who=("system_admin",),
    ),
    managed(
        "people:move_agency",
        team,
        lambda world: {"parent": world.tree.district.pk} | REASON,
        who=("system_admin",),
    ),
    managed(
        "people:merge_agency",
        team,
        lambda world: LAST_DAY | {"into": world.tree.district.pk},
        who=("system_admin",),
    ),
    managed("people:close_agency", team, lambda world: LAST_DAY, who=("system_admin",)),
]
