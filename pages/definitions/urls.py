from django.urls import path

from pages.definitions import views

app_name = "definitions"

urlpatterns = [
    path("<key:pk>/", views.index, name="index"),
    path("<key:pk>/neu/", views.add, name="add"),
    path("<key:pk>/ablehnen/", views.refuse, name="refuse"),
    path("<key:pk>/<key:term_pk>/entfernen/", views.remove, name="remove"),
]
