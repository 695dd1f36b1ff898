"""The first page after signing in: what must I do now?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mingfa.desk import desk_for
from mingfa.desk.task import Reader
from mingfa.frame import ROLE_KEY, shown_roles
from people.http import PersonRequest
from people.rules import Role
from qualifications.forms import CheckForm
from qualifications.models import Check

RECENT_CHECKS = 5


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """The reader's tasks in the roles shown, soonest first."""
    now = timezone.now()
    reader = Reader(request.person, request.rights, now)
    roles = shown_roles(request, request.rights)
    context = {"desk": desk_for(reader, roles), "now": now}
    if Role.PERSONNEL in roles:
        own = Check.objects.of_asker(request.person.pk).filter(batch__isnull=True)
        context["check_form"] = CheckForm(initial={"day": reader.today})
        context["recent_checks"] = own.select_related("person").order_by("-pk")[:RECENT_CHECKS]
    return render(request, "mingfa/home.html", context)


@require_POST
def switch_role(request: PersonRequest) -> HttpResponse:
    """Show one role's navigation, or all (an empty or unheld role). Rights do not change."""
    wanted = request.POST.get("role", "")
    if wanted in {role.value for role in request.rights.roles}:
        request.session[ROLE_KEY] = wanted
    else:
        request.session.pop(ROLE_KEY, None)
    return redirect("home")
