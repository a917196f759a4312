"""Lists of sections in a sentence: the first two by name, the others counted."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pages.documents.sections import Section
from pages.reading.changes import Changes

SHOWN = 2


def changed(changes: Changes) -> SafeString:
    """ "Geändert sind 1.4, 3.11.2 und vier weitere Abschnitte. Entfallen ist 2.3."; "" where nothing is."""
    said = []
    if changes.changed:
        verb = ngettext("Geändert ist %s.", "Geändert sind %s.", len(changes.changed))
        said.append(sentence(verb, [linked(one) for one in changes.changed]))
    if changes.removed:
        verb = ngettext("Entfallen ist %s.", "Entfallen sind %s.", len(changes.removed))
        said.append(sentence(verb, [format_html("{}", one.label) for one in changes.removed]))
    return format_html_join(" ", "{}", ((one,) for one in said))


def sentence(pattern: str, names: Sequence[SafeString]) -> SafeString:
    before, _mark, after = pattern.partition("%s")
    return format_html("{}{}{}", before, enumerated(names), after)


def enumerated(names: Sequence[SafeString]) -> SafeString:
    shown, others = names[:SHOWN], len(names) - SHOWN
    if others <= 0:
        return format_html_join(format_html(" {} ", gettext("und")), "{}", ((one,) for one in shown))
    more = ngettext("ein weiterer Abschnitt", "%(n)s weitere Abschnitte", others) % {"n": in_words(others)}
    return format_html("{} {} {}", format_html_join(", ", "{}", ((one,) for one in shown)), gettext("und"), more)


def in_words(number: int) -> str:
    words = (
        "",
        "",
        gettext("zwei"),
        gettext("drei"),
        gettext("vier"),
        gettext("fünf"),
        gettext("sechs"),
        gettext("sieben"),
        gettext("acht"),
        gettext("neun"),
        gettext("zehn"),
        gettext("elf"),
        gettext("zwölf"),
    )
    return words[number] if 1 < number < len(words) else str(number)


def linked(section: Section) -> SafeString:
    return format_html('<a href="#{}">{}</a>', section.link_anchor, section.label)
