"""Former and coming texts in the search: only what the text in force says otherwise, and marked."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pages.audiences import never_found, shown_to
from pages.documents.sections import Section
from pages.models import NormativePage, Version
from pages.rich_text import plain
from portal import page_access
from search.documents import Document
from search.registry import owner, searchable

FORMER_BOOST, FUTURE_BOOST = 0.5, 0.7


def settled_texts() -> QuerySet[Version]:
    gates = page_access.stored_gates()
    rows: QuerySet[Version] = Version.objects.adopted().filter(document__live=True, document__alias_of=None)
    rows = rows.exclude(page_access.below(never_found(gates), "document__"))
    return rows.annotate(shown_to=shown_to(gates, "document__")).with_texts()  # type: ignore[attr-defined]  # its own queryset


@searchable(
    Version,
    findable=settled_texts,
    kinds={},
    audience=F("shown_to"),
    follows={NormativePage: lambda page: Version.objects.adopted().filter(document=page.pk)},
)
def sections_of_other_days(version: Version) -> Iterator[Document]:
    page, day = version.document, version.effective_on
    if day is None or version.digest == digest_of_today(page):
        return
    is_future = day > timezone.localdate()
    current = {one.identity: one for one in page.outline()}
    for section in version.outline():
        if plain(section.source_html) and differs(section, current.get(section.identity)):
            yield document_of(version, page, section, day, is_future)


def digest_of_today(page: NormativePage) -> str:
    newest = page.versions.in_force_on(timezone.localdate()).first()
    return newest.digest if newest is not None else ""


def differs(section: Section, today: Section | None) -> bool:
    return today is None or (section.number, section.wording) != (today.number, today.wording)


def document_of(version: Version, page: NormativePage, section: Section, day: dt.date, is_future: bool) -> Document:
    with override(page.locale.language_code):
        name = _("%(title)s, Fassung %(number)s") % {"title": page.title, "number": version.number}
        kind = str(page.get_kind_display())
    return Document(
        id=f"version:{version.pk}:{section.identity}",
        owner=owner(Version, version.pk),
        kind="section",
        title=section.heading,
        text=plain(section.source_html),
        url=f"{page.get_url() or ''}{day.isoformat()}/#{section.link_anchor}",
        language=page.locale.language_code,
        document_title=page.title,
        document_kind=page.kind,
        document_aliases=(name, kind),
        status="future" if is_future else "former",
        number=section.number,
        citation=section.citation if section.number else "",
        number_path=section.path,
        audience=getattr(version, "shown_to"),  # noqa: B009  # annotated by settled_texts
        boost=FUTURE_BOOST if is_future else FORMER_BOOST,
        changed_on=day,
    )
