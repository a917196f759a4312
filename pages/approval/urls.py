from django.urls import path

from pages.approval import leaving_views, views

app_name = "approval"

urlpatterns = [
    path("<key:pk>/", views.parties, name="parties"),
    path("<key:pk>/ausscheiden/", leaving_views.leave, name="leave"),
    path("<key:pk>/ausscheiden/<key:departure_pk>/zuruecknehmen/", leaving_views.stay, name="stay"),
]
