from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from directory.models.fields import PhoneField
from directory.models.organisations import Organisation
from directory.models.restrictions import Restricted, Viewer, list_named, seen_by


class MailboxQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(seen_by(user))


class Mailbox(Restricted, Orderable):
    """A functional mailbox: reaches whoever is on duty, whatever the name."""

    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="mailboxes", verbose_name=_("Organisation")
    )
    name = models.CharField(_("Name"), max_length=120, help_text=_("Zum Beispiel: Arbeitsmarktintegration, Leistung."))
    email = models.EmailField(_("E-Mail"))
    phone = PhoneField(_("Telefon"), blank=True)

    objects = MailboxQuerySet.as_manager()
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("email"), FieldPanel("phone")]),
        FieldRowPanel([FieldPanel("visibility"), FieldPanel("contact_list")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Funktionspostfach")
        verbose_name_plural = _("Funktionspostfächer")
        constraints = [list_named("directory_mailbox_list")]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"
