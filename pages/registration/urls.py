import datetime as dt

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from pages.registration import host_views, superior_views, views

app_name = "registration"


class Key(IntConverter):
    """As many digits as a key of the database can have."""

    regex = "[0-9]{1,18}"


class Day(StringConverter):
    """A day that the calendar has: 2026-11-24."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:  # type: ignore[override]  # a converter may return what it likes
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m-%d}"


register_converter(Key, "place_key")
register_converter(Day, "day")

urlpatterns = [
    path("plaetze/", views.places, name="places"),
    path("plaetze/<place_key:pk>/", views.place, name="place"),
    path("plaetze/<place_key:pk>/termin.ics", views.calendar_file, name="calendar_file"),
    path("plaetze/<place_key:pk>/bescheinigung.pdf", views.certificate_file, name="certificate"),
    path("plaetze/<place_key:pk>/rueckmeldung/", views.feedback, name="feedback"),
    path("plaetze/<place_key:pk>/<slug:step>/", views.step, name="step"),
    path("buchen/<place_key:event>/<day:day>/", views.book, name="book"),
    path("anfragen/", superior_views.requests, name="requests"),
    path("ausrichten/", host_views.hosted, name="hosted"),
    path("ausrichten/<place_key:pk>/", host_views.guests, name="guests"),
    path("ausrichten/<place_key:pk>/teilnahmeliste.csv", host_views.table, name="table"),
    path("ausrichten/<place_key:pk>/anwesenheit/", host_views.door, name="door"),
    path("ausrichten/<place_key:pk>/rueckmeldungen/", host_views.answers, name="answers"),
    path("ausrichten/anmeldung/<place_key:event>/", host_views.set_up, name="set_up"),
]
