"""A change as readers see it: what is new marked, what goes crossed out."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from pages.documents.sections import Section
from pages.models import Proposal


@dataclass(frozen=True)
class Shown:
    heading: str
    html: SafeString


@dataclass(frozen=True)
class Change:
    before: Shown
    after: Shown


def shown(heading: str, html: str) -> Shown:
    return Shown(heading, mark_safe(expand_db_html(html)))  # stored text: what people type into it is escaped


def current_text(section: Section) -> Shown:
    return shown(section.heading, section.source_html)


def change_of(proposal: Proposal) -> Change:
    return Change(shown(proposal.heading_before, proposal.before), shown(proposal.heading, proposal.after))
