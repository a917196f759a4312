"""What is due for the coordinator: to answer what partners want changed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageViewRestriction

from pages.models import NormativePage, Proposal
from pages.proposals import states
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Änderungswünsche")


def kept_from(key: Any) -> Q:
    """Documents below a restriction that does not let the person in."""
    place = ExpressionWrapper(OuterRef("document__path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(place=place).filter(place__startswith=F("page__path"))
    closed = above.exclude(restriction_type=PageViewRestriction.LOGIN)
    return Q(Exists(closed.exclude(Q(restriction_type=PageViewRestriction.GROUPS) & Q(groups__user=key))))


def to_answer(key: Any) -> QuerySet[Proposal]:
    coordinates = roles.held_in_portal(key, PortalRole.COORDINATOR)
    rows: QuerySet[Proposal] = Proposal.objects.filter(coordinates, ~kept_from(key), state=states.OPEN)
    return rows.filter(document__live=True)


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(to_answer(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """One query, and the address of each document."""
    if reverse_or_none("proposals:index", 1) is None:
        return
    for row in to_answer(answering.pk).select_related("document", "organisation").order_by("due_on", "pk"):
        yield duty(row)


def duty(row: Proposal) -> Duty:
    clause, url = change_clause(row.document)
    section = {"section": f"{row.document.cite_name()} {row.cited}"}
    return Duty(
        title=_("Änderungswunsch beantworten: %(section)s") % section,
        part=PART,
        url=reverse("proposals:answer", args=[row.document_id, row.pk]),
        kind="proposals.answer",
        key=row.pk,
        due=row.due_on,
        clause=clause,
        clause_url=url,
        state=(row.organisation.short_name or row.organisation.name) if row.organisation else "",
    )


def change_clause(page: NormativePage) -> tuple[str, str]:
    """How the section that says how changes are made is cited, and its address; both "" where there is none."""
    found = next((one for one in page.outline() if page.change_clause and one.identity == page.change_clause), None)
    if found is None:
        return "", ""
    return f"{page.cite_name()} {found.citation}", f"{page.get_url() or ''}#{found.link_anchor}"
