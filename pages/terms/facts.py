"""The days of an agreement in its facts box and the tab that leads to all of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.documents.extensions import Tab
from pages.documents.facts_box import Fact, long_date
from pages.models import NormativePage
from pages.terms import clocks
from pages.terms.clocks import Clock
from portal.navigation import reverse_or_none

TAB = "fristen"
LABELS = {clocks.NOTICE: _("Kündigung"), clocks.REVIEW: _("Überprüfung")}  # the others belong to the term


def tabs(page: NormativePage) -> Iterator[Tab]:
    """Only where the agreement says something of time."""
    says = (page.term, page.renewal, page.notice_months, page.review_months, page.review_next_on, page.meeting_months)
    if any(says) and page.kind != page.Kind.TEMPLATE and reverse_or_none("terms:document", page.pk):
        yield Tab(TAB, gettext("Fristen"), reverse("terms:document", args=[page.pk]), order=60)


def document_facts(page: NormativePage) -> Iterator[Fact]:
    """One query; kept with the text, for a day at most."""
    lines: dict[str, list[str]] = {}
    for clock in clocks.next_of_each(page.basis(), timezone.localdate()):
        label = str(LABELS.get(clock.kind, _("Laufzeit")))
        said = sentence(page, clock)
        lines.setdefault(label, []).extend([said] if said else [])
    fields = {str(_("Kündigung")): page.notice_clause, str(_("Überprüfung")): page.review_clause}
    for label, sentences in lines.items():
        if sentences:
            yield Fact(label, tuple(sentences), fields.get(label, page.term_clause))


def sentence(page: NormativePage, clock: Clock) -> str:
    day = long_date(clock.on)
    if clock.kind == clocks.RENEWAL and clock.ends_on:
        return gettext("zurzeit bis %(day)s") % {"day": long_date(clock.ends_on)}
    if clock.kind == clocks.OBJECTION:
        return gettext("Widerspruch bis %(day)s") % {"day": day}
    if clock.kind == clocks.NOTICE:
        return gettext("spätestens %(day)s") % {"day": day}
    if clock.kind == clocks.EXTENSION:
        return gettext("bis %(day)s, wenn sie nicht verlängert wird") % {"day": day}
    if clock.kind == clocks.REVIEW:
        return gettext("nächste am %(day)s") % {"day": day}
    return "" if clock.on == page.term_until else gettext("bis %(day)s") % {"day": day}
