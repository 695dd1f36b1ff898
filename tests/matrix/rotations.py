"""Pages of rotations, in the room `training`."""

from __future__ import annotations

from django.utils import timezone

from tests.matrix import NOT_ALLOWED, Row, lasting, only
from tests.matrix.training import REASON, planned
from training.actions import BarTerms, RotationTerms, add_rotation, rotating
from training.actions import ask_for_rotation as ask
from training.actions import bar_days as keep_free
from training.models import RotationState


@lasting
def rotation(world):
    """A rotation of 市城管局 with days kept free, proposed into one class of next month."""
    if not hasattr(world, "rotation"):
        planned(world)
        li, coordinator, now = world.cast["li"], world.cast["coordinator"], timezone.now()
        terms = RotationTerms("全员轮训", li.agency, "", 1, [world.planned])
        world.rotation = add_rotation(terms, actor=coordinator, now=now)
        day = timezone.localdate(now)
        bar = BarTerms(li.agency, None, day, day, "全局大检查")
        world.bar = keep_free(world.rotation, bar, actor=coordinator, now=now)
        ask(world.rotation, RotationState.WORKING, actor=coordinator, now=now)
        world.rotation.refresh_from_db()
        rotating.run_proposal(world.rotation, now=now)
    return {"ref": world.rotation.ref}


def rotation_elsewhere(world):
    """A rotation of an agency that nobody of the cast coordinates."""
    if not hasattr(world, "rotation_elsewhere"):
        planned(world)
        zhao, coordinator = world.cast["zhao"], world.cast["coordinator"]
        terms = RotationTerms("他局轮训", zhao.agency, "", 1, [world.planned])
        made = add_rotation(terms, actor=coordinator, now=timezone.now())
        world.rotation_elsewhere = made
    return {"ref": world.rotation_elsewhere.ref}


ROWS = [
    Row("training:rotations", get=only(200, "coordinator")),
    Row("training:rotations_sheet", get=only(200, "coordinator")),
    Row(
        "training:add_rotation",
        get=only(200, "coordinator"),
        post=only(422, "coordinator"),
    ),
    Row("training:rotation", url=rotation, get=only(200, "coordinator")),
    Row(
        "training:rotation",
        about="another agency's",
        url=rotation_elsewhere,
        get=only(404, "coordinator"),
    ),
    Row(
        "training:publish_rotation",
        about="another agency's",
        url=rotation_elsewhere,
        get=NOT_ALLOWED,
        post=only(404, "coordinator"),
    ),
    Row(
        "training:move_seat",
        about="of another agency's rotation",
        url=lambda world: rotation_elsewhere(world) | {"person_id": world.cast["li"].pk},
        get=only(404, "coordinator"),
        post=only(404, "coordinator"),
    ),
    Row(
        "training:change_rotation",
        url=rotation,
        get=only(200, "coordinator"),
        post=only(422, "coordinator"),
    ),
    Row("training:rotation_sheet", url=rotation, get=only(200, "coordinator")),
    Row("training:rotation_progress", url=rotation, get=only(200, "coordinator")),
    Row(
        "training:bar_days",
        url=rotation,
        get=only(200, "coordinator"),
        post=only(302, "coordinator"),
        data=lambda world: (
            REASON
            | {
                "agency": world.cast["li"].agency_id,
                "first_day": "2030-01-02",
                "last_day": "2030-01-03",
            }
        ),
    ),
    Row(
        "training:lift_bar",
        url=lambda world: rotation(world) | {"bar_id": world.bar.pk},
        get=NOT_ALLOWED,
        post=only(302, "coordinator"),
    ),
    Row(
        "training:propose_rotation",
        url=rotation,
        get=NOT_ALLOWED,
        post=only(302, "coordinator"),
    ),
    Row(
        "training:publish_rotation",
        url=rotation,
        get=NOT_ALLOWED,
        post=only(302, "coordinator"),
    ),
    Row(
        "training:move_seat",
        url=lambda world: rotation(world) | {"person_id": world.cast["li"].pk},
        get=only(200, "coordinator"),
        post=only(302, "coordinator"),
        data=lambda world: {"training_class": world.planned.pk},
    ),
]
