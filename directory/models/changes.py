"""What changed about contacts, for all partners to know (LÖ-KV 6)."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisations import Organisation
from directory.models.people import Person, Position
from directory.models.restrictions import ContactList, Restricted, Viewer, list_named, own_organisations, seen_by

NEWS_DAYS = 90  # what is older is history, whether somebody has seen it or not


class ContactChangeQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        """As narrow as the contact was when it changed, and as it is today."""
        # Both then and now: what was open once may have become internal, and the other way round.
        now = Q(position=None) | Exists(Position.objects.visible_to(user).filter(pk=OuterRef("position")))
        return self.filter(seen_by(user)).filter(now)

    def unacknowledged_by(self, user: Viewer) -> Self:
        """What others changed in the last months, and the person has not taken note of yet."""
        since = timezone.now() - dt.timedelta(days=NEWS_DAYS)
        seen = Acknowledgement.objects.filter(change=OuterRef("pk"), user=user.pk)
        return self.filter(~Exists(seen), at__gte=since).exclude(by=user.pk).exclude(author__in=own_organisations(user))

    def for_lists(self) -> Self:
        return self.select_related("organisation", "position", "person")


class ContactChange(Restricted):
    """One contact changed: what was told before and what is told now. `details` are rows of field, before, after."""

    class Kind(models.TextChoices):
        NEW = "new", _("neu")
        LEFT = "left", _("geht")
        CHANGED = "changed", _("geändert")
        CENTRAL = "central", _("zentrale Ansprechperson")

    kind = models.CharField(_("Was"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("Wann"), default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("die Organisation, von der die Änderung kommt; sie wird nicht benachrichtigt"),
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contact_changes")
    position = models.ForeignKey(Position, models.SET_NULL, null=True, related_name="changes")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="changes")
    name = models.CharField(_("Name"), max_length=200)
    role = models.CharField(_("Aufgabe"), max_length=160, blank=True)
    details = models.JSONField(default=list, blank=True)
    is_central = models.BooleanField(_("zentrale Ansprechperson"), default=False)
    announced_on = models.DateField(_("angekündigt am"), null=True, db_index=True)
    contact_list = models.ForeignKey(ContactList, models.CASCADE, null=True, related_name="+")

    objects = ContactChangeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Änderung")
        verbose_name_plural = _("Änderungen")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [list_named("directory_change_list")]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display()}"


class Acknowledgement(models.Model):
    """Somebody has taken note of a change."""

    change = models.ForeignKey(ContactChange, models.CASCADE, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["change", "user"], name="directory_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.user_id}"
