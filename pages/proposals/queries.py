"""Proposals and remarks as pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pages.documents.sections import Section
from pages.models import NormativePage, Proposal, ProposalComment, ProposalSupport, Remark
from pages.proposals import states
from pages.proposals.drafts import text_of
from portal.navigation import reverse_or_none


def open_number(document: NormativePage) -> int:
    return int(Proposal.objects.filter(document=document.pk, state=states.OPEN).count())


def counted(rows: QuerySet) -> Coalesce:
    """How many belong to a proposal."""
    number = rows.filter(proposal=OuterRef("pk")).order_by().values("proposal").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), 0)


def listed(document: NormativePage) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = Proposal.objects.filter(document=document.pk)
    return rows.select_related("organisation", "proposed_by", "answered_by").annotate(
        supporters=counted(ProposalSupport.objects.all()), comments_number=counted(ProposalComment.objects.all())
    )


def grouped(rows: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    """By what has to be done next: answer, put into the draft, wait for the version; then what has ended."""
    groups: dict[str, list[Proposal]] = {"open": [], "to_take": [], "in_draft": [], "ended": []}
    for row in rows:
        if row.state in states.ENDED:
            key = "ended"
        elif row.state == states.ADOPTED:
            key = "in_draft" if row.taken_at else "to_take"
        else:
            key = "open"
        groups[key].append(row)
    groups["open"].sort(key=lambda row: (row.due_on, row.pk))
    return groups


def at_sections(document: NormativePage) -> dict[str, tuple[int, int]]:
    """Open proposals and unresolved remarks, by identity of the section; two queries."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, rows in enumerate((Proposal.objects.filter(state=states.OPEN), Remark.objects.unresolved())):
        counts = rows.filter(document=document.pk).order_by().values_list("section").annotate(Count("pk"))
        for section, number in counts:
            found[section][place] = number
    return {section: (numbers[0], numbers[1]) for section, numbers in found.items()}


@dataclass(frozen=True)
class Thread:
    """A remark with its answers. `now` is its section today, None when it is gone."""

    first: Remark
    answers: list[Remark]
    now: Section | None
    comparison: str = ""  # the address of what has changed since, where there is one

    @property
    def has_changed(self) -> bool:
        return self.now is not None and text_of(self.now).digest != self.first.wording

    @property
    def shown(self) -> list[Remark]:
        return [self.first, *self.answers]


def threads(
    document: NormativePage, outline: Iterable[Section], version: int | None, section: str = ""
) -> list[Thread]:
    """In the order of the sections, those whose section is gone at the end; one query. `version` is the one that counts today."""
    current = {one.identity: one for one in outline}
    places = {identity: place for place, identity in enumerate(current)}
    chosen = Q(section=section) if section else Q()
    rows = list(
        Remark.objects.filter(chosen, document=document.pk).select_related("organisation", "written_by", "resolved_by")
    )
    answers: Mapping[int, list[Remark]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            answers[row.parent_id].append(row)
    address = reverse_or_none("versions:comparison", document.pk)
    found = [
        Thread(row, answers[row.pk], now, compared(address, row, version, now))
        for row in rows
        if row.parent_id is None
        for now in [current.get(row.section)]
    ]
    return sorted(found, key=lambda one: (places.get(one.first.section, len(places)), one.first.written_at))


def compared(address: str | None, remark: Remark, version: int | None, now: Section | None) -> str:
    """ "" where both are one version: what is corrected on its first day has no other to compare with."""
    if not address or remark.version is None or version is None or remark.version == version:
        return ""
    return f"{address}?von={remark.version}&bis={version}" + (f"#{now.anchor}" if now else "")
