from django.urls import path

from mingfa.views.imports import decisions, lists, preview

app_name = "imports"

urlpatterns = [
    path("", lists.imports, name="imports"),
    path("sheet/", lists.imports_sheet, name="imports_sheet"),
    path("new/", lists.upload, name="upload"),
    path("templates/<slug:kind>/", lists.template, name="template"),
    path("<slug:ref>/", preview.show, name="show"),
    path("<slug:ref>/progress/", preview.progress, name="progress"),
    path("<slug:ref>/rows/<int:n>/", preview.mend, name="mend"),
    path("<slug:ref>/resolve/", preview.resolve, name="resolve"),
    path("<slug:ref>/commit/", decisions.commit, name="commit"),
    path("<slug:ref>/discard/", decisions.discard, name="discard"),
    path("<slug:ref>/undo/", decisions.undo, name="undo"),
]
