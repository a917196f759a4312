from django.urls import path

from pages.exports import big_views, views

app_name = "exports"
urlpatterns = [
    path("<key:pk>/abschnitt/<slug:identity>/", views.section, name="section"),
    path("<key:pk>/vergleich/", views.comparison, name="comparison"),
    path("<key:pk>/gross/", big_views.order, name="order"),
    path("<key:pk>/datei/<uuid:file_pk>/", big_views.file, name="file"),
    path("<key:pk>/datei/<uuid:file_pk>/pdf/", big_views.take, name="take"),
    path("<key:pk>/<slug:form>/", views.document, name="document"),
]
