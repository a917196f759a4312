from django.urls import path

from pages.exports import views

app_name = "exports"
urlpatterns = [
    path("<key:pk>/abschnitt/<slug:identity>/", views.section, name="section"),
    path("<key:pk>/vergleich/", views.comparison, name="comparison"),
    path("<key:pk>/<slug:form>/", views.document, name="document"),
]
