"""A change as readers see it: what is new marked, what goes crossed out; beside it both texts as they are."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from pages.documents.sections import Section
from pages.models import Proposal
from pages.proposals import drafts
from pages.proposals.drafts import Text
from pages.versions.compared_sections import spoken
from pages.versions.marked_words import blocks_of, marked_line, marked_text


@dataclass(frozen=True)
class Shown:
    heading: SafeString | str
    html: SafeString


@dataclass(frozen=True)
class Change:
    before: Shown
    after: Shown
    marked: Shown


def shown(text: Text) -> Shown:
    return Shown(text.heading, mark_safe(expand_db_html(text.html)))  # stored text: what people type into it is escaped


def current_text(section: Section) -> Shown:
    return shown(drafts.text_of(section))


def marked(before: Text, after: Text) -> Shown:
    html = expand_db_html(marked_text(blocks_of(before.html), blocks_of(after.html)))
    return Shown(spoken(marked_line(before.heading, after.heading)), spoken(html))


def change_of(proposal: Proposal) -> Change:
    before, after = drafts.before(proposal), drafts.wanted(proposal)
    return Change(shown(before), shown(after), marked(before, after))
