from django.urls import path

from pages.meetings import agenda_views, minutes_views, views

app_name = "meetings"

urlpatterns = [
    path("", views.index, name="index"),
    path("neu/", views.new, name="new"),
    path("<key:pk>/", views.meeting, name="meeting"),
    path("<key:pk>/termin/", views.date, name="date"),
    path("<key:pk>/einladen/", views.invite, name="invite"),
    path("<key:pk>/punkte/neu/", agenda_views.propose, name="propose"),
    path("<key:pk>/punkte/<key:item_pk>/annehmen/", agenda_views.accept, name="accept"),
    path("<key:pk>/punkte/<key:item_pk>/ablehnen/", agenda_views.decline, name="decline"),
    path("<key:pk>/punkte/<key:item_pk>/verschieben/", agenda_views.reorder, name="reorder"),
    path("<key:pk>/protokoll/", minutes_views.minutes, name="minutes"),
    path("<key:pk>/protokoll/veroeffentlichen/", minutes_views.publish, name="publish"),
    path("<key:pk>/beschluesse/neu/", minutes_views.decide, name="decision"),
    path("<key:pk>/beschluesse/<key:decision_pk>/", minutes_views.done, name="decision_done"),
]
