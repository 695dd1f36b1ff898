from django.urls import path

from practice.views import book, home, private, quiz, rounds

app_name = "practice"
urlpatterns = [
    path("", home.practice, name="practice"),
    path("begin/", home.begin, name="begin"),
    path("mock/", home.mock, name="mock"),
    path("mocks/", home.mocks, name="mocks"),
    path("rounds/<str:ref>/", rounds.result, name="result"),
    path("rounds/<str:ref>/end/", rounds.end, name="end"),
    path("rounds/<str:ref>/<int:place>/", rounds.question, name="question"),
    path("lessons/<str:ref>/", quiz.quiz, name="quiz"),
    path("quizzes/<str:ref>/", quiz.answer_quiz, name="answer_quiz"),
    path("quizzes/<str:ref>/result/", quiz.quiz_result, name="quiz_result"),
    path("book/", book.book, name="book"),
    path("book/sheet/", book.book_sheet, name="book_sheet"),
    path("book/<slug:code>/", book.card, name="card"),
    path("book/<slug:code>/take-out/", book.take_out, name="take_out"),
    path("pictures/<slug:code>/<slug:sha256>/", private.picture, name="picture"),
    path("forget/", private.forget, name="forget"),
]
