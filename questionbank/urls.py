from django.urls import path

from questionbank.views import (
    coverage,
    exporting,
    looking,
    pictures,
    rereading,
    reviewing,
    workflow,
    writing,
)

app_name = "questionbank"
urlpatterns = [
    path("", looking.questions, name="questions"),
    path("attention/", looking.attention, name="attention"),
    path("board/", workflow.board, name="board"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage.xlsx", coverage.coverage_sheet, name="coverage_sheet"),
    path("coverage/<int:statute_id>/", coverage.plan, name="plan"),
    path("exports/", exporting.exports, name="exports"),
    path("exports.xlsx", exporting.exports_sheet, name="exports_sheet"),
    path("exports/new/", exporting.ask_export, name="ask_export"),
    path("exports/<int:export_id>/", exporting.export, name="export"),
    path("exports/<int:export_id>/consent/", exporting.consent_export, name="consent_export"),
    path("exports/<int:export_id>/refuse/", exporting.refuse_export, name="refuse_export"),
    path("exports/<int:export_id>/fetch/", exporting.fetch_export, name="fetch_export"),
    path("new/", writing.write, name="write"),
    path("review/", reviewing.review, name="review"),
    path("review/<int:revision_id>/", reviewing.decide, name="decide"),
    path("review/approve/", reviewing.approve_many, name="approve_many"),
    path("revisions/<int:revision_id>/edit/", writing.edit, name="edit"),
    path("revisions/<int:revision_id>/submit/", writing.submit, name="submit"),
    path("revisions/<int:revision_id>/assign/", workflow.assign, name="assign"),
    path("revisions/<int:revision_id>/comment/", workflow.comment, name="comment"),
    path("code/<slug:code>/suspend/", workflow.suspend, name="suspend"),
    path("code/<slug:code>/resume/", workflow.resume, name="resume"),
    path("revisions/<int:revision_id>/reread/", rereading.reread, name="reread"),
    path("pictures/<slug:sha256>/", pictures.picture, name="picture"),
    path("code/<slug:code>/", looking.question, name="question"),
    path("code/<slug:code>/revise/", writing.revise, name="revise"),
    path("code/<slug:code>/retire/", reviewing.retire, name="retire"),
]
