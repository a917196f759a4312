"""A comparison as its page shows it: each section with its marked words, and what happened to it in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import expand_db_html

from pages.documents.sections import SEPARATOR, Section
from pages.versions.comparison import Change, Comparison, SectionChange
from pages.versions.queries import Dated

ICONS = {
    Change.ADDED: ("add", "success"),
    Change.REMOVED: ("remove", "danger"),
    Change.REWORDED: ("change_history", "warning"),
    Change.MOVED: ("swap_horiz", "info"),
    Change.RENUMBERED: ("tune", "info"),
    Change.RESTYLED: ("edit", ""),
}
WORDS: dict[Change, str | Promise] = {
    Change.ADDED: _("neu"),
    Change.REMOVED: _("entfallen"),
    Change.REWORDED: _("umformuliert"),
    Change.MOVED: _("verschoben"),
    Change.RESTYLED: _("nur anders gesetzt"),
}


@dataclass(frozen=True)
class ChangeWord:
    text: str
    icon: str
    tone: str


@dataclass(frozen=True)
class ShownSection:
    """`change` is what stands in the comparison; `old_url` and `new_url` open the section in its version."""

    change: SectionChange[Section]
    section: Section
    words: tuple[ChangeWord, ...]
    heading: SafeString
    html: SafeString
    old_url: str = ""
    new_url: str = ""

    @property
    def kind(self) -> str:
        """For its look: sections of one text only stand out as a whole."""
        return next((kind for kind in (Change.ADDED, Change.REMOVED) if self.change.has(kind)), "")


@dataclass(frozen=True)
class KindOfChange:
    """How many sections it concerns, and where the first of them stands."""

    text: str
    anchor: str


def shown_sections(
    compared: Comparison[Section], address: str, old: Dated, new: Dated, with_unchanged: bool
) -> list[ShownSection]:
    """Links in all texts are resolved together."""
    changes = compared.sections if with_unchanged else compared.changed
    html = expand_db_html(SEPARATOR.join(change.text for change in changes)).split(SEPARATOR)
    old_url, new_url = (text_url(address, row) for row in (old, new))
    return [shown(change, text, old_url, new_url) for change, text in zip(changes, html, strict=bool(changes))]


def text_url(address: str, row: Dated) -> str:
    """Only what is adopted has an address of its own."""
    day = row.version.effective_on
    return f"{address}{day.isoformat()}/" if day and row.status not in {"draft", "asked"} else ""


def shown(change: SectionChange[Section], html: str, old_url: str, new_url: str) -> ShownSection:
    is_whole = change.old is None or change.new is None
    finish = unmarked if is_whole else spoken
    return ShownSection(
        change,
        change.shown,
        tuple(words_of(change)),
        finish(change.heading),
        finish(html),
        f"{old_url}#{change.old.link_anchor}" if change.old and old_url else "",
        f"{new_url}#{change.new.link_anchor}" if change.new and new_url else "",
    )


def spoken(html: str) -> SafeString:
    """Screen readers pass over <ins> and <del>, so that words say where they begin and end."""
    said = {
        "<ins>": format_html('<ins><span class="kern-sr-only">{} </span>', gettext("eingefügt:")),
        "</ins>": format_html('<span class="kern-sr-only"> {} </span></ins>', gettext("– Ende.")),
        "<del>": format_html('<del><span class="kern-sr-only">{} </span>', gettext("gestrichen:")),
        "</del>": format_html('<span class="kern-sr-only"> {} </span></del>', gettext("– Ende.")),
    }
    for tag, text in said.items():
        html = html.replace(tag, text)
    return mark_safe(html)  # what the comparison writes holds escaped words and tags of its own


def unmarked(html: str) -> SafeString:
    """A section that came or went as a whole says so once, not at every paragraph."""
    for tag in ("<ins>", "</ins>", "<del>", "</del>"):
        html = html.replace(tag, "")
    return mark_safe(html)  # as above


def words_of(change: SectionChange[Section]) -> Iterable[ChangeWord]:
    for kind, (icon, tone) in ICONS.items():
        if change.has(kind):
            text = renumbered(change) if kind == Change.RENUMBERED else str(WORDS[kind])
            yield ChangeWord(text, icon, tone)


def renumbered(change: SectionChange[Section]) -> str:
    old, new = (section.number if section else "" for section in (change.old, change.new))
    if not new:
        return gettext("jetzt ohne Ziffer statt %(old)s") % {"old": old}
    if not old:
        return gettext("jetzt Ziffer %(new)s, bisher ohne") % {"new": new}
    return gettext("neue Ziffer %(new)s statt %(old)s") % {"new": new, "old": old}


def summary(compared: Comparison[Section]) -> list[KindOfChange]:
    """ "4 umformuliert", "1 neu": one line for each kind of change there is."""
    return [
        KindOfChange(counted(kind, compared.counts[kind]), first.shown.anchor)
        for kind in ICONS
        if (first := next((change for change in compared.changed if change.has(kind)), None))
    ]


def counted(kind: Change, count: int) -> str:
    if kind == Change.RENUMBERED:
        return ngettext("%(n)s mit neuer Ziffer", "%(n)s mit neuer Ziffer", count) % {"n": count}
    return f"{count} {WORDS[kind]}"
