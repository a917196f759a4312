"""What has changed since somebody last read: noted when a text is opened, said above it to this person alone."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from pages.documents.extensions import Document
from pages.documents.originals import original_of
from pages.models import LastRead, NormativePage, Version
from pages.versions import queries
from pages.versions.changes import ChangedSections, changed_sections
from portal import page_cache
from portal.navigation import reverse_or_none


@dataclass(frozen=True)
class Current:
    """The text that counts today; None while the document has no version."""

    version: Version | None


def note(request: HttpRequest, page: Document) -> SafeString:
    """One query where nothing has changed since the last time."""
    version = current(request, page).version if is_read(request) else None
    if version is None:
        return mark_safe("")
    row = LastRead.objects.of(request.user.pk, version.document_id).select_related("before", "seen").first()
    if row is None or row.seen_id != version.pk:
        row = LastRead.objects.record(request.user, version)
    before = None if is_said_elsewhere(request) else row.unread_since
    changed = changed_sections(before, version) if before else ChangedSections((), 0)
    return written(version, before, changed) if before and changed.count else mark_safe("")


def say_elsewhere(request: HttpRequest) -> None:
    """A box that stands before this one says what has changed; the text counts as read all the same."""
    request._portal_changes_said = True  # type: ignore[attr-defined]  # for this request only


def is_said_elsewhere(request: HttpRequest) -> bool:
    return getattr(request, "_portal_changes_said", False)


def is_read(request: HttpRequest) -> bool:
    """A person asks for the page, not a browser that guesses what they will open next."""
    is_guess = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.user.is_authenticated and request.method == "GET" and not is_guess


def current(request: HttpRequest, page: NormativePage) -> Current:
    name = f"version-{page.pk}"
    return page_cache.get_or_build(page_cache.version_of(request), name, lambda: found_version(page))


def found_version(page: NormativePage) -> Current:
    original = original_of(page)
    return Current(queries.in_force(original) if original is not None else None)


def written(version: Version, before: Version, changed: ChangedSections) -> SafeString:
    address = reverse_or_none("versions:comparison", version.document_id)
    pattern = (
        gettext("Seit Sie zuletzt gelesen haben, ist %(sections)s geändert.")
        if changed.count == 1
        else gettext("Seit Sie zuletzt gelesen haben, sind %(sections)s geändert.")
    )
    context = {
        "sentence": pattern % {"sections": changed.named},
        "url": f"{address}?von={before.number}&bis={version.number}" if address else "",
    }
    return mark_safe(
        render_to_string("pages/versions/includes/since_last_read.html", context)
    )  # a template has escaped it
