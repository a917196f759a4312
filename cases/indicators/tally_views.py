"""The tally: opened by a signed-in caseworker, used on its own page all day, a whole day entered at once (F62)."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import Actor, actor_of
from cases.indicators import counting, periods, tally_actions, trail
from cases.indicators.access import tallies_in, tally_staff
from cases.indicators.errors import Refused
from cases.indicators.periods import day_of
from cases.indicators.tally_actions import Place
from cases.indicators.tally_choices import choices_on
from cases.indicators.tally_forms import DayForm, OpenForm, OwnCaseForm, StrokeForm
from cases.models import ClientRecord, Tally, TallyGrant
from portal.audit.trail import record
from portal.identity.auth import is_script

COOKIE = "strichliste"
SALT = "cases.indicators.undo"
LATEST = 5


@tally_staff
@transaction.atomic
def start(request: HttpRequest) -> HttpResponse:
    """Opens the page for today in this browser."""
    actor = actor_of(request)
    form = OpenForm(request.POST or None, organisations=tallies_in(actor))
    if request.method == "POST" and form.is_valid():
        organisation, site = form.place()
        grant, secret = tally_actions.open_tally(organisation=organisation, site=site, by=actor)
        response = redirect("tally:page")
        set_cookie(response, secret, grant.day)
        return response
    known = granted(request)
    shown = {"form": form, "grant": known if known and known.user_id == actor.user.pk else None}
    return render(request, "cases/indicators/tally_start.html", shown, status=422 if form.errors else 200)


def set_cookie(response: HttpResponse, secret: str, day: dt.date) -> None:
    """For the tally's address alone; it ends with the day."""
    response.set_cookie(
        COOKIE,
        secret,
        expires=periods.end_of(day),
        path="/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )


def granted(request: HttpRequest) -> TallyGrant | None:
    return tally_actions.grant_of(request.COOKIES.get(COOKIE, ""))


def place_of(grant: TallyGrant) -> Place:
    return Place(grant.user, grant.organisation, grant.site)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def page(request: HttpRequest) -> HttpResponse:
    """One tap is one POST; without a grant there is nothing but the way to sign in."""
    grant = granted(request)
    if grant is None:
        return not_open(request)
    if request.method == "POST":
        return add(request, grant)
    return tally_page(request, grant)


def not_open(request: HttpRequest) -> HttpResponse:
    if is_script(request):
        return JsonResponse(
            {"error": _("Die Strichliste ist beendet. Bitte melden Sie sich an und öffnen Sie sie neu.")}, status=403
        )
    where = reverse("indicators:tally")
    return redirect(where) if request.user.is_authenticated else redirect_to_login(where)


def add(request: HttpRequest, grant: TallyGrant) -> HttpResponse:
    form = StrokeForm(request.POST, choices=choices_on(grant.day))
    if not form.is_valid():
        return tally_refused(request, grant, form)
    stroke = form.stroke(grant.day)
    identity = counting.identity_of_number(form.cleaned_data["aktenzeichen"], grant.organisation, stroke.counts)
    try:
        counted = tally_actions.add_stroke(stroke=stroke, place=place_of(grant), identity=identity)
    except Refused as error:
        form.add_error(None, error)
        return tally_refused(request, grant, form)
    undo = signing.dumps([str(pk) for pk in counted], salt=SALT) if counted else ""
    if is_script(request):
        return JsonResponse({"key": str(stroke.pk), "undo": undo, "count": count_of(grant)})
    return tally_page(request, grant, just=stroke, undo=undo)


def tally_refused(request: HttpRequest, grant: TallyGrant, form: StrokeForm) -> HttpResponse:
    said = " ".join(str(one) for errors in form.errors.values() for one in errors)
    if is_script(request):
        return JsonResponse({"error": said}, status=422)
    return tally_page(request, grant, status=422, form=form, error=said)


def tally_page(request: HttpRequest, grant: TallyGrant, status: int = 200, **beside: Any) -> HttpResponse:
    choices = choices_on(grant.day)
    latest = list(own_today(grant)[:LATEST])
    shown = {
        "grant": grant,
        "choices": choices,
        "latest": [(row, choices.name_of(row.topic), choices.name_of(row.form)) for row in latest],
        "count": count_of(grant),
        "key": uuid.uuid4(),
        "typed": request.POST if request.method == "POST" and status == 422 else {},
        **beside,
    }
    return render(request, "cases/indicators/tally.html", shown, status=status)


def own_today(grant: TallyGrant) -> Any:
    """One's own strokes of the day, the latest first; shown to nobody else."""
    rows = Tally.objects.unrestricted().filter(by=grant.user_id, organisation=grant.organisation_id, day=grant.day)
    return rows.order_by("-counted_at")


def count_of(grant: TallyGrant) -> int:
    return sum(own_today(grant).values_list("number", flat=True))


@login_not_required
@never_cache
@require_POST
@transaction.atomic
def undo(request: HttpRequest) -> HttpResponse:
    grant = granted(request)
    if grant is None:
        return not_open(request)
    try:
        pk = uuid.UUID(request.POST.get("strich", ""))
        counted = [
            uuid.UUID(one)
            for one in signing.loads(request.POST.get("gezaehlt") or signing.dumps([], salt=SALT), salt=SALT)
        ]
        tally_actions.undo_stroke(pk=pk, place=place_of(grant), counted=counted)
    except (ValueError, signing.BadSignature):
        pass  # nothing of that name is there: what is shown next says so
    except Refused as error:
        if is_script(request):
            return JsonResponse({"error": " ".join(error.messages)}, status=422)
        return tally_page(request, grant, status=422, error=" ".join(error.messages))
    return JsonResponse({"count": count_of(grant)}) if is_script(request) else redirect("tally:page")


@login_not_required
@never_cache
@require_POST
@transaction.atomic
def end(request: HttpRequest) -> HttpResponse:
    grant = granted(request)
    if grant is not None:
        tally_actions.end_tally(grant)
    response = render(request, "cases/indicators/tally_ended.html", {})
    response.delete_cookie(COOKIE, path="/", samesite="Strict")
    return response


@tally_staff
@transaction.atomic
def whole_day(request: HttpRequest) -> HttpResponse:
    """A consultation day entered at once, for the own organisation."""
    actor = actor_of(request)
    day = day_of(timezone.now())
    form = DayForm(request.POST or None, choices=choices_on(day), organisations=tallies_in(actor))
    if request.method == "POST" and form.is_valid():
        organisation, site = form.place()
        try:
            count = tally_actions.add_strokes(strokes=form.strokes(), place=Place(actor.user, organisation, site))
        except Refused as error:
            form.add_error("tag" if error.code in {"future", "locked"} else None, error)
        else:
            messages.success(
                request, ngettext("%(n)s Kontakt gezählt.", "%(n)s Kontakte gezählt.", count) % {"n": count}
            )
            return redirect("indicators:whole_day")
    shown = {"form": form, "latest": day, "key": uuid.uuid4()}
    return render(request, "cases/indicators/whole_day.html", shown, status=422 if form.errors else 200)


@tally_staff
@transaction.atomic
def own_case(request: HttpRequest) -> HttpResponse:
    """A person or family of the own cases counted once in each period; names are shown, so the full sign-in is needed."""
    actor = actor_of(request)
    records = own_records(actor)
    record(trail.CASES_OFFERED, actor.user, details={"count": len(records)})
    form = OwnCaseForm(request.POST or None, records=records)
    if request.method == "POST" and form.is_valid():
        chosen, counts = form.chosen, form.cleaned_data["zaehlt"]
        day = form.cleaned_data["tag"]
        try:
            tally_actions.refuse_day(day)
        except Refused as error:
            form.add_error("tag", error)
        else:
            identity = counting.identity_of_record(chosen, counts)
            counting.count_client(
                organisation=chosen.organisation, site=None, counts=counts, identity=identity, day=day
            )
            messages.success(request, _("Gezählt. Jede Person und jede Familie zählt im Zeitraum einmal."))
            return redirect("indicators:own_case")
    return render(request, "cases/indicators/own_case.html", {"form": form}, status=422 if form.errors else 200)


def own_records(actor: Actor) -> list[ClientRecord]:
    rows = ClientRecord.objects.for_actor(actor).filter(organisation__in=tallies_in(actor))
    return list(rows.select_related("organisation"))
