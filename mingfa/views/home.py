"""The first page after signing in: what must I do now?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from people.http import PersonRequest


def home(request: PersonRequest) -> HttpResponse:
    return render(request, "mingfa/home.html")
