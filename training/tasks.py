"""Background jobs of this room. Each may be delivered twice; the second time it does nothing."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from training.actions import rotating
from training.models import Rotation
from training.rules import Refusal


@task()
def propose_rotation(ref: str) -> None:
    """Place everybody of a rotation; what goes wrong unforeseen gives it back, and is logged."""
    _run(ref, is_publication=False)


@task()
def publish_rotation(ref: str) -> None:
    """Put a rotation on the rosters; what goes wrong unforeseen writes nothing, and is logged."""
    _run(ref, is_publication=True)


def _run(ref: str, *, is_publication: bool) -> None:
    found = Rotation.objects.select_related("agency").get(ref=ref)
    deed = rotating.publish if is_publication else rotating.run_proposal
    try:
        deed(found, now=timezone.now())
    except Exception:
        rotating.give_back(found, Refusal.INTERRUPTED, now=timezone.now())
        raise
