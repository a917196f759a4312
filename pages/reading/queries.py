"""Acknowledgements as pages show them: one's own, the names of one's own organisation, numbers of the others (F13)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale

from directory.models import Organisation
from pages.models import Acknowledgement, AcknowledgementRule, Follow, NormativePage, Version
from pages.reading import access, asked
from portal import page_cache
from portal.models import User
from portal.page_access import open_to

LEAST = 2  # people: in an organisation of one, a number is a name


@dataclass(frozen=True)
class AskedText:
    """What is the same for all readers: the rule, the version asked for, and the one whose text is read today."""

    rule: int
    version: int
    current: Version
    before: Version | None


def asked_text(request: HttpRequest, page: NormativePage) -> AskedText | None:
    """Of the document whose original or translation the page is; costs no query where it is kept."""
    found = page_cache.get_or_build(
        page_cache.version_of(request), f"acknowledgement-{page.translation_key}", lambda: tuple(asked_texts(page))
    )
    return found[0] if found else None


def asked_texts(page: NormativePage) -> Iterable[AskedText]:
    rules = asked.asking().filter(document__translation_key=page.translation_key, document__locale=Locale.get_default())
    for rule in rules:
        rows = list(Version.objects.filter(document=rule.document_id).in_force_on(timezone.localdate())[:2])
        if rows and rule.version_id:
            yield AskedText(rule.pk, rule.version_id, rows[0], rows[1] if len(rows) > 1 else None)


def given_for(document: int, user: Any) -> list[Acknowledgement]:
    """What somebody has confirmed of a document, the newest version first."""
    rows = Acknowledgement.objects.filter(user=user, version__document=document)
    return list(rows.select_related("version", "read").order_by("-version__effective_on"))


def own_open(user: User) -> list[AcknowledgementRule]:
    rules = asked.open_of(user.pk).select_related("document__locale", "version").defer("document__sections")
    return sorted(rules, key=lambda rule: (asked.due_for(rule, user) or dt.date.max, rule.pk))


def own_given(user: User) -> QuerySet[Acknowledgement]:
    rows = Acknowledgement.objects.filter(user=user.pk).select_related("version__document__locale", "read")
    return rows.defer("version__document__sections")


@dataclass(frozen=True)
class Reader:
    """Somebody who is asked; `given` is missing while they have not confirmed."""

    user: User
    due_on: dt.date | None
    given: Acknowledgement | None

    @property
    def is_overdue(self) -> bool:
        return self.given is None and self.due_on is not None and self.due_on < timezone.localdate()


@dataclass(frozen=True)
class Count:
    """Of one organisation; without a name where several are taken together."""

    organisation: str
    asked: int
    given: int

    @property
    def missing(self) -> int:
        return self.asked - self.given


@dataclass(frozen=True)
class Standing:
    """How a document stands, as far as the person who asks may know it."""

    total: Count
    teams: Sequence[tuple[Organisation, list[Reader]]] = ()
    counts: Sequence[Count] = ()

    @property
    def names_somebody(self) -> bool:
        return bool(self.teams)


def standing(rule: AcknowledgementRule, user: User, *, with_counts: bool) -> Standing:
    """Names for who leads the organisation, numbers by organisation for the editors of the document, else the sum. Four queries."""
    held = people_by_organisation(rule)
    given = {row.user_id: row for row in Acknowledgement.objects.filter(version=rule.version_id).select_related("read")}
    led = set(access.led_by(user.pk).values_list("pk", flat=True))
    names = Organisation.objects.in_bulk(list(held))
    teams = [(names[pk], readers(rule, people, given)) for pk, people in held.items() if pk in led]
    everybody = {pk for people in held.values() for pk in people}
    return Standing(
        total=Count("", len(everybody), len(everybody & given.keys())),
        teams=sorted(teams, key=lambda team: team[0].name),
        counts=pooled(counted(names, held, given)) if with_counts else (),
    )


def people_by_organisation(rule: AcknowledgementRule) -> dict[int, dict[Any, User]]:
    """By key of the organisation: everybody asked there, by key of the account."""
    held: dict[int, dict[Any, User]] = defaultdict(dict)
    for membership in asked.memberships_under(rule).select_related("user"):
        held[membership.organisation_id][membership.user_id] = membership.user
    return held


def readers(
    rule: AcknowledgementRule, people: Mapping[Any, User], given: Mapping[Any, Acknowledgement]
) -> list[Reader]:
    """Whoever has not confirmed stands first, then by name."""
    found = [Reader(user, asked.due_for(rule, user), given.get(pk)) for pk, user in people.items()]
    return sorted(found, key=lambda one: (one.given is not None, one.user.last_name, one.user.first_name))


def counted(
    names: Mapping[int, Organisation], held: Mapping[int, Mapping[Any, User]], given: Mapping[Any, Acknowledgement]
) -> list[Count]:
    found = [Count(names[pk].name, len(people), len(people.keys() & given.keys())) for pk, people in held.items()]
    return sorted(found, key=lambda count: count.organisation)


def pooled(counts: Sequence[Count]) -> list[Count]:
    """Organisations of one person are taken together, and if there is but one, with the smallest other: no line is one person's."""
    small = [count for count in counts if count.asked < LEAST]
    large = [count for count in counts if count.asked >= LEAST]
    if len(small) == 1 and large:
        smallest = min(large, key=lambda count: count.asked)
        small, large = [*small, smallest], [count for count in large if count is not smallest]
    if not small:
        return large
    return [*large, Count("", sum(count.asked for count in small), sum(count.given for count in small))]


def editable_by(request: HttpRequest) -> list[tuple[NormativePage, AcknowledgementRule | None]]:
    """The documents for which the person may ask, with what is asked; nothing for who may not. Two queries."""
    if not access.may_ask_anywhere(request):
        return []
    pages = NormativePage.objects.live().filter(locale=Locale.get_default()).defer("sections").order_by("title")
    rules = {rule.document_id: rule for rule in AcknowledgementRule.objects.all()}
    return [(page, rules.get(page.pk)) for page in open_to(request, pages)]


def as_data(user: User) -> dict[str, Any]:
    """All that is stored on what somebody reads."""
    given = Acknowledgement.objects.filter(user=user.pk).select_related("version__document", "read")
    follows = Follow.objects.filter(user=user.pk).select_related("document")
    return {
        "person": user.get_full_name(),
        "acknowledgements": [
            {
                "document": row.version.document.title,
                "version": row.read.number,
                "effective_on": row.read.effective_on.isoformat() if row.read.effective_on else None,
                "confirmed_at": row.confirmed_at.isoformat(),
                "digest": row.digest,
            }
            for row in given
        ],
        "follows": [
            {"document": row.document.title, "section": row.section, "since": row.since.isoformat()} for row in follows
        ],
    }
