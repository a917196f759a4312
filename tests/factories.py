"""Test data. Traits read as sentences: UserFactory(editor=True), normative_page(numbers=[...])."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from factory.django import DjangoModelFactory

from directory.models import Membership, Organisation
from pages.models import NewsIndexPage, NewsPage, NormativeIndexPage, NormativePage
from portal import factors
from portal.auth import OrganisationRole, PortalRole
from portal.models import AuthenticatorApp


def in_group(role: PortalRole) -> Callable[..., None]:
    def join(user: Any, create: bool, extracted: object, **kwargs: Any) -> None:
        if create:
            user.groups.add(Group.objects.get(name=role.value))

    return join


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        editor = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.EDITOR)))
        officer = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.DATA_PROTECTION_OFFICER)))
        administrator = factory.Trait(group=factory.PostGeneration(in_group(PortalRole.ADMINISTRATOR)))

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Mara"
    last_name = factory.Sequence(lambda n: f"Beispiel{n}")
    password = factory.django.Password("ein langes Kennwort")


def verify(client: Client, user: Any) -> AuthenticatorApp:
    """Lets a signed-in client look as if its second factor had just been proved."""
    app = AuthenticatorApp.objects.filter(user=user, confirmed=True).first() or AuthenticatorApp.new(user, "Handy")
    app.confirmed = True
    app.save()
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = app.persistent_id
    session[factors.PROVED_AT] = timezone.now().timestamp()
    session.save()
    return app


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Trägerverein {n}")
    kind = Organisation.Kind.WELFARE


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRole.READER


def section(
    number: str = "", heading: str = "", text: str = "", level: int = 1, identity: str | None = None
) -> dict[str, Any]:
    """One raw stream child."""
    value = {"number": number, "level": level, "heading": heading, "text": text}
    return {"type": "section", "id": identity or str(uuid.uuid4()), "value": value}


def normative_page(sections: Sequence[dict[str, Any]] = (), live: bool = True, **fields: Any) -> NormativePage:
    """A document below the overview page; published through a revision, as the editor does."""
    index = NormativeIndexPage.objects.get(locale__language_code="de")
    fields.setdefault("title", "Richtlinie Beratung im Rebental")
    page = NormativePage(live=False, sections=list(sections), **fields)
    index.add_child(instance=page)
    if live:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def news_page(title: str = "Neue Sprechzeiten", **fields: Any) -> NewsPage:
    fields.setdefault("teaser", "Die Beratungsstelle öffnet früher.")
    page = NewsPage(title=title, **fields)
    NewsIndexPage.objects.get(locale__language_code="de").add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
