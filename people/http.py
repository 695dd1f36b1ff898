"""The request as our pages know it: a signed-in person with today's rights is attached."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.models import Assignment, Person
from people.rules import Rights


class PersonRequest(HttpRequest):
    """A request of somebody signed in."""

    person: Person
    rights: Rights


class PersonMiddleware:
    """Attach `request.person` (agency loaded) and `request.rights`; two queries a request.

    Rights are read anew each time, so a role that is taken away is gone with the next click. An
    account without a person gets one plain page, so no view ever sees None.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        person = Person.objects.select_related("agency").filter(user=request.user).first()
        if person is None:
            return render(request, "people/no_person.html", status=403)
        attach(request, person)
        return self.get_response(request)


def attach(request: HttpRequest, person: Person) -> None:
    """Set the person and the rights valid today (the city's calendar) on the request."""
    today = timezone.localdate()
    grants = Assignment.objects.filter(person=person).grants(today)
    request.person = person  # type: ignore[attr-defined]  # declared on PersonRequest
    request.rights = Rights(person.pk, grants)  # type: ignore[attr-defined]
