"""The auditor's pages."""

from django.urls import path

from mingfa.views import journal

app_name = "journal"
urlpatterns = [
    path("", journal.entries, name="entries"),
    path("export/", journal.export_entries, name="export_entries"),
    path("entries/<int:pk>/", journal.entry, name="entry"),
    path("chains/<int:pk>/", journal.chain, name="chain"),
    path("seals/", journal.seals, name="seals"),
]
