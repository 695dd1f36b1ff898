"""Background jobs of this room. Each may be delivered twice; the second time it does nothing."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from people.models import Assignment
from people.rules import Rights
from qualifications import access
from qualifications.actions import batches
from qualifications.models import CheckBatch


@task()
def check_batch(ref: str) -> None:
    """Check a sheet under the rights that its sender has now. What goes wrong ends the batch."""
    batch = CheckBatch.objects.select_related("asked_by").get(ref=ref)
    now = timezone.now()
    try:
        held = Assignment.objects.filter(person=batch.asked_by)
        rights = Rights(batch.asked_by_id, held.grants(timezone.localdate(now)))
        batches.run_batch(batch, access.persons_to_check(rights), now=now)
    except Exception:
        batches.fail_batch(batch, "interrupted", {}, now=timezone.now())
        raise
