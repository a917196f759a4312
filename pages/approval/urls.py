from django.urls import path

from pages.approval import leaving_views, signing_views, views

app_name = "approval"

urlpatterns = [
    path("<key:pk>/", views.parties, name="parties"),
    path("<key:pk>/vorlegen/", views.ask, name="ask"),
    path("<key:pk>/zuruecknehmen/", views.take_back, name="take_back"),
    path("<key:pk>/stelle/<key:approval_pk>/antwort/", views.answer, name="answer"),
    path("<key:pk>/stelle/<key:approval_pk>/link/", views.send, name="send"),
    path("<key:pk>/stelle/<key:approval_pk>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("<key:pk>/stelle/<key:approval_pk>/papier/", views.paper, name="paper"),
    path("<key:pk>/unterschriften.pdf", signing_views.sheet, name="sheet"),
    path("<key:pk>/unterschriften/", signing_views.sign, name="sign"),
    path("<key:pk>/unterschriften/<uuid:sheet_pk>/", signing_views.scan, name="scan"),
    path("<key:pk>/ausscheiden/", leaving_views.leave, name="leave"),
    path("<key:pk>/ausscheiden/<key:departure_pk>/zuruecknehmen/", leaving_views.stay, name="stay"),
]
