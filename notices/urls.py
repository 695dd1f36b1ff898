from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("sheet/", views.notices_sheet, name="notices_sheet"),
    path("read/", views.read_all, name="read_all"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("<str:ref>/read/", views.read, name="read"),
]
