from django.urls import path

from mingfa.views.imports import decisions, lists, preview

app_name = "imports"

urlpatterns = [
    path("", lists.imports, name="imports"),
    path("new/", lists.upload, name="upload"),
    path("templates/<slug:kind>/", lists.template, name="template"),
    path("<str:ref>/", preview.show, name="show"),
    path("<str:ref>/progress/", preview.progress, name="progress"),
    path("<str:ref>/rows/<int:n>/", preview.mend, name="mend"),
    path("<str:ref>/resolve/", preview.resolve, name="resolve"),
    path("<str:ref>/commit/", decisions.commit, name="commit"),
    path("<str:ref>/discard/", decisions.discard, name="discard"),
    path("<str:ref>/undo/", decisions.undo, name="undo"),
]
