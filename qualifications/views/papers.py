"""What applicants bring with them, and a qualification that comes back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from exchange.deeds import Deed, typed
from people.http import PersonRequest
from people.models import Person
from qualifications import access, actions
from qualifications.forms import DecisionForm
from qualifications.forms.applying import CredentialForm
from qualifications.views.deed import carry_out

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def add_credential(request: PersonRequest, person_id: int) -> HttpResponse:
    about = access.person_to_decide(request.rights, person_id)
    form = CredentialForm(**typed(request))
    deed = _deed(
        about,
        title=gettext_lazy("登记任职凭证"),
        why=gettext_lazy(
            "初次从事法制审核的，应当取得法律职业资格；初次从事行政复议的，还应当通过统一职前培训。"
            "在规定施行前已经从事的，登记初次从事日期。"
        ),
        done=gettext_lazy("任职凭证已登记。"),
    )

    def act() -> None:
        actions.add_credential(
            about,
            form.paper(),
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return carry_out(request, form, deed, act)


@require_http_methods(GET_OR_POST)
def requalify(request: PersonRequest, qualification_id: int) -> HttpResponse:
    held = access.qualification_to_restore(request.rights, qualification_id)
    today = timezone.localdate()
    form = DecisionForm(**typed(request), initial={"decided_on": today, "effective_on": today})
    deed = _deed(
        held.person,
        title=gettext_lazy("恢复执法资格"),
        why=gettext_lazy("取消资格的决定被撤销的，自所填生效之日起恢复；可以溯及被取消的次日。"),
        done=gettext_lazy("资格已恢复。"),
    )

    def act() -> None:
        actions.requalify(held, form.decision(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


def _deed(about: Person, *, title: object, why: object, done: object) -> Deed:
    return Deed(
        title=str(title),
        why=str(why),
        button=str(title),
        back=reverse("qualifications:person", args=[about.pk]),
        done=str(done),
        about=f"{about.name}　{about.agency.name}",
    )
