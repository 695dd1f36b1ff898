"""Time given in advance to a candidate who needs it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.access import candidate_in, session_for
from exams.actions.accommodating import accommodate as give
from exams.forms.misconduct import AccommodationForm
from exams.models import Candidate, Signature
from exams.rules.conduct import Act
from exams.views.rooms import REFUSING
from exams.views.sessions import crumbs_of, session_name
from exchange.deeds import Deed, answer, typed
from people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def accommodate(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Sign more time for a candidate; the second person sees the first one's and signs the same."""
    found = session_for(request.rights, ref)
    candidate = candidate_in(found, candidate_ref)
    first = _waiting(candidate)
    initial = {}
    if first is not None:
        initial = {"minutes": first.body["seconds"] // 60, "reason": first.body["reason"]}
    form = AccommodationForm(**typed(request), initial=initial)

    def act() -> None:
        data = form.cleaned_data
        give(
            candidate,
            seconds=data["minutes"] * 60,
            reason=data["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    title = _("合理便利")
    back = reverse("exams:session", args=[found.ref])
    deed = Deed(
        title=title,
        why=_why(candidate, first),
        button=_("签署补时"),
        back=back,
        done=_("您已签署；两人签署同样内容后，开考时自动计入。"),
        about=f"{candidate.person.name}　{candidate.number}",
        crumbs=crumbs_of(found.exam, (session_name(found), back), (title, "")),
    )
    return answer(request, form, deed, act, REFUSING)


def _waiting(candidate: Candidate) -> Signature | None:
    rows = Signature.objects.filter(
        act=Act.EXTRA, subject=candidate.ref, body__before=candidate.accommodations.count()
    )
    return rows.select_related("person").order_by("pk").last()


def _why(candidate: Candidate, first: Signature | None) -> str:
    given = sum(row.seconds for row in candidate.accommodations.all()) // 60
    words = _("已准许预先补时 %(n)s 分钟。") % {"n": given} if given else ""
    if first is not None:
        return words + _("%(name)s已签署以下内容，您核对无误后签署即生效。") % {
            "name": first.person.name
        }
    return words + _("由两人签署同样的内容后生效，理由和签署人记入成绩档案。")
