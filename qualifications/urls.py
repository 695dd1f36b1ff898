from django.urls import path

from qualifications.rules.certificates import EventKind
from qualifications.views import (
    bodies,
    certificates,
    checking,
    mine,
    persons,
    settings,
    without_right,
)

app_name = "qualifications"
urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("check/", checking.check, name="check"),
    path("checks/<slug:ref>/", checking.check_answer, name="check_answer"),
    path("without-right/", without_right.without_right, name="without_right"),
    path(
        "without-right/export/",
        without_right.export_without_right,
        name="export_without_right",
    ),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/export/", bodies.export_bodies, name="export_bodies"),
    path("bodies/register/", bodies.register_body, name="register_body"),
    path("bodies/<int:body_id>/", bodies.body, name="body"),
    path("bodies/<int:body_id>/standing/", bodies.give_standing, name="give_standing"),
    path("bodies/<int:body_id>/domain/", bodies.add_body_domain, name="add_body_domain"),
    path("standings/<int:standing_id>/correct/", bodies.correct_standing, name="correct_standing"),
    path("standings/<int:standing_id>/end/", bodies.end_standing, name="end_standing"),
    path("domains/<int:scope_id>/end/", bodies.end_body_domain, name="end_body_domain"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/export/", certificates.export_certificates, name="export_certificates"),
    path("certificates/<slug:ref>/", certificates.certificate, name="certificate"),
    path(
        "certificates/<slug:ref>/suspend/",
        certificates.decide,
        {"kind": EventKind.SUSPENDED},
        name="suspend_certificate",
    ),
    path(
        "certificates/<slug:ref>/restore/",
        certificates.decide,
        {"kind": EventKind.RESTORED},
        name="restore_certificate",
    ),
    path(
        "certificates/<slug:ref>/revoke/",
        certificates.decide,
        {"kind": EventKind.REVOKED},
        name="revoke_certificate",
    ),
    path(
        "certificates/<slug:ref>/cancel/",
        certificates.decide,
        {"kind": EventKind.CANCELLED},
        name="cancel_certificate",
    ),
    path(
        "certificates/<slug:ref>/void/",
        certificates.decide,
        {"kind": EventKind.LOST},
        name="void_certificate",
    ),
    path(
        "certificates/<slug:ref>/reissue/",
        certificates.reissue_certificate,
        name="reissue_certificate",
    ),
    path(
        "certificates/<slug:ref>/correct/",
        certificates.correct_certificate,
        name="correct_certificate",
    ),
    path(
        "certificates/<slug:ref>/withdraw/",
        certificates.withdraw_certificate,
        name="withdraw_certificate",
    ),
    path("persons/<int:person_id>/", persons.person, name="person"),
    path(
        "persons/<int:person_id>/certificate/",
        certificates.register_certificate,
        name="register_certificate",
    ),
    path("persons/<int:person_id>/confirm/", persons.qualify_by_exams, name="qualify_by_exams"),
    path(
        "persons/<int:person_id>/qualify/", persons.qualify_by_decision, name="qualify_by_decision"
    ),
    path("persons/<int:person_id>/suspend/", persons.suspend_duty, name="suspend_duty"),
    path("eligible/", persons.eligible, name="eligible"),
    path("held/<int:qualification_id>/end/", persons.disqualify, name="disqualify"),
    path("suspensions/<int:suspension_id>/lift/", persons.restore_duty, name="restore_duty"),
    path("settings/", settings.settings, name="settings"),
    path("settings/records/", settings.declare_records, name="declare_records"),
    path("settings/numbers/", settings.set_number_pattern, name="set_number_pattern"),
    path("settings/policy/", settings.set_policy, name="set_policy"),
    path("settings/exam/", settings.recognise_exam, name="recognise_exam"),
]
