"""Remarks at sections: they survive what happens to the section (F14)."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from pages.models import Remark, Version
from pages.proposals import remark_actions
from pages.proposals.errors import NotNow
from tests.pages.proposals import ground


@pytest.fixture
def circle(portal):
    return ground.made()


def said(response) -> str:
    return response.content.decode()


def remark(circle, position=None, number: str = "1", text: str = "Was heißt das?") -> Remark:
    page = f"{circle.url}anmerkungen/?abschnitt={circle.identity(number)}"
    client = circle.client(position or circle.stranger)
    assert client.post(page, {"text": text}).status_code == 302
    return Remark.objects.latest("pk")


def rewrite(circle, number: str, *, keep: bool = True, text: str = "<p>Neu.</p>", attribute: str = "text") -> None:
    identity = circle.identity(number)
    rows = [dict(row) for row in circle.document.sections.raw_data]
    for row in rows:
        if row["id"] == identity:
            row["value"] = {**row["value"], attribute: text}
    circle.document.sections = [row for row in rows if keep or row["id"] != identity]
    circle.document.signed_on = timezone.localdate() + dt.timedelta(days=len(Version.objects.all()))  # anew
    circle.document.save_revision().publish()
    circle.document.refresh_from_db()


@pytest.mark.django_db
def test_f14_any_reader_notes_something_at_a_section_and_all_see_it_in_the_margin(circle):
    made = remark(circle)
    assert (made.version, made.cited) == (circle.document.versions.latest("number").number, "1")
    office = circle.client(circle.office)
    assert "1 Anmerkung<" in said(office.get(circle.document.url))
    page = said(office.get(f"{circle.url}anmerkungen/"))
    assert "Was heißt das?" in page
    assert "seither geändert" not in page
    assert (
        circle.client(circle.stranger)
        .post(f"{circle.url}anmerkungen/?abschnitt={circle.identity('1')}", {"text": " "})
        .status_code
        == 422
    )


@pytest.mark.django_db
def test_f14_it_stays_marked_when_the_section_changes_and_under_the_document_when_it_is_gone(circle):
    rewrite(circle, "3")  # what is changed later today stays that version
    made = remark(circle)
    rewrite(circle, "1", text=ground.GOALS.replace("<b>", "<strong>").replace("</b>", "</strong>"))
    assert "seither geändert" not in said(circle.client(circle.office).get(f"{circle.url}anmerkungen/"))
    rewrite(circle, "1", text="<p>Ganz anders.</p>")
    assert "Vergleichen" not in said(circle.client(circle.office).get(f"{circle.url}anmerkungen/"))  # the same version
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        rewrite(circle, "1", text="<p>Noch einmal anders.</p>")
        office = circle.client(circle.office)
        page = said(office.get(f"{circle.url}anmerkungen/"))
        [thread] = office.get(f"{circle.url}anmerkungen/").context["threads"]
        assert f"{thread.comparison.partition('#')[0].replace('&', '&amp;')}#" in page
        assert "Noch einmal" in said(office.get(thread.comparison))
    assert f"bezieht sich auf Fassung {made.version} – der Abschnitt wurde seither geändert" in page
    rewrite(circle, "1", keep=False)
    response = circle.client(circle.office).get(f"{circle.url}anmerkungen/")
    assert [thread.first for thread in response.context["homeless"]] == [made]
    assert "Zu Abschnitten, die es nicht mehr gibt" in said(response)


@pytest.mark.django_db
def test_f14_it_follows_its_section_to_another_number(circle):
    remark(circle)
    identity = circle.identity("1")
    rewrite(circle, "1", text="7", attribute="number")
    response = circle.client(circle.office).get(f"{circle.url}anmerkungen/")
    [thread] = response.context["threads"]
    assert (thread.now.identity, thread.now.number, thread.has_changed) == (identity, "7", False)


@pytest.mark.django_db
def test_f14_answers_are_told_to_who_wrote_before(circle, django_capture_on_commit_callbacks):
    made = remark(circle)
    page = f"{circle.url}anmerkungen/{made.pk}/antworten/"
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert circle.client(circle.office).post(page, {"text": "Das meint alle."}).status_code == 302
    assert [one.to for one in mail.outbox] == [[circle.stranger.person.user.email]]
    assert "Das meint alle" not in mail.outbox[0].body
    assert circle.client(circle.carrier).post(page, {"text": ""}).status_code == 422
    assert "Das meint alle." in said(circle.client(circle.carrier).get(f"{circle.url}anmerkungen/"))


@pytest.mark.django_db
def test_f14_its_author_and_the_coordinator_resolve_it(circle):
    made = remark(circle)
    page = f"{circle.url}anmerkungen/{made.pk}/erledigt/"
    assert circle.client(circle.office).post(page).status_code == 403
    assert circle.coordinator.post(page).status_code == 302
    assert circle.client(circle.stranger).post(page).status_code == 302  # once more does no harm
    made.refresh_from_db()
    assert made.resolved_by == circle.coordinator_user
    assert "Anmerkung<" not in said(circle.client(circle.office).get(circle.document.url))
    assert circle.client(circle.office).get(f"{circle.url}anmerkungen/{made.pk}/antworten/").status_code == 404
    with pytest.raises(NotNow):
        remark_actions.answer(remark=made, text="Noch", organisation=None, by=circle.coordinator_user)


@pytest.mark.django_db
def test_f14_ones_own_is_deleted_and_answers_of_others_stay(circle):
    alone, answered = remark(circle), remark(circle, number="2", text="Und das?")
    circle.client(circle.office).post(f"{circle.url}anmerkungen/{answered.pk}/antworten/", {"text": "Antwort"})
    author = circle.client(circle.stranger)
    for one in (alone, answered):
        page = f"{circle.url}anmerkungen/{one.pk}/loeschen/"
        assert circle.client(circle.office).get(page).status_code == 404
        assert one.text in said(author.get(page))
        assert author.post(page).status_code == 302
        assert author.post(page).status_code == 404
    assert not Remark.objects.filter(pk=alone.pk).exists()
    page = said(author.get(f"{circle.url}anmerkungen/"))
    assert "Diese Anmerkung wurde zurückgenommen." in page
    assert "Antwort" in page
    assert "Und das?" not in page


@pytest.mark.django_db
def test_f14_a_section_removed_while_somebody_wrote_keeps_their_words(circle):
    page = f"{circle.url}anmerkungen/?abschnitt={circle.identity('3')}"
    rewrite(circle, "3", keep=False)
    response = circle.client(circle.office).post(page, {"text": "Lange überlegt"})
    assert response.status_code == 409
    assert "Lange überlegt" in said(response)


@pytest.mark.django_db
def test_f14_the_database_takes_no_empty_remark_and_resolves_no_answer(circle):
    made = remark(circle)
    rows = Remark.objects.filter(pk=made.pk)
    for nonsense in ({"text": ""}, {"removed_at": made.written_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**nonsense)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(parent=made.pk, resolved_at=made.written_at)
