from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from directory.views import (
    changes,
    keeping,
    lists,
    municipalities,
    organisations,
    people,
    responsibility,
    rounds,
    staff,
)

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
    path("verzeichnis/aenderungen/", changes.changes, name="changes"),
    path("verzeichnis/aenderungen/kenntnis/", changes.acknowledge, name="acknowledge_changes"),
    path("verzeichnis/pflege/", keeping.index, name="keep"),
    path("verzeichnis/pflege/<key:pk>/", keeping.one, name="keep_one"),
    path("verzeichnis/pflege/<key:pk>/angaben/", keeping.organisation, name="keep_organisation"),
    path("verzeichnis/pflege/<key:pk>/bestaetigen/", keeping.confirm, name="keep_confirm"),
    path("verzeichnis/pflege/<key:pk>/standorte/neu/", keeping.site, name="keep_site_new"),
    path("verzeichnis/pflege/<key:pk>/standorte/<key:site_pk>/", keeping.site, name="keep_site"),
    path(
        "verzeichnis/pflege/<key:pk>/standorte/<key:site_pk>/entfernen/", keeping.remove_site, name="keep_site_remove"
    ),
    path("verzeichnis/pflege/<key:pk>/postfaecher/neu/", keeping.mailbox, name="keep_mailbox_new"),
    path("verzeichnis/pflege/<key:pk>/postfaecher/<key:box_pk>/", keeping.mailbox, name="keep_mailbox"),
    path(
        "verzeichnis/pflege/<key:pk>/postfaecher/<key:box_pk>/entfernen/",
        keeping.remove_mailbox,
        name="keep_mailbox_remove",
    ),
    path("verzeichnis/pflege/<key:pk>/personen/neu/", staff.new, name="keep_person_new"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/", keeping.person, name="keep_person"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/weggang/", staff.leaving, name="keep_person_end"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/anteil/", staff.share, name="keep_person_share"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/ort/", staff.place, name="keep_person_place"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/abwesend/", staff.away, name="keep_person_away"),
    path(
        "verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/abwesend/<key:absence_pk>/",
        staff.back,
        name="keep_person_back",
    ),
    path("verzeichnis/pflege/<key:pk>/vertretung/<key:task_pk>/", staff.substitute, name="keep_substitute"),
    path("verzeichnis/pflege/<key:pk>/meldungen/<key:notice_pk>/", staff.send, name="keep_notice"),
    path("verzeichnis/meldungen/", staff.notices, name="notices"),
    path("verzeichnis/meldungen/<key:pk>/kenntnis/", staff.acknowledge, name="acknowledge_notice"),
    path("verzeichnis/runde/", rounds.overview, name="round"),
    path("verzeichnis/bestaetigen/<str:secret>/", rounds.confirm_by_link, name="confirm_by_link"),
    path("verzeichnis/luecken/", municipalities.faults, name="faults"),
]
