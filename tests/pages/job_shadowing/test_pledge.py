"""The confidentiality pledge: versions written in the editor's area, never changed, accepted with their digest (F30)."""

import hashlib

import pytest

from pages.job_shadowing import pledges
from pages.models import PledgeAcceptance, PledgeText
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/cms/hospitation/verschwiegenheit/"


def test_f30_editors_write_a_new_version_and_the_old_one_stays(sign_in):
    editor = sign_in(editor=True)
    first = pledges.current()
    page = editor.get(URL)
    assert first.text.splitlines()[0] in page.content.decode()
    answer = editor.post(URL, {"text": "Ich schweige.  \r\n\r\nAuch danach.\r\n", "known": first.number})
    assert answer.status_code == 302
    second = pledges.current()
    assert (second.number, second.text) == (2, "Ich schweige.\n\nAuch danach.")
    assert second.digest == hashlib.sha256(second.text.encode()).hexdigest()
    assert PledgeText.objects.get(number=1).text == first.text


def test_r28_two_editors_at_once_do_not_overwrite_each_other(sign_in):
    editor = sign_in(editor=True)
    pledges.publish(text="Die Fassung der anderen.", known=1, by=factories.UserFactory())
    answer = editor.post(URL, {"text": "Meine Fassung.", "known": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Die Fassung der anderen." in page
    assert "Meine Fassung." in page
    assert "Inzwischen gibt es eine neuere Fassung" in page
    assert 'name="known" value="2"' in page
    assert PledgeText.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 6001])
def test_f30_no_version_without_words(sign_in, text):
    answer = sign_in(editor=True).post(URL, {"text": text, "known": 1})
    assert answer.status_code == 422
    assert PledgeText.objects.count() == 1


def test_f30_the_same_words_are_no_new_version(sign_in):
    answer = sign_in(editor=True).post(URL, {"text": pledges.current().text, "known": 1})
    assert "der schon gilt" in answer.content.decode()
    assert PledgeText.objects.count() == 1


def test_f30_accepting_twice_is_one_acceptance(portal):
    user = factories.UserFactory()
    digest = pledges.current().digest
    first = pledges.accept(digest=digest, by=user)
    assert pledges.accept(digest=digest, by=user) == first
    assert PledgeAcceptance.objects.get().digest == digest


def test_f30_setting_up_again_makes_no_other_version(portal):
    pledges.ensure_first_version()
    assert PledgeText.objects.get().number == 1
