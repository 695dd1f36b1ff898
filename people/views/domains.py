"""The city's list of domains of enforcement: read, entered, ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from exchange.deeds import Deed, typed
from people import access, actions
from people.forms import DomainForm, EndingForm
from people.http import PersonRequest
from people.models import Domain, Post
from people.rules import Role
from people.views.deed import carry_out


@require_GET
def domains(request: PersonRequest) -> HttpResponse:
    """Every domain, with the number of posts that hold it today."""
    access.require(request.rights, *access.VIEWERS)
    today = timezone.localdate()
    rows = list(Domain.objects.all())
    held = Post.objects.in_force(today).values_list("domains", flat=True)
    posts = [name for names in held for name in names]
    context = {
        "rows": [(row, posts.count(row.name)) for row in rows],
        "open": sum(row.closed_on is None or row.closed_on >= today for row in rows),
        "may_change": access.is_citywide(request.rights, Role.LEGAL_AFFAIRS),
    }
    return render(request, "people/domains.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_domain(request: PersonRequest) -> HttpResponse:
    access.require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    form = DomainForm(**typed(request))
    deed = Deed(
        title=_("登记执法领域"),
        why=_("登记后，岗位、执法主体、资格和证件都可以注明该领域。"),
        button=_("登记"),
        back=reverse("people:domains"),
        done=_("执法领域已登记。"),
    )

    def act() -> None:
        actions.add_domain(name=form.cleaned_data["name"], actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)


@require_http_methods(["GET", "HEAD", "POST"])
def close_domain(request: PersonRequest, domain_id: int) -> HttpResponse:
    access.require_citywide(request.rights, Role.LEGAL_AFFAIRS)
    closed = get_object_or_404(Domain, pk=domain_id)
    form = EndingForm(**typed(request), initial={"last_day": timezone.localdate()})
    deed = Deed(
        title=_("停用执法领域"),
        why=_(
            "停用后，“%(name)s”领域自最后一日的次日起无人可以上岗执法。岗位、资格和证件的登记保留。"
        )
        % {"name": closed.name},
        button=_("停用"),
        back=reverse("people:domains"),
        done=_("执法领域已停用。"),
        grave=True,
    )

    def act() -> None:
        actions.close_domain(closed, form.ending(), actor=request.person, now=timezone.now())

    return carry_out(request, form, deed, act)
