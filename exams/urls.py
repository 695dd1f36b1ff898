from django.urls import path

from exams.views import (
    amending,
    blueprints,
    drawing,
    hall,
    own,
    pictures,
    planning,
    publishing,
    results,
    room,
    roster,
    saving,
    seat,
    seat_checks,
    sessions,
    statistics,
)

app_name = "exams"

urlpatterns = [
    # sitting
    path("attempts/<slug:ref>/", hall.attempt, name="attempt"),
    path("attempts/<slug:ref>/start/", hall.start, name="start"),
    path("attempts/<slug:ref>/hall/", hall.hall, name="hall"),
    path("attempts/<slug:ref>/paper/", hall.paper, name="paper"),
    path("attempts/<slug:ref>/state/", hall.state, name="state"),
    path("attempts/<slug:ref>/save/", saving.save, name="save"),
    path("attempts/<slug:ref>/hand-in/", saving.hand_in, name="hand_in"),
    path("attempts/<slug:ref>/take-over/", hall.take_over, name="take_over"),
    path("attempts/<slug:ref>/receipt/", hall.receipt, name="receipt"),
    path(
        "attempts/<slug:ref>/pictures/<slug:sha256>/",
        pictures.attempt_picture,
        name="attempt_picture",
    ),
    # one's own
    path("mine/", own.mine, name="mine"),
    path("mine/sheet/", own.mine_sheet, name="mine_sheet"),
    path("attempts/<slug:ref>/result/", own.result, name="result"),
    # planning
    path("blueprints/", blueprints.blueprints, name="blueprints"),
    path("blueprints/sheet/", blueprints.blueprints_sheet, name="blueprints_sheet"),
    path("blueprints/new/", blueprints.make_blueprint, name="make_blueprint"),
    path("blueprints/<int:blueprint_id>/", blueprints.blueprint, name="blueprint"),
    path(
        "blueprints/<int:blueprint_id>/change/",
        blueprints.change_blueprint,
        name="change_blueprint",
    ),
    path("plans/", planning.exams, name="exams"),
    path("plans/sheet/", planning.exams_sheet, name="exams_sheet"),
    path("plans/new/", planning.make_exam, name="make_exam"),
    path("plans/<slug:ref>/", planning.exam, name="exam"),
    path("plans/<slug:ref>/change/", planning.change_exam, name="change_exam"),
    path("plans/<slug:ref>/seal/", planning.sign_seal, name="sign_seal"),
    path("plans/<slug:ref>/amend/", amending.amend, name="amend"),
    path(
        "plans/<slug:ref>/amend/<int:signature_id>/",
        amending.countersign_amendment,
        name="countersign_amendment",
    ),
    path("plans/<slug:ref>/sessions/new/", sessions.add_session, name="add_session"),
    # one session
    path("sessions/<slug:ref>/", sessions.session, name="session"),
    path("sessions/<slug:ref>/change/", sessions.change_session, name="change_session"),
    path("sessions/<slug:ref>/remove/", sessions.remove_session, name="remove_session"),
    path("sessions/<slug:ref>/roster/sheet/", sessions.roster_sheet, name="roster_sheet"),
    path("sessions/<slug:ref>/record/", sessions.session_record, name="session_record"),
    path("sessions/<slug:ref>/enrol/", roster.enrol, name="enrol"),
    path("sessions/<slug:ref>/enrol/agency/", roster.enrol_agency, name="enrol_agency"),
    path("sessions/<slug:ref>/withdraw/<slug:candidate_ref>/", roster.withdraw, name="withdraw"),
    path(
        "sessions/<slug:ref>/invigilators/", roster.appoint_invigilator, name="appoint_invigilator"
    ),
    path(
        "sessions/<slug:ref>/invigilators/<int:invigilation_id>/release/",
        roster.release_invigilator,
        name="release_invigilator",
    ),
    path("sessions/<slug:ref>/lock/", drawing.sign_lock, name="sign_lock"),
    path("sessions/<slug:ref>/proof/", drawing.session_proof, name="session_proof"),
    path("results/", results.result_sessions, name="result_sessions"),
    path("results/sheet/", results.result_sessions_sheet, name="result_sessions_sheet"),
    path("sessions/<slug:ref>/results/", results.results, name="results"),
    path("sessions/<slug:ref>/results/sheet/", results.results_sheet, name="results_sheet"),
    path("sessions/<slug:ref>/publish/", publishing.publish, name="publish"),
    path(
        "sessions/<slug:ref>/publish/check/",
        publishing.check_publication,
        name="check_publication",
    ),
    path("sessions/<slug:ref>/publish/progress/", publishing.check_progress, name="check_progress"),
    path(
        "questions/<slug:code>/statistics/",
        statistics.question_statistics,
        name="question_statistics",
    ),
    # computers
    path("seat-checks/", seat_checks.seat_checks, name="seat_checks"),
    path("seat-checks/sheet/", seat_checks.seat_checks_sheet, name="seat_checks_sheet"),
    path("seat-checks/begin/", seat_checks.begin_check, name="begin_check"),
    path("seat-checks/<slug:ref>/", seat_checks.seat_check, name="seat_check"),
    path("seat-checks/<slug:ref>/save/", seat_checks.save_probe, name="save_probe"),
    path("seat-checks/<slug:ref>/finish/", seat_checks.finish_check, name="finish_check"),
    # the desk
    path("rooms/", room.rooms, name="rooms"),
    path("rooms/sheet/", room.rooms_sheet, name="rooms_sheet"),
    path("rooms/<slug:ref>/", room.room, name="room"),
    path("rooms/<slug:ref>/<slug:attempt_ref>/", seat.seat, name="seat"),
    path(
        "rooms/<slug:ref>/<slug:attempt_ref>/code/",
        seat.issue_takeover_code,
        name="issue_takeover_code",
    ),
    path("rooms/<slug:ref>/<slug:attempt_ref>/grant/", seat.grant_time, name="grant_time"),
    path("rooms/<slug:ref>/<slug:attempt_ref>/close/", seat.close, name="close"),
    path("rooms/<slug:ref>/<slug:attempt_ref>/adopt/", seat.adopt, name="adopt"),
    path("rooms/<slug:ref>/<slug:attempt_ref>/admit/", seat.admit, name="admit"),
    path(
        "rooms/<slug:ref>/<slug:attempt_ref>/countersign/<int:signature_id>/",
        seat.countersign,
        name="countersign",
    ),
]
