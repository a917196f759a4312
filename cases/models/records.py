"""What an organisation keeps about the people it advises. There is no register shared by several (LÖ-KV 10)."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.scoping import ScopedQuerySet
from directory.models import Organisation
from portal.fields import SealedTextField

if TYPE_CHECKING:
    from cases.access import Actor


def reference_of(pk: uuid.UUID) -> str:
    """The first signs of the key of a record."""
    return f"A-{pk.hex[:6].upper()}"


class ClientRecordQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        """Those the person holds, or the absent colleague; all of the organisation for who leads there."""
        held = Holding.objects.unrestricted().filter(record=OuterRef("pk"), ended_at=None, user__in=actor.answers_for)
        own = Q(organisation__in=actor.caseworker_in) & Exists(held)
        return self.filter(own | Q(organisation__in=actor.supervisor_in), emptied_at=None).scoped()

    def overseen_by(self, actor: "Actor") -> Self:
        """For access lists and exports, never for what is in them: whoever leads or protects data in the record's organisation."""
        return self.filter(organisation__in=actor.supervisor_in | actor.officer_in).scoped()


class ClientRecord(models.Model):
    """The least that is needed of one person, sealed; each member of a family has an own one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Organisation"))
    first_name = SealedTextField(_("Vorname"))
    last_name = SealedTextField(_("Nachname"))
    birth = SealedTextField(_("Geburtsjahr oder Geburtsdatum"))  # "1991" or "1991-03-14"
    contact = SealedTextField(_("Kontakt"), blank=True, default="")
    language = SealedTextField(_("Sprache"), blank=True, default="")
    municipality = SealedTextField(_("Gemeinde"), blank=True, default="")  # the 8-digit key (AGS)
    file_number = SealedTextField(_("Eigenes Aktenzeichen"), blank=True, default="")
    # HMAC of the file number within the organisation, so that it is found again without being opened (SECURITY, blind index).
    file_number_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    guardians = SealedTextField(_("Sorgeberechtigte"), blank=True, default="")
    family = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    purge_on = models.DateField(_("wird gelöscht am"), null=True, editable=False)
    # Its content is gone; the row stays for as long as the proof of a consent or of a legal ground hangs on it.
    emptied_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClientRecordQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Klientenakte")
        verbose_name_plural = _("Klientenakten")
        ordering = ["-changed_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "file_number_index"],
                condition=~Q(file_number_index=""),
                name="cases_file_number_once",
                violation_error_message=_("Dieses Aktenzeichen hat in Ihrer Organisation schon jemand."),
            )
        ]
        indexes = [models.Index(fields=["organisation", "closed_at"], name="cases_record_open")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return " ".join(f"{part[0]}." for part in (self.first_name, self.last_name) if part)

    @property
    def reference(self) -> str:
        """To speak of it without a name."""
        return reference_of(self.pk)

    @property
    def birth_year(self) -> str:
        return str(self.birth)[:4]


class HoldingQuerySet(ScopedQuerySet):
    def for_actor(self, actor: "Actor") -> Self:  # type: ignore[override]  # the base class knows nobody
        return self.filter(record__in=ClientRecord.objects.for_actor(actor)).scoped()

    def current(self) -> Self:
        return self.filter(ended_at=None)


class Holding(models.Model):
    """A caseworker is in charge of a client's case; handing over ends one and begins another."""

    record = models.ForeignKey(ClientRecord, models.CASCADE, related_name="holdings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Fachkraft"))
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = HoldingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Fallführung")
        verbose_name_plural = _("Fallführungen")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["record", "user"], condition=Q(ended_at=None), name="cases_holding_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
