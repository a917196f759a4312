"""Days stand in the way of the language: "27. Mai 2027", and "27 May 2027" without a full stop."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from portal.written_dates import written

DAY = dt.date(2027, 5, 27)
OF_A_DAY = re.compile(r"\|date:[\"'][^\"']*(?:j|d\.|DATE_FORMAT|MONTH_DAY)[^\"']*[\"']")


@pytest.mark.parametrize(
    ("pattern", "german", "english"),
    [
        ("j. F Y", "27. Mai 2027", "27 May 2027"),
        ("j. F", "27. Mai", "27 May"),
        ("l, j. F", "Donnerstag, 27. Mai", "Thursday, 27 May"),
        ("D j. F Y", "Do 27. Mai 2027", "Thu 27 May 2027"),
        ("j.n.Y", "27.5.2027", "27 May 2027"),
        ("d.m.Y", "27.05.2027", "27 May 2027"),
        ("D j.n.", "Do 27.5.", "Thu 27 May"),
    ],
)
def test_a_day_is_written_as_its_language_does(pattern: str, german: str, english: str) -> None:
    template = Template('{% load portal_tags %}{{ day|dated:"' + pattern + '" }}')
    for language, said in (("de", german), ("en", english), ("en-gb", english)):
        with override(language):
            assert written(DAY, pattern) == template.render(Context({"day": DAY})) == said


def test_a_moment_is_written_in_local_time_and_nothing_as_nothing() -> None:
    template = Template('{% load portal_tags %}{{ at|dated:"j. F Y, H:i" }}')
    at = dt.datetime(2027, 5, 27, 22, 30, tzinfo=dt.UTC)
    with override("en"), timezone.override("Europe/Berlin"):
        assert template.render(Context({"at": at})) == "28 May 2027, 00:30"
        assert template.render(Context({"at": None})) == ""


def test_no_template_writes_a_day_in_one_language_only() -> None:
    own = [Path(app.path) for app in apps.get_app_configs() if app.name in {"portal", "search", "directory", "pages", "cases"}]  # fmt: skip
    wrong = {
        file.name: found
        for folder in own
        for file in [*folder.glob("templates/**/*.html"), *folder.glob("templates/**/*.txt")]
        if (found := OF_A_DAY.findall(file.read_text(encoding="utf-8")))
    }
    assert wrong == {}, "bitte |dated: statt |date: schreiben"
