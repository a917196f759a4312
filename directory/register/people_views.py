from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.exports import tables, vcards
from directory.models import Absence, Coverage, Deputy, Organisation, Person, Position
from directory.models.people import PositionQuerySet
from directory.models.restrictions import Viewer, Visibility
from directory.register import name_search
from directory.register.forms import PersonFilter
from portal import page_cache
from search.language.german import fold

PER_PAGE = 50


def shown_positions(user: Viewer, chosen: dict[str, Any]) -> PositionQuerySet:
    """Positions of today that the user may see, narrowed by what was chosen."""
    positions: PositionQuerySet = Position.objects.visible_to(user).current()
    if chosen.get("stelle"):
        positions = positions.filter(organisation=chosen["stelle"])
    if chosen.get("sprache"):
        positions = positions.filter(person__languages__contains=f",{chosen['sprache']},")
    return name_search.positions(positions, chosen.get("q", ""))


def filter_form(request: HttpRequest) -> PersonFilter:
    return PersonFilter(
        request.GET,
        organisations=page_cache.get_or_build(page_cache.version_of(request), "directory-organisations", names),
    )


def names() -> list[tuple[int, str]]:
    rows = Organisation.objects.active().values_list("pk", "name")
    return sorted(rows, key=lambda row: fold(row[1]))


def in_order(positions: PositionQuerySet) -> list[int]:
    """The keys of the people as a German register has them; databases put Ö behind Z."""
    rows = Person.objects.filter(Exists(positions.filter(person=OuterRef("pk"))))
    names = rows.order_by().values_list("pk", "last_name", "first_name")
    return [row[0] for row in sorted(names, key=lambda row: (fold(row[1]), fold(row[2]), row[0]))]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    form = filter_form(request)
    chosen = form.chosen()
    positions = shown_positions(request.user, chosen)
    rows = positions.for_lists().with_absence(timezone.localdate()).order_by("organisation__name", "pk")
    page = Paginator(in_order(positions), PER_PAGE).get_page(request.GET.get("seite"))
    people = Person.objects.prefetch_related(Prefetch("positions", rows, to_attr="shown")).in_bulk(
        list(page.object_list)
    )
    # Somebody may have been removed between the two queries.
    page.object_list = [people[pk] for pk in page.object_list if pk in people]
    context = {"form": form, "chosen": chosen, "page_obj": page, "count": page.paginator.count}
    return render(request, "directory/register/people.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in tables.FORMATS:
        raise Http404
    positions = shown_positions(request.user, filter_form(request).chosen()).filter(visibility=Visibility.PARTNERS)
    return tables.FORMATS[kind](*tables.contacts(positions.for_lists()), "ansprechpersonen")


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever the person does that the reader may see; somebody of whom that is nothing does not exist."""
    today = timezone.localdate()
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    seen = Position.objects.visible_to(request.user)
    deputies = Deputy.objects.filter(deputy__in=seen).select_related("deputy__person", "deputy__organisation")
    positions = list(
        seen.filter(person=shown).for_lists().prefetch_related(Prefetch("deputies", deputies, to_attr="shown_deputies"))
    )
    covered = Coverage.objects.current().filter(contact__in=[position.pk for position in positions])
    instead = Deputy.objects.filter(
        deputy__in=[position.pk for position in positions], position__in=seen.valid_on(today)
    )
    context = {
        "person": shown,
        "positions": [position for position in positions if not position.is_over],
        "past": [position for position in positions if position.is_over],
        "absence": Absence.objects.on(today).filter(person=shown).order_by("-last_day").first(),
        "covered": covered.select_related("service", "municipality").order_by("service__order", "municipality__name"),
        "instead": instead.select_related("position__person", "position__organisation").order_by("position__person"),
        "may_take_card": any(
            position.visibility == Visibility.PARTNERS and not position.is_over for position in positions
        ),
    }
    return render(request, "directory/register/person.html", context)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    positions = Position.objects.current().filter(person=pk, visibility=Visibility.PARTNERS).for_lists()
    # A card leaves the portal, so it holds only what all partners may see.
    if not positions or not request.user.is_active:
        raise Http404
    return vcards.of_person(list(positions), request)
