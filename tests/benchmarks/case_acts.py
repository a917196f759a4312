"""What somebody waits for at a client's case: attaching 5 MB and sending, opening what lies sealed, printing a letter."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from tests.benchmarks.serving import PRODUCTION, aim, collect_static, load, row

ROUNDS, WARM_UP = 20, 3
FILE_BYTES = 5_000_000
MESSAGES = 20
MOST = {"send": 300, "open": 10, "print": 300}  # ms


def scan(size: int = FILE_BYTES) -> bytes:
    """A PDF as a scanner makes it: one page, one large stream, a table of places at the end."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n" % size + random.Random(5).randbytes(size) + b"\nendstream",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n"
    return content + end + b"%d\n%%%%EOF\n" % len(content)


def timed(act: Callable[[int], Any], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round after the first few."""
    times = []
    for number in range(WARM_UP + rounds):
        begun = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - begun) * 1000)
    return times[WARM_UP:]


def main() -> None:
    from django.core.management import call_command

    from tests.cases.factories import County

    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    county = County()
    print(f"{load()}\n{'Fall in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    sending(county)
    opening(county)
    printing(county)


def said(name: str, times: list[float], aimed: str = "") -> None:
    print(row(name, times) + (aim(sorted(times)[len(times) // 2], MOST[aimed]) if aimed else ""))


def sending(county: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from tests.cases.factories import signed_in

    record = county.record()
    county.consent(record)
    drafts = [county.draft(record) for _round in range(WARM_UP + ROUNDS)]
    client, content = signed_in(county.ayla), scan()

    def attach(number: int) -> None:
        file = SimpleUploadedFile("Zeugnis.pdf", content, "application/pdf")
        answer = client.post(
            reverse("cases:attachment_new", args=[drafts[number].pk]), {"datei": file, "was": "concern"}
        )
        assert answer.status_code == 302, answer.status_code

    def send(number: int) -> None:
        answer = client.post(reverse("cases:referral_send", args=[drafts[number].pk]), {"version": "1"})
        assert answer.status_code == 302, answer.status_code

    attached, sent = timed(attach), timed(send)
    said("Anhang von 5 MB hinzufügen", attached)
    said("Senden mit diesem Anhang", sent)
    said("beides", [one + other for one, other in zip(attached, sent, strict=True)], "send")


def opening(county: Any) -> None:
    """One page of a referral with all kinds of data and many words; of its time what opening the seals took."""
    from django.urls import reverse

    from cases.access import actor
    from cases.models import Category
    from cases.referrals import thread_actions
    from tests.cases.factories import signed_in

    record, kinds = county.record(), {str(kind): f"Angabe {kind} " * 40 for kind in Category.values}
    draft = county.draft(record, contents=kinds)
    consent = county.consent(record, categories=list(kinds))
    from cases.referrals import referral_actions

    whole = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    for _number in range(MESSAGES):
        thread_actions.write_word(
            referral=whole, text="Eine Nachricht mit einigen Sätzen. " * 20, by=actor(county.ayla)
        )
    client, address = signed_in(county.ayla), reverse("cases:referral", args=[whole.pk])
    with seals_watched() as spent:

        def read(_number: int) -> None:
            spent.append(0.0)
            assert b"Eine Nachricht" in client.get(address).content

        pages = timed(read)
    said(f"Eine Fallübergabe mit {MESSAGES} Nachrichten lesen", pages)
    said("davon: Entschlüsseln", spent[WARM_UP:], "open")


@contextmanager
def seals_watched() -> Iterator[list[float]]:
    """Milliseconds spent in opening, added to the last number of the list."""
    from portal import sealing

    spent: list[float] = []
    opened = sealing.unseal

    def watched(token: str, place: str) -> str:
        begun = time.perf_counter()
        try:
            return opened(token, place)
        finally:
            spent[-1] += (time.perf_counter() - begun) * 1000

    sealing.unseal = watched
    try:
        yield spent
    finally:
        sealing.unseal = opened


def printing(county: Any) -> None:
    from django.urls import reverse

    from tests.cases.factories import signed_in

    consent = county.consent(county.record())
    client = signed_in(county.ayla)
    address = reverse("cases:consent_print", args=[consent.record_id, consent.pk])

    def letter(_number: int) -> None:
        assert client.get(address).content.startswith(b"%PDF")

    said("Einwilligung drucken, deutsch und arabisch", timed(letter), "print")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            {**PRODUCTION, "ALLOWED_HOSTS": "testserver", "SSL_REDIRECT": "0", "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        )
        collect_static(folder)
        django.setup()
        main()
