from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from directory.views import lists, municipalities, organisations, people, responsibility

app_name = "directory"


class Ags(StringConverter):
    regex = "[0-9]{8}"


class Key(IntConverter):
    """As many digits as a key of the database can have."""

    regex = "[0-9]{1,18}"


register_converter(Ags, "ags")
register_converter(Key, "key")

urlpatterns = [
    path("zustaendig/", responsibility.responsible, name="responsible"),
    path("zustaendig/orte/", responsibility.suggestions, name="places"),
    path("api/zustaendig/", responsibility.responsible_data, name="responsible_data"),
    path("verzeichnis/", organisations.register, name="organisations"),
    path("verzeichnis/organisationen.<slug:kind>", organisations.export, name="organisations_export"),
    path("verzeichnis/organisationen/<key:pk>/", organisations.organisation, name="organisation"),
    path("verzeichnis/organisationen/<key:pk>/vcard/", organisations.card, name="organisation_card"),
    path("verzeichnis/personen/", people.register, name="people"),
    path("verzeichnis/personen.<slug:kind>", people.export, name="people_export"),
    path("verzeichnis/personen/<key:pk>/", people.person, name="person"),
    path("verzeichnis/personen/<key:pk>/vcard/", people.card, name="person_card"),
    path("verzeichnis/gemeinden/", municipalities.register, name="municipalities"),
    path("verzeichnis/gemeinden.<slug:kind>", municipalities.export, name="municipalities_export"),
    path("verzeichnis/zustaendigkeiten.<slug:kind>", municipalities.export_coverage, name="coverage_export"),
    path("verzeichnis/gemeinden/<ags:ags>/", municipalities.municipality, name="municipality"),
    path("verzeichnis/listen/", lists.lists, name="lists"),
    path("verzeichnis/listen/<key:pk>/", lists.one_list, name="list"),
    path("verzeichnis/listen/<key:pk>/ausgabe/", lists.hand_out, name="list_export"),
    path("verzeichnis/listen/ausgabe/<uuid:handout>/", lists.fetch, name="list_fetch"),
    path("verzeichnis/luecken/", municipalities.faults, name="faults"),
]
