from django.urls import path

from pages.terms import views

app_name = "terms"

urlpatterns = [
    path("<key:pk>/", views.document, name="document"),
    path("<key:pk>/ueberpruefung/", views.review, name="review"),
    path("<key:pk>/verlaengerung/", views.extension, name="extension"),
    path("<key:pk>/widerspruch/", views.objection, name="objection"),
    path("<key:pk>/bleibt/", views.settle, name="settle"),
    path("<key:pk>/eintraege/<key:event_pk>/entfernen/", views.remove, name="remove"),
]
