"""Fills one of the two databases; called in a process of its own. Prints what the measuring process needs, as JSON."""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from search.documents import Document  # noqa: E402
from tests.benchmarks.content import sections, with_versions  # noqa: E402


def bare() -> dict[str, str]:
    from wagtail.models import Page, Site

    from tests.benchmarks.bare.models import BarePage

    call_command("migrate", verbosity=0)
    page = Page.objects.get(depth=1).add_child(
        instance=BarePage(title="Richtlinie Messung", slug="messung", body=sections(60))
    )
    Site.objects.update(root_page=page, port=80)
    return {"path": "/"}


def bare_search(count: int = 20_000) -> dict[str, str]:
    """The reference with as many pages as `search` has sections, with the same text, in Wagtail's own index."""
    from django.urls import reverse

    from tests.benchmarks.bare.models import BarePage
    from tests.benchmarks.content import documents

    made = bare()
    root = BarePage.objects.get()
    add_pages(root, documents(count))
    call_command("update_index", verbosity=0)
    return {**made, "results": reverse("search")}


def add_pages(root: Any, found: Iterable[Document]) -> None:
    """Below this page, past the tree's own way of adding, which writes each of them alone."""
    from django.db import connection
    from django.utils import timezone
    from wagtail.models import Page

    from tests.benchmarks.bare.models import BarePage

    of_all = {
        "content_type_id": root.content_type_id,
        "locale_id": root.locale_id,
        "depth": root.depth + 1,
        "first_published_at": timezone.now(),
    }
    pages, bodies = [], []
    for no, document in enumerate(found):
        title, slug = f"{document.number} {document.title}", f"seite-{no}"
        place = {"path": root._get_path(root.path, root.depth + 1, no + 1), "url_path": f"{root.url_path}{slug}/"}
        pages.append(Page(title=title, draft_title=title, slug=slug, **place, **of_all))
        block = {"type": "section", "value": {"heading": document.title, "text": f"<p>{document.text}</p>"}}
        bodies.append(json.dumps([block]))
    pages = Page.objects.bulk_create(pages, batch_size=500)
    table = BarePage._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (page_ptr_id, body) VALUES (%s, %s)",  # the table's own name
            [(page.pk, body) for page, body in zip(pages, bodies, strict=True)],
        )
    Page.objects.filter(pk=root.pk).update(numchild=len(pages))


def bare_editor() -> dict[str, str]:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client
    from wagtail.models import Page

    from tests.benchmarks.bare.models import BarePage

    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--no-input", verbosity=0)
    page = Page.objects.get(depth=1).add_child(instance=BarePage(title="Richtlinie Messung", body=sections(300)))
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return {
        "path": f"/cms/pages/{page.pk}/edit/",
        "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
    }


def editor() -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from tests.factories import UserFactory, normative_page, verify

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    page = normative_page(sections(300), title="Richtlinie Messung")
    client, user = Client(), UserFactory(editor=True)
    client.force_login(user)
    verify(client, user)
    return {
        "path": f"/cms/pages/{page.pk}/edit/",
        "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
    }


def cookie() -> str:
    from django.conf import settings
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory())
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def portal() -> dict[str, str]:
    from tests.factories import normative_page

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    page = normative_page(sections(60), title="Richtlinie Messung")
    large = normative_page(sections(300), title="Richtlinie Messung groß", slug="gross")
    with_versions(large, 20)
    return {"path": page.get_url(), "large": large.get_url(), "cookie": cookie()}


def search(count: int = 20_000) -> dict[str, str]:
    """Straight into the index: what readers wait for does not depend on how it got there. Vectors are made up, too."""
    from django.urls import reverse

    from search import meaning
    from search.engines import get_engine
    from tests.benchmarks.content import answered_questions, documents, questions

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    engine, owners = get_engine(), owned(count // 100)
    with engine.rebuild() as builder:
        for document in documents(count):
            owner, audience = owners[document.owner]
            builder.put(owner, [replace(document, owner=owner, audience=audience)])
    if meaning.is_available():
        import numpy

        source = numpy.random.default_rng(1)
        made = source.normal(size=(count, 384)).astype(numpy.float32)
        made /= numpy.linalg.norm(made, axis=1, keepdims=True)
        engine.vectors.add(
            (digest, meaning.packed(made[no % count])) for no, digest in enumerate(engine.without_vector(count))
        )
        engine.map_vectors()
    return {
        "results": reverse("search:results"),
        "suggestions": reverse("search:suggestions"),
        "queries": json.dumps(questions()),
        "answered": json.dumps(answered_questions(sections=count)),
        "sections": str(engine.count().documents),
        "list": "mit Bedeutung" if meaning.is_available() else "nur Wörter",
        "cookie": cookie(),
    }


@transaction.atomic
def owned(count: int) -> dict[str, tuple[str, str]]:
    """So many documents in the database, every tenth below a restricted place, by the names of `content.documents`: owner and audience.

    What is found is held against the database, which would close what it does not know.
    """
    from wagtail.models import PageViewRestriction

    from pages.audiences import audience
    from pages.models import NormativeIndexPage, NormativePage
    from portal import page_access
    from search.registry import owner

    index = NormativeIndexPage.objects.get(locale__language_code="de")
    closed = index.add_child(instance=NormativePage(title="Nur für eine Gruppe"))
    gate = PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    gate.groups.add(Group.objects.create(name="Messung"))
    made = [
        (index if no % 10 else closed).add_child(instance=NormativePage(title=f"Richtlinie {no}"))
        for no in range(count)
    ]
    gates = page_access.stored_gates()
    return {f"page:{no}": (owner(NormativePage, page.pk), audience(gates, page.path)) for no, page in enumerate(made)}


def directory() -> dict[str, str]:
    from django.urls import reverse

    from directory.demo import loading
    from portal.demo import accounts

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    accounts.create_organisations()
    loading.load()
    return {
        "page": f"{reverse('directory:responsible')}?ort=Wengertsheim",
        "data": f"{reverse('directory:responsible_data')}?ort=74952",
        "organisations": reverse("directory:organisations"),
        "people": reverse("directory:people"),
        "cookie": cookie(),
    }


def importing() -> dict[str, str]:
    from django.urls import reverse

    from tests.factories import UserFactory

    built = directory()
    password = "Sieben-Zwerge-wandern-9"
    user = UserFactory(password=password)
    return {**built, "sign_in": reverse("portal:sign_in"), "username": user.email, "password": password}


def cases(count: int = 10_000) -> dict[str, str]:
    """So many referrals at one organisation, a tenth of them open, of fifty clients; read by whoever leads there and works on cases."""
    import datetime as dt

    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from cases.models import Referral
    from portal.identity.auth import OrganisationRole
    from tests import factories
    from tests.cases.factories import County, signed_in

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    county, now = County(), timezone.now()
    factories.MembershipFactory(user=county.karin, organisation=county.jobcenter, role=OrganisationRole.CASEWORKER)
    before = now - dt.timedelta(days=30)
    consents = [county.consent(county.record(), valid_from=before) for _client in range(50)]
    states = ["sent", "seen", "question", "accepted", "in_work", *["completed"] * 45]
    Referral.objects.bulk_create(
        [
            Referral(
                number=f"FÜ-2025-{number:05}",
                purpose="first_talk",
                record_id=consent.record_id,
                sender=county.sozialwerk,
                receiver=county.jobcenter,
                consent=consent,
                state=state,
                sent_at=now,
                changed_at=now - dt.timedelta(minutes=number),
                due_at=now + dt.timedelta(hours=number % 200 - 50),
                closed_at=now if state == "completed" else None,
                taken_by=county.tomasz if state in {"accepted", "in_work", "completed"} else None,
            )
            for number in range(count)
            for consent, state in [(consents[number % 50], states[number // 50 % 50])]
        ],
        batch_size=500,
    )
    whole = county.sent()
    client = signed_in(county.karin)
    return {
        "inbox": reverse("cases:inbox"),
        "all": f"{reverse('cases:inbox')}?stand=alle",
        "referral": reverse("cases:referral", args=[whole.pk]),
        "cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
    }


def tallies(people: int = 20) -> dict[str, str]:
    """So many people of one carrier, each with a tally open for today."""
    from cases.access import actor
    from cases.indicators import tally_actions
    from directory.models import Site
    from tests import factories
    from tests.cases.factories import member

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    carrier, no_site = factories.OrganisationFactory(), Site.objects.none().first()
    opened = [
        tally_actions.open_tally(organisation=carrier, site=no_site, by=actor(member(carrier)))[1]
        for _number in range(people)
    ]
    return {"secrets": json.dumps(opened)}


def counted_tallies() -> dict[str, str]:
    from cases.models import Tally

    return {"count": str(Tally.objects.unrestricted().count())}


KINDS = {
    "bare": bare,
    "bare_editor": bare_editor,
    "bare_search": bare_search,
    "editor": editor,
    "cases": cases,
    "counted_tallies": counted_tallies,
    "tallies": tallies,
    "portal": portal,
    "search": search,
    "directory": directory,
    "importing": importing,
}
if __name__ == "__main__":  # not in the processes that a rebuild starts
    print(json.dumps(KINDS[sys.argv[1]]()))
