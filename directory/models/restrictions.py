"""Who may see a contact: all partners, the organisations a list names, or the own one. The same rule for pages and search."""

from functools import lru_cache
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from directory.models.memberships import Membership
from directory.models.organisations import Organisation
from portal.compiled_query import CompiledQuery
from portal.extensions import Asker
from search.documents import READER

Viewer = AbstractBaseUser | AnonymousUser | Asker


def own_organisations(user: Viewer) -> QuerySet:
    return Membership.objects.filter(user=user.pk).values("organisation")


class ContactListQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> Self:
        """Lists of the own organisations, those that name one of them, and those for all partners."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        own = own_organisations(user)
        named = ContactList.readers.through.objects.filter(organisation__in=own).values("contactlist")
        return self.filter(
            Q(organisation__in=own)
            | Q(visibility=ContactList.Audience.PARTNERS)
            | Q(visibility=ContactList.Audience.NAMED, pk__in=named)
        )


class ContactList(ClusterableModel):
    """An internal list of contacts, for those it names and nobody else (AA-KV 4, LÖ-KV 6)."""

    class Audience(models.TextChoices):
        PARTNERS = "partners", _("alle angemeldeten Partner")
        NAMED = "named", _("die genannten Organisationen")
        OWN = "own", _("nur die eigene Organisation")

    name = models.CharField(_("Name"), max_length=120, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="contact_lists", verbose_name=_("Geführt von")
    )
    visibility = models.CharField(_("Sichtbar für"), max_length=10, choices=Audience, default=Audience.NAMED)
    readers = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="readable_lists",
        verbose_name=_("Genannte Organisationen"),
        help_text=_("Zählt nur, wenn oben „die genannten Organisationen“ gewählt ist."),
    )
    purpose = models.CharField(_("Zweck"), max_length=300, blank=True)
    clause = models.CharField(
        _("Grundlage"), max_length=120, blank=True, help_text=_("Der Abschnitt, zum Beispiel: KV AuI 4.3.")
    )

    objects = ContactListQuerySet.as_manager()
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("purpose"),
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("clause")]),
            ],
            heading=_("Liste"),
        ),
        MultiFieldPanel(
            [FieldPanel("visibility"), FieldPanel("readers", widget=CheckboxSelectMultiple)], heading=_("Wer sie sieht")
        ),
        InlinePanel("entries", heading=_("Einträge"), label=_("Eintrag")),
    ]

    class Meta:
        verbose_name = _("Interne Liste")
        verbose_name_plural = _("Interne Listen")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Visibility(models.TextChoices):
    PARTNERS = "partners", _("alle angemeldeten Partner")
    LISTED = "listed", _("nur die Organisationen einer internen Liste")
    OWN = "own", _("nur die eigene Organisation")


def seen_by(user: Viewer) -> Q:
    """What of a restricted model a user may see, for a filter."""
    if not (user.is_authenticated and user.is_active):
        return Q(pk__in=[])
    return (
        Q(visibility=Visibility.PARTNERS)
        | Q(visibility=Visibility.OWN, organisation__in=own_organisations(user))
        | Q(visibility=Visibility.LISTED, contact_list__in=ContactList.objects.visible_to(user).values("pk"))
    )


class Restricted(models.Model):
    """Something of an organisation that not everybody may see."""

    visibility = models.CharField(_("Sichtbar für"), max_length=10, choices=Visibility, default=Visibility.PARTNERS)
    contact_list = models.ForeignKey(
        ContactList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Interne Liste"),
        help_text=_("Nur wenn oben eine interne Liste gewählt ist."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if (self.visibility == Visibility.LISTED) != (self.contact_list_id is not None):
            raise ValidationError({"contact_list": LIST_MISSING})

    @property
    def audience(self) -> str:
        """Who finds it, in the words of the search."""
        if self.visibility == Visibility.OWN:
            return f"organisation:{self.organisation_id}"  # type: ignore[attr-defined]  # every model of this kind has one
        return READER if self.visibility == Visibility.PARTNERS else f"list:{self.contact_list_id}"

    @property
    def is_listed(self) -> bool:
        """Shown in full only in its list, where each look is recorded."""
        return self.visibility == Visibility.LISTED

    @property
    def is_restricted(self) -> bool:
        return self.visibility != Visibility.PARTNERS


def named(kind: str, path: str) -> Concat:
    """For a query: an audience such as "list:7", by the key at that path."""
    return Concat(Value(f"{kind}:"), Cast(path, CharField()), output_field=CharField())


# `Restricted.audience` as the database says it.
AUDIENCE = Case(
    When(visibility=Visibility.OWN, then=named("organisation", "organisation_id")),
    When(visibility=Visibility.LISTED, then=named("list", "contact_list_id")),
    default=Value(READER),
    output_field=CharField(),
)
LIST_MISSING = _("Eine interne Liste gehört genau dann dazu, wenn „Sichtbar für“ sie verlangt.")


def list_named(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(visibility=Visibility.LISTED, contact_list__isnull=False)
        | Q(~Q(visibility=Visibility.LISTED), contact_list__isnull=True),
        name=name,
        violation_error_message=LIST_MISSING,
    )


def audiences_of(user: Viewer) -> list[str]:
    """The audiences of `Restricted.audience` that a user belongs to, beside all readers: one query."""
    if not (user.is_authenticated and user.is_active):
        return []
    # The rights of a superuser are not those of a reader: nobody sees internal lists for being one.
    return [f"{kind}:{pk}" for kind, pk in audience_rows(Asker(user.pk, is_superuser=False)).rows()]


# The query is put together once for each person; putting it together takes longer than answering it.
@lru_cache(maxsize=500)
def audience_rows(asker: Asker) -> CompiledQuery:
    own = Membership.objects.filter(user=asker.pk)
    lists = ContactList.objects.visible_to(asker)
    return CompiledQuery(
        own.order_by()
        .values_list(models.Value("organisation"), "organisation_id")
        .union(lists.order_by().values_list(models.Value("list"), "pk"))
    )
