"""The client's own page: without an account, in their language, who may have what until when, and the way to say no (F71, R67)."""

import hmac
import math
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cases.models import ClientKey, Consent, Withdrawal
from cases.referrals import client_keys, consent_actions, digits, trail, words
from cases.referrals.words import Words
from portal import conf
from portal.audit import trail as audit
from portal.audit.trail import Outcome
from portal.requests import limits
from portal.requests.addresses import client_address
from portal.requests.methods import require_safe_or_post

OPENED, DONE, SPOKEN = "client_key", "client_done", "client_language"  # in the session: ids and words of the code
OPEN_SECONDS = 15 * 60
CODES, CODES_SECONDS = 20, 15 * 60  # of one address
YEARS, YEARS_SECONDS = 5, 60 * 60  # of one key


@login_not_required
@sensitive_post_parameters("code")
@require_safe_or_post
def enter(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return opened(request, request.POST.get("code", ""))
    return page(request, "cases/client/enter.html", {})


@login_not_required
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """From the QR code; the secret leaves the address at once, so that no history keeps it."""
    return opened(request, secret)


def opened(request: HttpRequest, typed: str) -> HttpResponse:
    """One answer for every code that is no good: unknown, void or mistyped."""
    wait = limits.seconds_to_wait(f"client-code:{client_address(request)}", CODES, CODES_SECONDS)
    if wait:
        return too_many(request, wait)
    with transaction.atomic():
        key = client_keys.found(typed)
        if key is not None:
            # Before its event (see locks), and nothing where it was deleted meanwhile.
            ClientKey.objects.unrestricted().filter(pk=key.pk).update(used_at=timezone.now())
            client_keys.about_key(trail.KEY_USED, None, key, step="open")
        else:
            refused("code")
    if key is None:
        return page(request, "cases/client/enter.html", {"is_wrong": True}, status=422)
    # A new number for the session, for somebody may have left theirs in this browser.
    request.session.cycle_key()
    request.session[OPENED] = {"pk": str(key.pk), "at": timezone.now().timestamp()}
    request.session[SPOKEN] = spoken(request, key.language)
    return redirect("client:overview")


def refused(reason: str) -> None:
    audit.record(trail.KEY_REFUSED, None, outcome=Outcome.REFUSED, details={"reason": reason})


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    refused("limit")
    response = page(request, "cases/client/enter.html", {"minutes": math.ceil(wait / 60)}, status=429)
    response["Retry-After"] = str(wait)
    return response


def key_of(request: HttpRequest) -> ClientKey | None:
    """The key this browser was opened with, for a quarter of an hour, while nobody has made it void."""
    kept = request.session.get(OPENED)
    if not kept or not 0 <= timezone.now().timestamp() - kept["at"] <= OPEN_SECONDS:
        return None
    return client_keys.good(kept["pk"])


@dataclass(frozen=True)
class Line:
    """A consent in the client's words; `names` are those who may have something, the sender among them."""

    key: str
    names: list[str]
    purpose: str
    kinds: list[str]
    last_day: Any


@login_not_required
@sensitive_post_parameters("year")
@require_safe_or_post
def overview(request: HttpRequest) -> HttpResponse:
    key = key_of(request)
    if key is None:
        return redirect("client:enter")
    if request.method == "POST":
        return withdrawing(request, key)
    with transaction.atomic():
        client_keys.about_key(trail.KEY_USED, None, key, step="view")
        return listed(request, key)


def listed(request: HttpRequest, key: ClientKey, status: int = 200, **shown: Any) -> HttpResponse:
    said = words.of(language_of(request))
    lines = [line(consent, said) for consent in standing(key)]
    return page(request, "cases/client/overview.html", {"lines": lines, **shown}, status=status)


def standing(key: ClientKey) -> list[Consent]:
    """Given, not taken back, not over: also one that begins later can be taken back."""
    rows = Consent.objects.unrestricted().given().filter(record=key.record_id, withdrawal=None)
    ahead = rows.filter(valid_until__gt=timezone.now()).select_related("record__organisation")
    return list(ahead.prefetch_related("recipients__organisation", "categories"))


def line(consent: Consent, said: Words) -> Line:
    receivers = [row.organisation.name for row in consent.recipients.all()]
    return Line(
        key=str(consent.pk),
        names=[consent.record.organisation.name, *receivers],
        purpose=said.purposes[consent.purpose].label,
        kinds=[said.categories[row.category] for row in consent.categories.all()],
        last_day=consent.last_day,
    )


def withdrawing(request: HttpRequest, key: ClientKey) -> HttpResponse:
    """One, or all, after the year of birth; a wrong year changes nothing and tells nothing."""
    wait = limits.seconds_to_wait(f"client-year:{key.pk}", YEARS, YEARS_SECONDS)
    if wait:
        request.session.pop(OPENED, None)
        return too_many(request, wait)
    typed = digits.in_ascii("".join(request.POST.get("year", "")[:20].split()))
    chosen = request.POST.get("consent", "")
    if not hmac.compare_digest(typed.encode(), key.record.birth_year.encode()):
        refused("year")
        return listed(request, key, status=422, is_wrong=True)
    with transaction.atomic():
        ended = [consent for consent in standing(key) if chosen in {"all", str(consent.pk)}]
        consent_actions.withdraw_all(consents=ended, way=Withdrawal.Way.CLIENT)
        client_keys.about_key(trail.KEY_USED, None, key, step="withdraw")
    if not ended:
        return redirect("client:overview")
    request.session[DONE] = [str(consent.pk) for consent in ended]
    return redirect("client:done")


@login_not_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The receipt on the page, as long as the key is open."""
    key = key_of(request)
    if key is None:
        return redirect("client:enter")
    said = words.of(language_of(request))
    rows = Consent.objects.unrestricted().filter(record=key.record_id, pk__in=request.session.get(DONE, []))
    consents = rows.exclude(withdrawal=None).select_related("record__organisation", "withdrawal")
    receipts = [
        (line(one, said), one.withdrawal.at)
        for one in consents.prefetch_related("recipients__organisation", "categories")
    ]
    return page(request, "cases/client/done.html", {"receipts": receipts})


@login_not_required
@require_safe_or_post
def leave(request: HttpRequest) -> HttpResponse:
    for name in (OPENED, DONE, SPOKEN):
        request.session.pop(name, None)
    return redirect("client:enter")


def spoken(request: HttpRequest, otherwise: str) -> str:
    """The language chosen on the page, else the one the key was printed in."""
    chosen = request.POST.get("sprache") or request.GET.get("sprache")
    return chosen if chosen in words.LANGUAGES else otherwise


def language_of(request: HttpRequest) -> str:
    kept = request.session.get(SPOKEN)
    language = spoken(request, kept if kept in words.LANGUAGES else words.GERMAN)
    # Nobody gets a session by looking at the first page.
    if kept and kept != language:
        request.session[SPOKEN] = language
    return language


def page(request: HttpRequest, template: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    said = words.of(language_of(request))
    minutes = shown.get("minutes")
    context = {
        "words": said.page,
        "receipt_words": said.receipt,
        "spoken": said.language,
        "unchecked": said.unchecked if said.language.code != words.GERMAN else "",
        "languages": [words.of(code).language for code in words.LANGUAGES],
        "too_many": words.filled(said.page.too_many.of(minutes), {"minutes": str(minutes)}) if minutes else "",
        "help": help_line(said),
        **shown,
    }
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def help_line(said: Words) -> str:
    office, phone = conf.get("CONTACT_OFFICE"), conf.get("CONTACT_PHONE")
    return (
        words.filled(said.page.help, {"office": office, "phone": phone}, within=said.language)
        if office and phone
        else ""
    )
