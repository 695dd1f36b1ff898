from django.urls import path

from training.views import classes, hours, ledger, objections, policies, roster, sessions

app_name = "training"
urlpatterns = [
    path("hours/", hours.hours, name="hours"),
    path("hours/missing/", hours.object_to_missing, name="object_to_missing"),
    path("hours/lines/<str:ref>/object/", hours.object_to_entry, name="object_to_entry"),
    path("hours/marks/<int:attendance_id>/object/", hours.object_to_mark, name="object_to_mark"),
    path("classes/", classes.classes, name="classes"),
    path("classes/sheet/", classes.classes_sheet, name="classes_sheet"),
    path("classes/add/", classes.add_class, name="add_class"),
    path("classes/<str:ref>/", classes.training_class, name="training_class"),
    path("classes/<str:ref>/change/", classes.change_class, name="change_class"),
    path("classes/<str:ref>/open/", classes.open_class, name="open_class"),
    path("classes/<str:ref>/cancel/", classes.cancel_class, name="cancel_class"),
    path("classes/<str:ref>/signatures/", classes.signature_sheet, name="signature_sheet"),
    path("classes/<str:ref>/roster/", classes.roster_sheet, name="roster_sheet"),
    path("classes/<str:ref>/enrol/", roster.enrol, name="enrol"),
    path("classes/<str:ref>/enrol-agency/", roster.enrol_agency, name="enrol_agency"),
    path("classes/<str:ref>/join/", roster.join_class, name="join_class"),
    path("classes/<str:ref>/session/", sessions.add_session, name="add_session"),
    path("sessions/<str:ref>/change/", sessions.change_session, name="change_session"),
    path("sessions/<str:ref>/remove/", sessions.remove_session, name="remove_session"),
    path("sessions/<str:ref>/attendance/", sessions.attendance, name="attendance"),
    path(
        "attendance/<int:attendance_id>/correct/",
        sessions.correct_attendance,
        name="correct_attendance",
    ),
    path("enrolments/<int:enrolment_id>/withdraw/", roster.withdraw, name="withdraw"),
    path("ledgers/<int:person_id>/", ledger.ledger, name="ledger"),
    path("ledgers/<int:person_id>/sheet/", ledger.ledger_sheet, name="ledger_sheet"),
    path("ledgers/<int:person_id>/opening/", ledger.add_opening, name="add_opening"),
    path("lines/<str:ref>/reverse/", ledger.reverse_entry, name="reverse_entry"),
    path("evidence/<str:ref>/", ledger.evidence, name="evidence"),
    path("objections/", objections.objections, name="objections"),
    path("objections/sheet/", objections.objections_sheet, name="objections_sheet"),
    path("objections/<str:ref>/", objections.answer_objection, name="answer_objection"),
    path("policies/", policies.policies, name="policies"),
    path("policies/adopt/", policies.adopt_proposed, name="adopt_proposed"),
    path("policies/requirements/<str:category>/", policies.set_requirement, name="set_requirement"),
    path(
        "policies/conversions/<str:kind>/<str:unit>/",
        policies.set_conversion,
        name="set_conversion",
    ),
]
