"""The auditor's work: engagements, and what each opens."""

from django.urls import path

from mingfa.views import audits

app_name = "audits"
urlpatterns = [
    path("", audits.engagements, name="engagements"),
    path("sheet/", audits.engagements_sheet, name="engagements_sheet"),
    path("<slug:ref>/end/", audits.end_engagement, name="end_engagement"),
    path("<slug:ref>/sheet/", audits.sessions_sheet, name="sessions_sheet"),
    path("<slug:ref>/<slug:session_ref>/sheet/", audits.rows_sheet, name="rows_sheet"),
    path("<slug:ref>/", audits.engagement, name="engagement"),
    path("<slug:ref>/<slug:session_ref>/", audits.audited_session, name="audited_session"),
    path("<slug:ref>/<slug:session_ref>/sample/", audits.draw_sample, name="draw_sample"),
    path("<slug:ref>/<slug:session_ref>/evidence/", audits.export_evidence, name="export_evidence"),
    path(
        "<slug:ref>/<slug:session_ref>/attempts/<slug:attempt_ref>/",
        audits.audited_attempt,
        name="audited_attempt",
    ),
]
