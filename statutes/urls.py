from django.urls import path

from statutes.views import amending, comparing, importing, looking

app_name = "statutes"
urlpatterns = [
    path("", looking.statutes, name="statutes"),
    path("sheet/", looking.statutes_sheet, name="statutes_sheet"),
    path("<int:version_id>/", looking.version, name="version"),
    path("import/", importing.import_version, name="import_version"),
    path("<int:version_id>/compare/", comparing.choose, name="choose"),
    path("<int:version_id>/end/", importing.end_version, name="end_version"),
    path("compare/<int:old_id>/<int:new_id>/", comparing.compare, name="compare"),
    path("amendments/", amending.amendments, name="amendments"),
    path("amendments/sheet/", amending.amendments_sheet, name="amendments_sheet"),
    path("amendments/<int:amendment_id>/", amending.amendment, name="amendment"),
    path("amendments/<int:amendment_id>/decide/", amending.decide_moves, name="decide_moves"),
    path(
        "amendments/<int:amendment_id>/correct/",
        amending.correct_amendment,
        name="correct_amendment",
    ),
    path("amendments/moves/<int:move_id>/", amending.change_move, name="change_move"),
]
