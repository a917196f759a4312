from django.urls import path

from pages.reading import standing_views, views

app_name = "acknowledgements"
urlpatterns = [
    path("", views.own, name="own"),
    path("meine.json", views.export, name="export"),
    path("nachweis/<key:pk>/", views.proof_file, name="proof"),
    path("<key:pk>/", standing_views.standing, name="standing"),
    path("<key:pk>/bestaetigen/", views.acknowledge, name="acknowledge"),
    path("<key:pk>/liste/<slug:form>/", standing_views.listed, name="list"),
    path("<key:pk>/verlangen/", standing_views.ask, name="ask"),
    path("<key:pk>/nicht-mehr-verlangen/", standing_views.end, name="end"),
]
