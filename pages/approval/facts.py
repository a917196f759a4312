"""What readers of a document learn of the consent to its next version: numbers alone."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pages.approval import queries
from pages.documents.facts_box import Fact, long_date
from pages.models import Approval, NormativePage, Version


def consent(page: NormativePage) -> list[Fact]:
    """How many have agreed to the version that lies with the parties."""
    version = page.versions.filter(state=Version.State.ASKED).first()
    if version is None or version.effective_on is None:
        return []
    tally = queries.tally_of(version)
    said = _("%(agreed)s von %(needed)s haben zugestimmt") % {"agreed": tally.agreed, "needed": tally.needed}
    day = _("geplant ab %(day)s") % {"day": long_date(version.effective_on)}
    return [Fact(_("Nächste Fassung"), (said, day))]


def in_history(version: Version) -> SafeString:
    """Who said what to it and when, by the mark of the text."""
    rows = Approval.objects.filter(version=version, digest=version.digest).select_related("reply", "organisation")
    if version.state not in {Version.State.ASKED, Version.State.ADOPTED} or not rows:
        return mark_safe("")
    shown = {"version": version, "rows": rows, "tally": queries.tally(rows)}
    return mark_safe(render_to_string("pages/approval/includes/history.html", shown))  # a template escapes
