"""Fills one of the two databases; called in a process of its own. Prints what the measuring process needs, as JSON."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.benchmarks.content import sections  # noqa: E402


def bare() -> dict[str, str]:
    from wagtail.models import Page, Site

    from tests.benchmarks.bare.models import BarePage

    call_command("migrate", verbosity=0)
    page = Page.objects.get(depth=1).add_child(
        instance=BarePage(title="Richtlinie Messung", slug="messung", body=sections(60))
    )
    Site.objects.update(root_page=page, port=80)
    return {"path": "/"}


def portal() -> dict[str, str]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tests.factories import UserFactory, normative_page

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    page = normative_page(sections(60), title="Richtlinie Messung")
    large = normative_page(sections(300), title="Richtlinie Messung groß", slug="gross")
    user = UserFactory()
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return {
        "path": page.get_url(),
        "large": large.get_url(),
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
    }


print(json.dumps({"bare": bare, "portal": portal}[sys.argv[1]]()))
