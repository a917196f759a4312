"""What people read: which documents and sections they follow, and which versions they have taken note of."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.models.normative import NormativePage
from pages.models.versions import Version
from portal.identity.auth import OrganisationRole


class Follow(models.Model):
    """Somebody wants to know when a document, or one of its sections, changes; `section` is its identity, "" for the whole."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Konto"))
    document = models.ForeignKey(NormativePage, models.CASCADE, related_name="follows", verbose_name=_("Dokument"))
    section = models.CharField(_("Abschnitt"), max_length=40, blank=True)
    since = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Gefolgtes")
        verbose_name_plural = _("Gefolgtes")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "section"],
                name="pages_follow_once",
                violation_error_message=_("Dem folgen Sie schon."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.section}" if self.section else str(self.document)


class FollowChoice(models.Model):
    """How somebody wants to be told of what they follow; without a row once a day."""

    class Pace(models.TextChoices):
        DAILY = "daily", _("gesammelt, einmal am Tag")
        AT_ONCE = "at_once", _("sofort")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Konto"))
    pace = models.CharField(_("Mail bei Änderungen"), max_length=7, choices=Pace, default=Pace.DAILY)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Wahl der Mail")
        verbose_name_plural = _("Wahl der Mail")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.get_pace_display())


class FollowedChange(models.Model):
    """A major version was announced, or has begun: told once to those who follow, and to each only what concerns them."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("angekündigt")
        BEGAN = "began", _("gilt")

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    told_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Meldung einer Fassung")
        verbose_name_plural = _("Meldungen von Fassungen")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="pages_followed_change_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"


class FollowNews(models.Model):
    """Waits for the mail of the morning, and goes with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    change = models.ForeignKey(FollowedChange, models.CASCADE, related_name="news")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Gesammelte Meldung")
        verbose_name_plural = _("Gesammelte Meldungen")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "change"], name="pages_follow_news_once")]

    def __str__(self) -> str:
        return str(self.change)


class AcknowledgementRule(models.Model):
    """Who has to take note of a document, and how soon. `version` is the one asked for, the last major one in force."""

    class AskedOf(models.TextChoices):
        ALL = "all", _("alle im Netzwerk")
        PARTIES = "parties", _("die Menschen der beteiligten Stellen")
        CHOSEN = "chosen", _("die Menschen ausgewählter Stellen")

    document = models.OneToOneField(NormativePage, models.CASCADE, related_name="acknowledgement_rule")
    asked_of = models.CharField(_("Wer soll bestätigen?"), max_length=7, choices=AskedOf, default=AskedOf.PARTIES)
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("Ausgewählte Stellen")
    )
    days = models.PositiveSmallIntegerField(
        _("Innerhalb von Tagen"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    asked_from = models.DateField(default=timezone.localdate)
    version = models.ForeignKey(Version, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Verlangte Kenntnisnahme")
        verbose_name_plural = _("Verlangte Kenntnisnahmen")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True, due_on__isnull=True) | Q(due_on__isnull=False),
                name="pages_acknowledgement_due",
                violation_error_message=_("Wer bestätigen soll, braucht einen Tag, bis zu dem das geschehen soll."),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class AskedRole(models.Model):
    """Only whoever holds one of these is asked; without any, everybody."""

    rule = models.ForeignKey(AcknowledgementRule, models.CASCADE, related_name="roles")
    role = models.CharField(_("Rolle"), max_length=30, choices=OrganisationRole)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Gefragte Rolle")
        verbose_name_plural = _("Gefragte Rollen")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["rule", "role"], name="pages_asked_role_once")]

    def __str__(self) -> str:
        return str(self.get_role_display())


class Acknowledgement(models.Model):
    """Somebody has taken note of `version`, by reading `read`: the same text, or a minor correction of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="acknowledgements")
    version = models.ForeignKey(Version, models.CASCADE, related_name="acknowledgements")
    read = models.ForeignKey(Version, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # of the text that was read
    confirmed_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Kenntnisnahme")
        verbose_name_plural = _("Kenntnisnahmen")
        ordering = ["-confirmed_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"],
                name="pages_acknowledgement_once",
                violation_error_message=_("Diese Fassung haben Sie schon bestätigt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"


class AcknowledgementReminder(models.Model):
    """That somebody was reminded once by a mail of its own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    sent_on = models.DateField(default=timezone.localdate)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("Erinnerung an eine Kenntnisnahme")
        verbose_name_plural = _("Erinnerungen an Kenntnisnahmen")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="pages_acknowledgement_reminded_once")]

    def __str__(self) -> str:
        return str(self.version)
