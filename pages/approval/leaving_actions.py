"""A party gives notice, and takes it back; what follows is what the agreement says (LÖ-KV 11, 12, AA-KV 8)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from pages.approval import leaving, notifications
from pages.approval.leaving import Rule
from pages.models import Departure, NormativePage, Party, Version
from pages.models.approvals import LEAVES_ALREADY
from pages.models.terms import Terms
from portal import page_cache
from portal.audit import trail
from portal.models import User
from portal.written_dates import written

Ground = Departure.Ground
GIVEN = trail.register(
    "party.leave", gettext_lazy("Ausscheiden einer Stelle eingetragen"), ("organisation", "ground", "ends")
)
TAKEN_BACK = trail.register("party.stay", gettext_lazy("Ausscheiden einer Stelle zurückgenommen"), ("organisation",))
WRITTEN = {Terms.Form.WRITTEN, Terms.Form.WRITTEN_CONCRETE}


def rule_of(page: NormativePage) -> Rule:
    return Rule(page.notice_months, page.notice_reckoning, page.leaving)


@transaction.atomic
def give_notice(*, departure: Departure, party: Party, by: User) -> Departure:
    """Records it with its consequences. ValidationError by field for what the agreement does not allow."""
    page = held(departure.document_id)
    departure.organisation, departure.name = party.organisation, party.name
    if party.left_on is not None or open_departures(page).filter(side(departure)).exists():
        raise ValidationError({"party": LEAVES_ALREADY})
    departure.recorded_by, departure.repealed_before = by, page.repealed_on
    earliest = leaving.earliest_end(rule_of(page), departure.ground, departure.dispatched_on, departure.received_on)
    departure.last_day = departure.last_day or earliest  # the form leaves it open
    refuse(departure, page, earliest)
    others = page.parties.filter(left_on=None).exclude(pk=party.pk).count()
    departure.ends_agreement = leaving.ends_agreement(rule_of(page), party.is_essential, others)
    departure.save(force_insert=True)
    follow(departure)
    details = {"organisation": departure.organisation_id, "ground": departure.ground, "ends": departure.ends_agreement}
    trail.record(GIVEN, by, about=("document", page.pk), details=details)
    notifications.party_leaves(page)
    return departure


def refuse(departure: Departure, page: NormativePage, earliest: dt.date) -> None:
    """What the agreement wants of a notice, each said at its field."""
    errors = {}
    is_notice = departure.ground == Ground.NOTICE
    if is_notice and page.notice_by == Terms.NoticeBy.ALL:
        errors["ground"] = _("Nach dieser Vereinbarung kann eine Stelle nicht allein kündigen, nur alle gemeinsam.")
    if departure.ground != Ground.CONSENT and page.notice_form in WRITTEN and not departure.is_written:
        errors["is_written"] = _("Die Vereinbarung verlangt eine schriftliche Kündigung. Ohne sie zählt keine Frist.")
    if departure.ground == Ground.CAUSE and not departure.reason.strip():
        errors["reason"] = _("Bitte nennen Sie den wichtigen Grund, so wie er in der Kündigung steht.")
    if departure.received_on > timezone.localdate():
        errors["received_on"] = _("Dieser Tag kommt erst noch. Es zählt der Tag, an dem die Erklärung zuging.")
    if departure.last_day < earliest:
        errors["last_day"] = _("Frühestens möglich ist der %(day)s.") % {"day": written(earliest, "j. F Y")}
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def take_back(*, departure: Departure, by: User) -> bool:
    """By mutual consent, while the party is still bound. False where it is too late, or done already."""
    page = held(departure.document_id)
    departure = Departure.objects.get(pk=departure.pk)
    if departure.withdrawn_at is not None or departure.left_on <= timezone.localdate():
        return False
    departure.withdrawn_at, departure.withdrawn_by = timezone.now(), by
    departure.save(update_fields=["withdrawn_at", "withdrawn_by"])
    set_left(departure, None)
    if departure.ends_agreement:
        others = [one.left_on for one in open_departures(page).filter(ends_agreement=True)]
        end(page, min(others, default=departure.repealed_before))
    page_cache.renew()
    trail.record(TAKEN_BACK, by, about=("document", page.pk), details={"organisation": departure.organisation_id})
    notifications.party_stays(page)
    return True


def held(pk: int) -> NormativePage:
    page: NormativePage = NormativePage.objects.select_for_update(of=("self",)).get(pk=pk)
    return page


def open_departures(page: NormativePage) -> QuerySet[Departure]:
    rows: QuerySet[Departure] = Departure.objects.filter(document=page, withdrawn_at=None)
    return rows


def follow(departure: Departure) -> None:
    """The party's last day, and the agreement's where it ends with it; once more after a publication, which brings old rows."""
    set_left(departure, departure.left_on)
    if departure.ends_agreement:
        page = departure.document
        end(page, min(filter(None, (page.repealed_on, departure.left_on))))
    page_cache.renew()


def after_publication(page: NormativePage, _revision: object, _by: object) -> None:
    """What was published may bring rows from before the notice."""
    for departure in open_departures(page).select_related("document"):
        follow(departure)


def after_beginning(version: Version) -> None:
    after_publication(version.document, None, None)


def side(departure: Departure) -> Q:
    key = departure.organisation_id
    return Q(organisation=key) if key else Q(organisation=None, name=departure.name)


def same_party(departure: Departure) -> QuerySet[Party]:
    """In every language of the document."""
    key = departure.document.translation_key
    rows: QuerySet[Party] = Party.objects.filter(side(departure), page__translation_key=key)
    return rows


def set_left(departure: Departure, day: dt.date | None) -> None:
    rows = same_party(departure)
    keys = set(rows.values_list("page", flat=True))
    rows.update(left_on=day)
    for page in NormativePage.objects.filter(pk__in=keys):
        change_draft(page, {"left_on": day}, departure)


def end(page: NormativePage, day: dt.date | None) -> None:
    pages = NormativePage.objects.filter(translation_key=page.translation_key)
    pages.update(repealed_on=day)
    for one in pages:
        change_draft(one, {"repealed_on": day})


def change_draft(page: NormativePage, values: dict[str, dt.date | None], departure: Departure | None = None) -> None:
    """What the editor opens next says the same, of the page or of one party; the published revision stays as it was."""
    draft: Revision | None = page.latest_revision
    if draft is not None and is_settled(draft):
        return  # nobody changes what parties agree to; `after_publication` does it then
    if draft is None or draft.pk == page.live_revision_id:
        page.save_revision(changed=False, clean=False)
        return
    said = {name: day.isoformat() if day else None for name, day in values.items()}
    for row in [draft.content] if departure is None else draft.content.get("parties", []):
        if departure is None or is_side(row, departure):
            row.update(said)
    draft.save(update_fields=["content"])


def is_settled(revision: Revision) -> bool:
    settled = (Version.State.ASKED, Version.State.ADOPTED)
    is_live = NormativePage.objects.filter(live_revision=revision).exists()
    return not is_live and Version.objects.filter(revision=revision, state__in=settled).exists()


def is_side(row: dict[str, Any], departure: Departure) -> bool:
    key = departure.organisation_id
    return bool(row.get("organisation") == key if key else row.get("name") == departure.name)
