"""The client's own page: the one address of the section without sign-in, outside /faelle/ (F71)."""

from django.urls import path

from cases.referrals import client_views

app_name = "client"
urlpatterns = [
    path("", client_views.enter, name="enter"),
    path("uebersicht/", client_views.overview, name="overview"),
    path("fertig/", client_views.done, name="done"),
    path("verlassen/", client_views.leave, name="leave"),
    path("<str:secret>/", client_views.open_link, name="open"),
]
