import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from directory.models.fields import PhoneField
from directory.models.mailboxes import Mailbox
from directory.models.people import Position
from directory.models.restrictions import ContactList, Visibility

HANDED_OUT_FOR = dt.timedelta(minutes=10)


def shared(path: str) -> Q:
    """What is for all partners, or for this very list: nothing else gets to the readers of a list through it."""
    return Q(**{f"{path}__visibility": Visibility.PARTNERS}) | Q(**{f"{path}__contact_list": F("contact_list")})


class ListEntryQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """Entries of what the readers of the list may see."""
        return self.filter(shared("position") | shared("mailbox"))


class ListEntry(Orderable):
    """Somebody on an internal list who has other entries in the directory too, perhaps with a number for this list only."""

    contact_list = ParentalKey(
        ContactList, on_delete=models.CASCADE, related_name="entries", verbose_name=_("Interne Liste")
    )
    position = models.ForeignKey(
        Position, models.CASCADE, null=True, blank=True, related_name="list_entries", verbose_name=_("Person")
    )
    mailbox = models.ForeignKey(
        Mailbox, models.CASCADE, null=True, blank=True, related_name="list_entries", verbose_name=_("Postfach")
    )
    phone = PhoneField(
        _("Telefon nur für diese Liste"),
        blank=True,
        help_text=_("Leer: die Nummer, die im Verzeichnis steht."),
    )
    note = models.CharField(_("Hinweis"), max_length=160, blank=True)

    objects = ListEntryQuerySet.as_manager()
    panels = [
        FieldRowPanel([FieldPanel("position"), FieldPanel("mailbox")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("note")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Eintrag einer internen Liste")
        verbose_name_plural = _("Einträge interner Listen")
        constraints = [
            models.CheckConstraint(
                condition=Q(position__isnull=False, mailbox__isnull=True)
                | Q(position__isnull=True, mailbox__isnull=False),
                name="directory_list_entry_one",
                violation_error_message=_("Bitte wählen Sie je Eintrag entweder eine Person oder ein Postfach."),
            ),
            models.UniqueConstraint(
                fields=["contact_list", "position"],
                name="directory_list_entry_person_once",
                violation_error_message=_("Diese Person steht schon auf der Liste."),
            ),
            models.UniqueConstraint(
                fields=["contact_list", "mailbox"],
                name="directory_list_entry_mailbox_once",
                violation_error_message=_("Dieses Postfach steht schon auf der Liste."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.position or self.mailbox)

    def clean(self) -> None:
        super().clean()
        # A list must not lead to what its readers may not see elsewhere.
        for name, entry in (("position", self.position), ("mailbox", self.mailbox)):
            if entry is not None and entry.is_restricted and entry.contact_list_id != self.contact_list_id:
                raise ValidationError(
                    {name: _("Diese Angabe ist nur für andere sichtbar und kann nicht auf diese Liste.")}
                )


class HandoutQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(made_at__gt=timezone.now() - HANDED_OUT_FOR)


class Handout(models.Model):
    """An internal list as an encrypted file that waits for being fetched once. Nobody but its maker has the password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact_list = models.ForeignKey(ContactList, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = HandoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ausgabe einer internen Liste")
        verbose_name_plural = _("Ausgaben interner Listen")
        indexes = [models.Index(fields=["made_at"], name="directory_handout_made")]

    def __str__(self) -> str:
        return str(self.pk)
