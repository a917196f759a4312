import datetime as dt

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from pages.registration import host_views, superior_views, views

app_name = "registration"


class Day(StringConverter):
    """A day that the calendar has: 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:  # type: ignore[override]  # a converter may return what it likes
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m-%d}"


register_converter(Day, "day")

urlpatterns = [
    path("plaetze/", views.places, name="places"),
    path("plaetze/<key:pk>/", views.place, name="place"),
    path("plaetze/<key:pk>/termin.ics", views.calendar_file, name="calendar_file"),
    path("plaetze/<key:pk>/bescheinigung.pdf", views.certificate_file, name="certificate"),
    path("plaetze/<key:pk>/rueckmeldung/", views.feedback, name="feedback"),
    path("plaetze/<key:pk>/<slug:step>/", views.step, name="step"),
    path("buchen/<key:event>/<day:day>/", views.book, name="book"),
    path("anfragen/", superior_views.requests, name="requests"),
    path("ausrichten/", host_views.hosted, name="hosted"),
    path("ausrichten/<key:pk>/", host_views.guests, name="guests"),
    path("ausrichten/<key:pk>/teilnahmeliste.csv", host_views.table, name="table"),
    path("ausrichten/<key:pk>/anwesenheit/", host_views.door, name="door"),
    path("ausrichten/<key:pk>/rueckmeldungen/", host_views.answers, name="answers"),
    path("ausrichten/anmeldung/<key:event>/", host_views.set_up, name="set_up"),
]
