"""What reading adds to the page of a document: the box that asks for an acknowledgement, and the tab that shows who is missing."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Locale

from pages.documents.extensions import Tab
from pages.models import AcknowledgementRule, NormativePage, Version
from pages.reading import asked, queries
from pages.versions import last_read
from pages.versions.changes import changed_sections
from portal.navigation import reverse_or_none

TAB = "acknowledgements"
NOTHING: SafeString = mark_safe("")


def above_text(request: HttpRequest, page: NormativePage) -> SafeString:
    """No query where nothing is asked for, else two at most; what has changed is kept for all."""
    text = queries.asked_text(request, page) if request.user.is_authenticated else None
    if text is None or reverse_or_none("acknowledgements:own") is None:
        return NOTHING
    given = queries.given_for(text.current.document_id, request.user.pk)
    if given and given[0].version_id == text.version:
        return shown("pages/reading/includes/given.html", request, {"given": given[0]})
    if not asked.asked_of(request.user.pk).filter(pk=text.rule).exists():
        return NOTHING
    last_read.say_elsewhere(request)
    since = given[0].read if given else text.before
    return shown("pages/reading/includes/ask.html", request, asking(page, text.current, since))


def asking(page: NormativePage, current: Version, since: Version | None) -> dict[str, object]:
    changed = changed_sections(since, current) if since is not None else None
    url = reverse_or_none("versions:comparison", current.document_id) if changed else None
    return {
        "page": page,
        "version": current,
        "changed": changed,
        "comparison": f"{url}?von={since.number}&bis={current.number}" if url and since is not None else "",
    }


def shown(template: str, request: HttpRequest, context: dict[str, object]) -> SafeString:
    return mark_safe(render_to_string(template, context, request=request))


def tabs(page: NormativePage) -> list[Tab]:
    """Only where an acknowledgement is asked for."""
    rules = AcknowledgementRule.objects.filter(
        document__translation_key=page.translation_key, document__locale=Locale.get_default()
    )
    document = rules.values_list("document", flat=True).first()
    url = reverse_or_none("acknowledgements:standing", document) if document else None
    return [Tab(TAB, _("Kenntnisnahme"), url, order=70)] if url else []
