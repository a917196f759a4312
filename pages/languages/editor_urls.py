"""Pages of the editor's own part; wagtail_hooks puts them below its address."""

from django.urls import path

from pages.languages import editor_views

urlpatterns = [path("uebersetzungen/", editor_views.translations, name="pages_translations")]
