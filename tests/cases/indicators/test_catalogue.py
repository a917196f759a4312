"""D14: the catalogue is data with versions; what is published stays as it is."""

import pytest
from django.urls import reverse

from cases.access import actor
from cases.indicators import catalogue_actions
from cases.indicators.errors import Refused
from cases.models import Indicator, IndicatorSet
from tests.cases.factories import signed_in
from tests.cases.indicators.carriers import TODAY
from tests.factories import normative_page, section

pytestmark = pytest.mark.django_db


def test_d14_the_catalogue_of_the_guideline_is_there_after_setting_up(portal):
    shipped = IndicatorSet.objects.get()
    assert (shipped.version, shipped.published_at is not None) == ("2026-2", True)
    kinds = dict(shipped.indicators.values_list("key", "kind"))
    assert kinds["contacts"] == "matrix" and kinds["remarks"] == "text" and len(kinds) == 11
    contacts = shipped.indicators.get(key="contacts")
    assert [contacts.items.filter(axis=axis).count() for axis in ("row", "column")] == [8, 4]
    catalogue_actions.ship()
    assert IndicatorSet.objects.count() == 1


def test_d14_a_coordinator_makes_another_version_without_code(carriers):
    browser = signed_in(carriers.birgit)
    source = carriers.catalogue
    copy = browser.post(
        reverse("indicators:copy_catalogue", args=[source.pk]), {"version": "2027-1", "valid_from": "2027-01-01"}
    )
    made = IndicatorSet.objects.get(version="2027-1")
    assert copy.url == reverse("indicators:catalogue", args=[made.pk])
    address = reverse("indicators:indicator", args=[made.pk, "contacts"])
    page = browser.get(address)
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"stand": form.state, "is_required": "on"}
    values["rows_text"] = "arbeit: Arbeit\nDigitales und Geräte\nsprache: Sprache"
    assert browser.post(address, values).status_code == 302
    rows = made.indicators.get(key="contacts").items.filter(axis="row").values_list("key", "name")
    assert list(rows) == [
        ("arbeit", "Arbeit"),
        ("digitales-und-geraete", "Digitales und Geräte"),
        ("sprache", "Sprache"),
    ]
    assert browser.post(reverse("indicators:publish_catalogue", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.published_at is not None
    assert source.indicators.get(key="contacts").items.filter(axis="row").count() == 8, (
        "the version before is untouched"
    )


def test_d14_a_published_version_cannot_be_changed(carriers):
    indicator = carriers.catalogue.indicators.get(key="plans")
    indicator.name = "Anders"
    by = actor(carriers.birgit)
    for act in (
        lambda: catalogue_actions.save_indicator(indicator=indicator, rows=[], columns=[], by=by),
        lambda: catalogue_actions.remove_indicator(indicator=indicator, by=by),
        lambda: catalogue_actions.change_catalogue(catalogue=carriers.catalogue, fields={"name": "Anders"}, by=by),
        lambda: catalogue_actions.publish_catalogue(catalogue=carriers.catalogue, by=by),
    ):
        with pytest.raises(Refused):
            act()
    assert Indicator.objects.get(pk=indicator.pk).name == "Integrationspläne"
    answer = signed_in(carriers.birgit).post(
        reverse("indicators:remove_indicator", args=[carriers.catalogue.pk, "plans"]), follow=True
    )
    assert "bleibt, wie sie ist" in answer.content.decode()


def test_d14_what_cannot_be_filled_in_is_not_published(carriers):
    empty = IndicatorSet.objects.create(name="Leer", version="0", valid_from="2027-01-01")
    with pytest.raises(Refused, match="noch keine Kennzahl"):
        catalogue_actions.publish_catalogue(catalogue=empty, by=actor(carriers.birgit))
    Indicator.objects.create(catalogue=empty, key="a", name="Ohne Zeilen", kind="matrix")
    with pytest.raises(Refused, match="Ohne Zeilen"):
        catalogue_actions.publish_catalogue(catalogue=empty, by=actor(carriers.birgit))


def test_d14_a_version_is_there_once(carriers):
    values = {"version": "2026-2", "valid_from": "2027-01-01"}
    answer = signed_in(carriers.birgit).post(reverse("indicators:copy_catalogue", args=[carriers.catalogue.pk]), values)
    assert answer.status_code == 422 and "gibt es schon" in answer.content.decode()


def test_d14_the_catalogue_is_the_coordinator_s(carriers):
    for user in (carriers.jonas, carriers.mirko, carriers.ayla):
        assert signed_in(user).get(reverse("indicators:catalogues")).status_code == 403


@pytest.fixture
def guideline(portal):
    return normative_page([section("3.11.1", "Kennzahlen"), section("5.3", "Antwort")], short_title="LÖ-RL")


def indicator_page(carriers):
    draft = catalogue_actions.copy_catalogue(
        source=carriers.catalogue, version="2027-1", valid_from=TODAY, by=actor(carriers.birgit)
    )
    return draft, reverse("indicators:indicator", args=[draft.pk, "plans"])


def test_f53_a_clause_opens_the_section_of_this_county_s_document(carriers, guideline):
    page = signed_in(carriers.jonas).get(reverse("indicators:submission", args=[carriers.submission.pk]))
    content = page.content.decode()
    assert f'<a class="cite" href="{guideline.get_url()}#z-3-11-1">LÖ-RL 3.11.1</a>' in content
    assert "LÖ-RL 5.8.2" not in content, "what no document holds is not shown"


def test_f53_the_coordinator_names_the_section_and_it_stays_when_it_is_numbered_anew(carriers, guideline):
    draft, address = indicator_page(carriers)
    browser = signed_in(carriers.birgit)
    page = browser.get(address)
    fields = {"name": "Pläne", "kind": "number", "is_required": "on", "stand": page.context["form"].state}
    refused = browser.post(address, {**fields, "section": "LÖ-RL 99"})
    assert refused.status_code == 422 and "Diesen Abschnitt gibt es" in refused.content.decode()
    assert browser.post(address, {**fields, "section": " LÖ-RL  5.3"}).status_code == 302
    kept = draft.indicators.get(key="plans").section
    assert kept.startswith(str(guideline.translation_key))
    page = browser.get(address)
    assert page.context["form"]["section"].value() == "LÖ-RL 5.3"
    fields["stand"] = page.context["form"].state
    assert browser.post(address, {**fields, "section": "LÖ-RL 5.3"}).status_code == 302
    assert draft.indicators.get(key="plans").section == kept
    catalogue = browser.get(reverse("indicators:catalogue", args=[draft.pk])).content.decode()
    assert f'href="{guideline.get_url()}#z-5-3">LÖ-RL 5.3</a>' in catalogue
