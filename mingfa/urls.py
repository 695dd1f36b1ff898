from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from mingfa.views import health, home

handler400 = "mingfa.views.errors.bad_request"
handler403 = "mingfa.views.errors.forbidden"
handler404 = "mingfa.views.errors.not_found"
handler500 = "mingfa.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("role/", home.switch_role, name="switch_role"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("questions/", include("questionbank.urls")),
    path("statutes/", include("statutes.urls")),
    path("amendments/", include("mingfa.views.amendments")),
    path("journal/", include("mingfa.journal_urls")),
    path("audits/", include("mingfa.audit_urls")),
    path("imports/", include("mingfa.views.imports.urls")),
    path("account/", include("mingfa.account_urls")),
    path("exams/", include("exams.urls")),
    path("practice/", include("practice.urls")),
    path("training/", include("training.urls")),
    path("notices/", include("notices.urls")),
    path("people/", include("people.urls")),
    path("qualifications/", include("qualifications.urls")),
    path("appointments/", include("appointments.urls")),
]
