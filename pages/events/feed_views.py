"""The calendar in the program of one's own: the page that gives out the address, and the feed behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pages.events import actions, entries, wording
from pages.models.events import CalendarFeed
from portal import calendar_files, conf
from portal.identity.users import signed_in
from portal.navigation import reverse_or_none
from portal.requests.limits import seconds_to_wait_here

FETCHES, PER_SECONDS = 60, 3600.0


@never_cache
@require_safe
def subscription(request: HttpRequest) -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=signed_in(request).pk).first()
    return render(request, "pages/events/subscription.html", {"feed": feed})


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The answer shows the address this once: only its digest is kept."""
    secret = actions.make_feed(by=signed_in(request))
    base = conf.base_url()
    whole = f"{base}{reverse_or_none('events:feed', secret)}"
    parts = [
        (_("Nur meine: angemeldet, zu erledigen"), entries.MINE),
        *((str(label), kind) for kind, label in wording.SEVERAL.items()),
    ]
    context = {
        "address": whole,
        "webcal": f"webcal:{whole.partition(':')[2]}",
        "parts": [(label, f"{base}{reverse_or_none('events:feed_part', secret, part)}") for label, part in parts],
    }
    return render(request, "pages/events/subscription.html", context)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    actions.end_feed(by=signed_in(request))
    messages.success(
        request, _("Die Adresse gilt nicht mehr. Kalender, die sie abonniert haben, bekommen nichts mehr.")
    )
    return redirect("events:subscription")


# Calendar programs send no cookies: the secret in the address is all they have.
@login_not_required
@require_safe
def feed(request: HttpRequest, token: str, part: str = "") -> HttpResponse:
    """404 for everything that is not an address in force, whatever is wrong with it."""
    found = CalendarFeed.objects.select_related("user").filter(digest=actions.digest(token)).first()
    if found is None or not found.user.is_active or part not in {"", entries.MINE, *wording.ICONS}:
        return HttpResponse(status=404)
    wait = seconds_to_wait_here(f"calendar-feed:{found.digest}", FETCHES, PER_SECONDS)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    today = timezone.localdate()
    if found.fetched_on != today:
        CalendarFeed.objects.filter(pk=found.pk).update(fetched_on=today)
    # From here on the request reads as its person, pages that are closed to them included.
    request.user = found.user
    name = f"{_('Kooperationsportal')} {conf.get('COUNTY_NAME')}"
    content = calendar_files.written(entries.of_person(request, found.user, part), name=name)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response
