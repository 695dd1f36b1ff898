from django.urls import path

from statutes import views

app_name = "statutes"
urlpatterns = [
    path("", views.statutes, name="statutes"),
    path("sheet/", views.statutes_sheet, name="statutes_sheet"),
    path("<int:version_id>/", views.version, name="version"),
]
