from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory import opening_hours
from directory.exports import hsds, tables, vcards
from directory.holidays import public_holidays
from directory.initials import initial
from directory.models import Coverage, Mailbox, Organisation, Position, Site
from directory.models.restrictions import Visibility
from directory.register import mentions, name_search
from directory.register.forms import OrganisationFilter
from directory.responsibility import answer, known_places
from search.language.german import fold

PER_PAGE = 50


def narrowed(chosen: dict[str, Any]) -> Any:
    """Active organisations by what was chosen, in the order of a German register."""
    shown = Organisation.objects.active()
    covered = Coverage.objects.current().filter(organisation=OuterRef("pk"))
    place, service = chosen.get("gemeinde"), chosen.get("dienst")
    if place or service:
        where = {name: value for name, value in {"municipality__ags": place, "service__slug": service}.items() if value}
        shown = shown.filter(Exists(covered.filter(**where)))
    if chosen.get("art"):
        shown = shown.filter(kind=chosen["art"])
    if chosen.get("sprache"):
        speaks = Q(languages__contains=f",{chosen['sprache']},")
        people = Position.objects.current().filter(
            # Otherwise a filter would tell that somebody hidden speaks the language.
            visibility=Visibility.PARTNERS,
            person__languages__contains=f",{chosen['sprache']},",
        )
        sites = Site.objects.filter(speaks, organisation=OuterRef("pk"))
        shown = shown.filter(Exists(sites) | Exists(people.filter(organisation=OuterRef("pk"))))
    if chosen.get("q"):
        shown = shown.filter(pk__in=name_search.organisations(chosen["q"]))
    return shown.prefetch_related("sites")


def filter_form(request: HttpRequest) -> OrganisationFilter:
    towns = known_places.known(request).towns.values()
    return OrganisationFilter(request.GET, choices=answer.choices(request), towns=towns)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    form = filter_form(request)
    chosen = form.chosen()
    # In Python: each database puts Ä and Ö somewhere else.
    organisations = sorted(narrowed(chosen), key=lambda organisation: fold(organisation.name))
    page = Paginator(organisations, PER_PAGE).get_page(request.GET.get("seite"))
    groups = [
        (letter, list(rows)) for letter, rows in groupby(page, key=lambda organisation: initial(organisation.name))
    ]
    context = {"form": form, "chosen": chosen, "page_obj": page, "groups": groups, "count": len(organisations)}
    return render(request, "directory/register/organisations.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    organisations = narrowed(filter_form(request).chosen())
    if kind in tables.FORMATS:
        return tables.FORMATS[kind](*tables.organisations(organisations), "organisationen")
    if kind != "json":
        raise Http404
    shown = [organisation.pk for organisation in organisations]
    coverage = Coverage.objects.current().filter(organisation__in=shown).select_related("service", "municipality")
    people = Position.objects.current().filter(visibility=Visibility.PARTNERS, organisation__in=shown).for_lists()
    return JsonResponse(
        hsds.document(organisations, coverage, people), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    shown = get_object_or_404(
        Organisation.objects.active().prefetch_related(
            "sites", "teams", Prefetch("mailboxes", Mailbox.objects.visible_to(request.user), to_attr="shown_mailboxes")
        ),
        pk=pk,
    )
    people = Position.objects.visible_to(request.user).filter(organisation=shown).valid_on(today)
    covered = Coverage.objects.current().filter(organisation=shown, municipality__in=answer.standing(today))
    rows = covered.select_related("service", "municipality", "target_group").order_by(
        "service__order", "service__name", "pk"
    )
    context = {
        "organisation": shown,
        "sites": [(site, hours_of(site)) for site in shown.sites.all()],
        "people": people.for_lists()
        .with_absence(today)
        .order_by(F("team__sort_order").asc(nulls_first=True), "person__last_name"),
        "services": [
            (service, sorted(own, key=lambda row: fold(row.municipality.name)))
            for service, own in groupby(rows, key=lambda row: row.service)
        ],
        "mentions": mentions.mentions_of(shown),
    }
    return render(request, "directory/register/organisation.html", context)


def hours_of(site: Site) -> opening_hours.State | None:
    """How it is there now; None where no hours are known."""
    if not (site.hours or site.special_hours):
        return None
    now = answer.now()
    return opening_hours.state_at(site.opening, now, public_holidays(now.date()))


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Organisation.objects.active().prefetch_related("sites"), pk=pk)
    return vcards.of_organisation(shown, list(shown.sites.all()), request)
