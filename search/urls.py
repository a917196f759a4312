from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("geoeffnet/", views.clicked, name="clicked"),
    path("mitteilen/", views.tell_editors, name="tell_editors"),
    path("vorschlaege/", views.suggestions, name="suggestions"),
]
