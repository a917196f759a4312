from django.urls import path

from pages.training import rule_views, team_views, views

app_name = "training"

urlpatterns = [
    path("", views.record, name="record"),
    path("nachweis.json", views.export, name="export"),
    path("neu/", views.enter, name="enter"),
    path("<key:pk>/bescheinigung/", views.proof, name="proof"),
    path("<key:pk>/entfernen/", views.remove, name="remove"),
    path("team/", team_views.team, name="team"),
    path("team/<key:person_pk>/neu/", team_views.enter_for, name="enter_for"),
    path("stand/", rule_views.numbers, name="numbers"),
    path("regeln/neu/", rule_views.rule, name="rule_new"),
    path("regeln/<key:pk>/", rule_views.rule, name="rule"),
]
