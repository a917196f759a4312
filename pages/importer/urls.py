"""Pages of the editor's way in; wagtail_hooks puts them below the editor's own address."""

from django.urls import path

from pages.importer import preview_views, views

urlpatterns = [
    path("einlesen/", views.upload_document, name="pages_import"),
    path("einlesen/<uuid:pk>/", views.preview_document, name="pages_import_preview"),
    path("einlesen/<uuid:pk>/erkennen/", views.recognise, name="pages_import_recognise"),
    path("einlesen/<uuid:pk>/seite/<int:number>.png", views.page_picture, name="pages_import_picture"),
    path("einlesen/<uuid:pk>/verwerfen/", views.discard, name="pages_import_discard"),
    path("einlesen/<uuid:pk>/abschnitt/<int:index>/", preview_views.show_section, name="pages_import_section"),
]
