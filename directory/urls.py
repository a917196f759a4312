from django.urls import path, register_converter
from django.urls.converters import StringConverter

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


register_converter(Ags, "ags")

urlpatterns = [
    path("zustaendig/", responsibility.responsible, name="responsible"),
    path("zustaendig/orte/", responsibility.suggestions, name="places"),
    path("api/zustaendig/", responsibility.responsible_data, name="responsible_data"),
    path("verzeichnis/", organisations.register, name="organisations"),
    path("verzeichnis/organisationen.<slug:kind>", organisations.export, name="organisations_export"),
    path("verzeichnis/organisationen/<int:pk>/", organisations.organisation, name="organisation"),
    path("verzeichnis/organisationen/<int:pk>/vcard/", organisations.card, name="organisation_card"),
    path("verzeichnis/personen/", people.register, name="people"),
    path("verzeichnis/personen.<slug:kind>", people.export, name="people_export"),
    path("verzeichnis/personen/<int:pk>/", people.person, name="person"),
    path("verzeichnis/personen/<int:pk>/vcard/", people.card, name="person_card"),
    path("verzeichnis/gemeinden/", municipalities.register, name="municipalities"),
    path("verzeichnis/gemeinden/<ags:ags>/", municipalities.municipality, name="municipality"),
    path("verzeichnis/listen/", lists.lists, name="lists"),
    path("verzeichnis/listen/<int:pk>/", lists.one_list, name="list"),
    path("verzeichnis/aenderungen/", changes.changes, name="changes"),
    path("verzeichnis/aenderungen/kenntnis/", changes.acknowledge, name="acknowledge_changes"),
    path("verzeichnis/pflege/", keeping.index, name="keep"),
    path("verzeichnis/pflege/<int:pk>/", keeping.one, name="keep_one"),
    path("verzeichnis/pflege/<int:pk>/angaben/", keeping.organisation, name="keep_organisation"),
    path("verzeichnis/pflege/<int:pk>/bestaetigen/", keeping.confirm, name="keep_confirm"),
    path("verzeichnis/pflege/<int:pk>/standorte/neu/", keeping.site, name="keep_site_new"),
    path("verzeichnis/pflege/<int:pk>/standorte/<int:site_pk>/", keeping.site, name="keep_site"),
    path(
        "verzeichnis/pflege/<int:pk>/standorte/<int:site_pk>/entfernen/", keeping.remove_site, name="keep_site_remove"
    ),
    path("verzeichnis/pflege/<int:pk>/postfaecher/neu/", keeping.mailbox, name="keep_mailbox_new"),
    path("verzeichnis/pflege/<int:pk>/postfaecher/<int:box_pk>/", keeping.mailbox, name="keep_mailbox"),
    path(
        "verzeichnis/pflege/<int:pk>/postfaecher/<int:box_pk>/entfernen/",
        keeping.remove_mailbox,
        name="keep_mailbox_remove",
    ),
    path("verzeichnis/pflege/<int:pk>/personen/neu/", staff.new, name="keep_person_new"),
    path("verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/", keeping.person, name="keep_person"),
    path("verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/weggang/", staff.leaving, name="keep_person_end"),
    path("verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/anteil/", staff.share, name="keep_person_share"),
    path("verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/ort/", staff.place, name="keep_person_place"),
    path("verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/abwesend/", staff.away, name="keep_person_away"),
    path(
        "verzeichnis/pflege/<int:pk>/personen/<int:position_pk>/abwesend/<int:absence_pk>/",
        staff.back,
        name="keep_person_back",
    ),
    path("verzeichnis/pflege/<int:pk>/vertretung/<int:task_pk>/", staff.substitute, name="keep_substitute"),
    path("verzeichnis/pflege/<int:pk>/meldungen/<int:notice_pk>/", staff.send, name="keep_notice"),
    path("verzeichnis/meldungen/", staff.notices, name="notices"),
    path("verzeichnis/meldungen/<int:pk>/kenntnis/", staff.acknowledge, name="acknowledge_notice"),
    path("verzeichnis/runde/", rounds.overview, name="round"),
    path("verzeichnis/bestaetigen/<str:secret>/", rounds.confirm_by_link, name="confirm_by_link"),
    path("verzeichnis/luecken/", municipalities.faults, name="faults"),
]
