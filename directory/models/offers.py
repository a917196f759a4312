import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisations import Organisation
from portal.identity.auth import OrganisationRole

LIFETIME = dt.timedelta(hours=72)
SEPARATOR = ","


class RoleOfferQuerySet(models.QuerySet["RoleOffer"]):
    def standing(self) -> "models.QuerySet[RoleOffer]":
        """Those that can still be answered."""
        return self.filter(expires_at__gt=timezone.now())


class RoleOffer(models.Model):
    """Roles somebody is to get in an organisation: they begin with the person's own yes and, given from outside, with the organisation's.

    The row is there only while it waits; what became of it stands in the trail (R63, R64).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_offers")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="role_offers")
    role_names = models.CharField(max_length=200)
    # As typed by whoever invites: what the account says is shown only after the yes.
    address = models.EmailField()
    name = models.CharField(max_length=301)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    needs_word = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = RoleOfferQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="directory_offer_once",
                violation_error_message=_("Für diese Person wartet dort schon ein Angebot."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("offered_at")), name="directory_offer_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("offered_by")) & ~Q(confirmed_by=F("user"))),
                name="directory_offer_two_people",
                violation_error_message=_("Bestätigen muss jemand anderes."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def roles(self) -> list[str]:
        return self.role_names.split(SEPARATOR)

    @property
    def role_labels(self) -> str:
        return ", ".join(str(OrganisationRole(role).label) for role in self.roles)

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def lacks_word(self) -> bool:
        return self.needs_word and self.confirmed_at is None
