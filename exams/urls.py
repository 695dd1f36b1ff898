from django.urls import path

from exams.views import hall, saving

app_name = "exams"

urlpatterns = [
    path("attempts/<str:ref>/", hall.attempt, name="attempt"),
    path("attempts/<str:ref>/start/", hall.start, name="start"),
    path("attempts/<str:ref>/hall/", hall.hall, name="hall"),
    path("attempts/<str:ref>/paper/", hall.paper, name="paper"),
    path("attempts/<str:ref>/state/", hall.state, name="state"),
    path("attempts/<str:ref>/save/", saving.save, name="save"),
    path("attempts/<str:ref>/hand-in/", saving.hand_in, name="hand_in"),
    path("attempts/<str:ref>/take-over/", hall.take_over, name="take_over"),
    path("attempts/<str:ref>/receipt/", hall.receipt, name="receipt"),
]
