from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from directory.internal_lists import views as list_views
from directory.register import organisation_views, people_views
from directory.responsibility import municipality_views
from directory.responsibility import views as responsibility_views
from directory.upkeep import change_views, entry_views, removal_views, round_views, staff_views

app_name = "directory"


class Ags(StringConverter):
    regex = "[0-9]{8}"


class Key(IntConverter):
    """As many digits as a key of the database can have."""

    regex = "[0-9]{1,18}"


register_converter(Ags, "ags")
register_converter(Key, "key")

urlpatterns = [
    path("zustaendig/", responsibility_views.responsible, name="responsible"),
    path("zustaendig/orte/", responsibility_views.suggestions, name="places"),
    path("api/zustaendig/", responsibility_views.responsible_data, name="responsible_data"),
    path("verzeichnis/", organisation_views.register, name="organisations"),
    path("verzeichnis/organisationen.<slug:kind>", organisation_views.export, name="organisations_export"),
    path("verzeichnis/organisationen/<key:pk>/", organisation_views.organisation, name="organisation"),
    path("verzeichnis/organisationen/<key:pk>/vcard/", organisation_views.card, name="organisation_card"),
    path("verzeichnis/personen/", people_views.register, name="people"),
    path("verzeichnis/personen.<slug:kind>", people_views.export, name="people_export"),
    path("verzeichnis/personen/<key:pk>/", people_views.person, name="person"),
    path("verzeichnis/personen/<key:pk>/vcard/", people_views.card, name="person_card"),
    path("verzeichnis/gemeinden/", municipality_views.register, name="municipalities"),
    path("verzeichnis/gemeinden.<slug:kind>", municipality_views.export, name="municipalities_export"),
    path("verzeichnis/zustaendigkeiten.<slug:kind>", municipality_views.export_coverage, name="coverage_export"),
    path("verzeichnis/gemeinden/<ags:ags>/", municipality_views.municipality, name="municipality"),
    path("verzeichnis/listen/", list_views.lists, name="lists"),
    path("verzeichnis/listen/<key:pk>/", list_views.one_list, name="list"),
    path("verzeichnis/listen/<key:pk>/ausgabe/", list_views.hand_out, name="list_export"),
    path("verzeichnis/listen/ausgabe/<uuid:handout>/", list_views.fetch, name="list_fetch"),
    path("verzeichnis/aenderungen/", change_views.changes, name="changes"),
    path("verzeichnis/aenderungen/kenntnis/", change_views.acknowledge, name="acknowledge_changes"),
    path("verzeichnis/pflege/", entry_views.index, name="keep"),
    path("verzeichnis/pflege/<key:pk>/", entry_views.one, name="keep_one"),
    path("verzeichnis/pflege/<key:pk>/angaben/", entry_views.organisation, name="keep_organisation"),
    path("verzeichnis/pflege/<key:pk>/bestaetigen/", entry_views.confirm, name="keep_confirm"),
    path("verzeichnis/pflege/<key:pk>/standorte/neu/", entry_views.site, name="keep_site_new"),
    path("verzeichnis/pflege/<key:pk>/standorte/<key:site_pk>/", entry_views.site, name="keep_site"),
    path(
        "verzeichnis/pflege/<key:pk>/standorte/<key:site_pk>/entfernen/",
        removal_views.remove_site,
        name="keep_site_remove",
    ),
    path("verzeichnis/pflege/<key:pk>/postfaecher/neu/", entry_views.mailbox, name="keep_mailbox_new"),
    path("verzeichnis/pflege/<key:pk>/postfaecher/<key:box_pk>/", entry_views.mailbox, name="keep_mailbox"),
    path(
        "verzeichnis/pflege/<key:pk>/postfaecher/<key:box_pk>/entfernen/",
        removal_views.remove_mailbox,
        name="keep_mailbox_remove",
    ),
    path("verzeichnis/pflege/<key:pk>/personen/neu/", staff_views.new, name="keep_person_new"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/", entry_views.person, name="keep_person"),
    path(
        "verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/weggang/", staff_views.leaving, name="keep_person_end"
    ),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/anteil/", staff_views.share, name="keep_person_share"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/ort/", staff_views.place, name="keep_person_place"),
    path("verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/abwesend/", staff_views.away, name="keep_person_away"),
    path(
        "verzeichnis/pflege/<key:pk>/personen/<key:position_pk>/abwesend/<key:absence_pk>/",
        staff_views.back,
        name="keep_person_back",
    ),
    path("verzeichnis/pflege/<key:pk>/vertretung/<key:task_pk>/", staff_views.substitute, name="keep_substitute"),
    path("verzeichnis/pflege/<key:pk>/meldungen/<key:notice_pk>/", staff_views.send, name="keep_notice"),
    path("verzeichnis/meldungen/", staff_views.notices, name="notices"),
    path("verzeichnis/meldungen/<key:pk>/kenntnis/", staff_views.acknowledge, name="acknowledge_notice"),
    path("verzeichnis/runde/", round_views.overview, name="round"),
    path("verzeichnis/bestaetigen/<str:secret>/", round_views.confirm_by_link, name="confirm_by_link"),
    path("verzeichnis/luecken/", municipality_views.faults, name="faults"),
]
