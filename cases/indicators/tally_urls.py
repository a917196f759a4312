"""The tally's own page, outside the restricted section: what a grant for a day opens, and nothing else (F62)."""

from django.urls import path

from cases.indicators import tally_views

app_name = "tally"
urlpatterns = [
    path("", tally_views.page, name="page"),
    path("zurueck/", tally_views.undo, name="undo"),
    path("beenden/", tally_views.end, name="end"),
]
