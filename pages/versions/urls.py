from django.urls import path

from pages.versions import comparison_views, views

app_name = "versions"

urlpatterns = [
    path("<key:pk>/", views.history, name="history"),
    path("<key:pk>/tag/", views.day, name="day"),
    path("<key:pk>/vergleich/", comparison_views.comparison, name="comparison"),
    path("<key:pk>/neu/", views.prepare, name="prepare"),
    path("<key:pk>/<key:version_pk>/", views.change, name="change"),
    path("<key:pk>/<key:version_pk>/beschliessen/", views.adopt, name="adopt"),
    path("<key:pk>/<key:version_pk>/zuruecknehmen/", views.take_back, name="take_back"),
    path("<key:pk>/<key:version_pk>/zurueckziehen/", views.withdraw, name="withdraw"),
]
