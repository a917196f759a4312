from django.urls import path

from pages.polls import views

app_name = "polls"

urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.new, name="new"),
    path("<key:pk>/", views.poll, name="poll"),
    path("<key:pk>/antwort/<key:invitee_pk>/", views.answer, name="answer"),
    path("<key:pk>/uebernehmen/", views.take_over, name="take_over"),
    path("<key:pk>/beenden/", views.withdraw, name="withdraw"),
]
