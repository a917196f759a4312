"""An acknowledgement is asked for, given once for each major version, reminded of once, and forgotten in time."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.deadlines import add_months
from directory.models import Organisation
from pages.models import Acknowledgement, AcknowledgementReminder, AcknowledgementRule, AskedRole, Version
from pages.reading import asked, notifications
from portal import conf
from portal.audit import trail
from portal.models import User

ASKED = trail.register("acknowledgement.ask", _("Kenntnisnahme verlangt"), ("asked_of", "days"))
ENDED = trail.register("acknowledgement.end", _("Kenntnisnahme nicht mehr verlangt"))
GIVEN = trail.register("acknowledgement.give", _("Fassung zur Kenntnis genommen"), ("digest",))
LISTED = trail.register("acknowledgement.list", _("Liste der Kenntnisnahmen ausgegeben"), ("form",))
OUTDATED = _(
    "Inzwischen gilt eine neuere Fassung. Bitte lesen Sie, was sich geändert hat, und bestätigen Sie dann diese."
)
NOT_ASKED = _("Für dieses Dokument ist von Ihnen keine Kenntnisnahme verlangt.")


@transaction.atomic
def ask(*, rule: AcknowledgementRule, organisations: Iterable[Organisation], roles: Iterable[str], by: User) -> None:
    """For a document from now on. Where the circle has changed its days begin anew; what was given stays."""
    roles, before = sorted(set(roles)), circle(rule) if rule.pk else None
    rule.save()
    rule.organisations.set(organisations if rule.asked_of == asked.AskedOf.CHOSEN else ())
    rule.roles.all().delete()
    AskedRole.objects.bulk_create(AskedRole(rule=rule, role=role) for role in roles)
    if before is not None and circle(rule) != before:
        rule.asked_from = timezone.localdate()
        rule.save(update_fields=["asked_from"])
    follow_version(rule)
    trail.record(
        ASKED, by, about=("document", rule.document_id), details={"asked_of": rule.asked_of, "days": rule.days}
    )


def circle(rule: AcknowledgementRule) -> tuple[str, set[int], set[str]]:
    stored = AcknowledgementRule.objects.values_list("asked_of", flat=True).get(pk=rule.pk)
    roles = AskedRole.objects.filter(rule=rule.pk).values_list("role", flat=True)
    return stored, set(rule.organisations.values_list("pk", flat=True)), set(roles)


@transaction.atomic
def end(*, rule: AcknowledgementRule, by: User) -> None:
    """Nobody is asked any more; what was given stays provable."""
    trail.record(ENDED, by, about=("document", rule.document_id))
    rule.delete()


@transaction.atomic
def acknowledge(*, version: Version, by: User) -> Acknowledgement:
    """That the text of this version was read. ValidationError where a major one has begun since, or nobody asks."""
    rule = AcknowledgementRule.objects.select_for_update().filter(document=version.document_id).first()
    if rule is None or not asked.asked_of(by.pk).filter(pk=rule.pk).exists():
        raise ValidationError(NOT_ASKED)
    if not suffices(version, rule.version):
        raise ValidationError(OUTDATED)
    given, is_new = Acknowledgement.objects.get_or_create(
        user=by, version=rule.version, defaults={"read": version, "digest": version.digest}
    )
    if is_new:
        trail.record(GIVEN, by, about=("version", version.pk), details={"digest": version.digest})
    return given


def suffices(version: Version, wanted: Version | None) -> bool:
    """It counts already, and is the one asked for or corrects it."""
    if wanted is None or wanted.effective_on is None or version.effective_on is None:
        return False
    is_adopted = version.state == Version.State.ADOPTED
    return is_adopted and wanted.effective_on <= version.effective_on <= timezone.localdate()


@transaction.atomic
def record_listing(*, rule: AcknowledgementRule, form: str, by: User) -> None:
    trail.record(LISTED, by, about=("document", rule.document_id), details={"form": form})


def follow_version(rule: AcknowledgementRule) -> None:
    """Asks for the last major version in force; its days are counted from the day it began, or was first asked for."""
    rows = list(Version.objects.filter(document=rule.document_id).in_force_on(timezone.localdate()))
    wanted = next((row for row in rows if row.is_major), rows[-1] if rows else None)
    begun = wanted.effective_on if wanted else None
    due_on = max(begun, rule.asked_from) + dt.timedelta(days=rule.days) if begun else None
    # Saved for nothing, it would let all that is kept for readers be made anew.
    if (rule.version, rule.due_on) != (wanted, due_on):
        rule.version, rule.due_on = wanted, due_on
        rule.save(update_fields=["version", "due_on"])


def version_began(version: Version) -> None:
    for rule in AcknowledgementRule.objects.filter(document=version.document_id):
        follow_version(rule)


def follow_all() -> None:
    """What began without a word, for example while another day was set back."""
    for rule in AcknowledgementRule.objects.select_related("version"):
        follow_version(rule)


@transaction.atomic
def remind() -> int:
    """Once a person and version, when the time is over; one mail for all of them. Returns the number of mails; safe to repeat."""
    today = timezone.localdate()
    late = [
        (membership.user, rule)
        for rule in asked.asking().filter(due_on__lt=today)
        for membership in late_under(rule)
        if (due := asked.due_for(rule, membership.user)) is not None and due < today
    ]
    rows = {(user.pk, rule.version_id): user for user, rule in late if rule.version_id}
    AcknowledgementReminder.objects.bulk_create(
        (AcknowledgementReminder(user=user, version_id=key[1], sent_on=today) for key, user in rows.items()),
        ignore_conflicts=True,
    )
    return notifications.remind({user.pk: user for user in rows.values()}.values())


def late_under(rule: AcknowledgementRule) -> QuerySet:
    """Memberships of those who have neither confirmed nor been reminded."""
    same = {"user": OuterRef("user"), "version": rule.version_id}
    rows = asked.memberships_under(rule).select_related("user")
    given, told = Acknowledgement.objects.filter(**same), AcknowledgementReminder.objects.filter(**same)
    return rows.filter(~Exists(given), ~Exists(told))


@transaction.atomic
def forget_old() -> int:
    """What was given for a text that has counted no more for as long as it is kept; returns how many."""
    before = add_months(timezone.localdate(), -12 * conf.get("ACKNOWLEDGEMENT_YEARS"))
    later = Version.objects.adopted().filter(
        document=OuterRef("version__document"),
        is_major=True,
        effective_on__gt=OuterRef("version__effective_on"),
        effective_on__lte=before,
    )
    old = Acknowledgement.objects.filter(Q(Exists(later)) | Q(version__document__repealed_on__lte=before))
    AcknowledgementReminder.objects.filter(sent_on__lt=before).delete()
    number = old.count()
    old.delete()
    return number
