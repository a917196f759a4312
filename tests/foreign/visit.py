"""Run inside the foreign project: checks, migrations, one page, one search. Prints what a visitor gets; fails loudly otherwise."""

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import normative_page, section  # noqa: E402

call_command("check", fail_level="WARNING")
call_command("makemigrations", check_changes=True, dry_run=True)
call_command("migrate", verbosity=0)
call_command("setup_portal")
page = normative_page(
    [
        section("1", "Grundsätze", "<p>Die Zusammenarbeit ist freiwillig.</p>"),
        section("2", "Kündigungsfrist", "<p>Drei Monate.</p>"),
    ]
)
user = get_user_model().objects.create_user("gast", "gast@example.org", "ein langes Kennwort")
client = Client()
client.force_login(user)
shown = client.get(page.get_url())
assert shown.status_code == 200, shown.status_code
assert b'id="z-2"' in shown.content
found = client.get("/find/", {"q": "Kündigungsfristen"})
assert found.status_code == 200, found.status_code
assert f"{page.get_url()}#z-2".encode() in found.content
print("page and search answer")
