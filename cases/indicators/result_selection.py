"""What somebody chose to see of the results: whose, of which kind of period, which one, at which place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cases.access import Actor
from cases.indicators.results import Block, Line, State, blocks_of, own_states, published_states
from cases.models import ReportingPeriod
from directory.models import Organisation

COUNTY = ""
KINDS = ReportingPeriod.Kind.values


@dataclass(frozen=True)
class Selection:
    """`organisation` None is the county; `place` "" is everywhere."""

    kind: str
    states: tuple[State, ...]
    state: State | None
    organisations: tuple[Organisation, ...]
    organisation: Organisation | None
    place: str

    @property
    def is_county(self) -> bool:
        return self.organisation is None

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks_of(self.state, self.states) if self.state else []

    @property
    def place_lines(self) -> list[tuple[Block, Line]]:
        """What is known of one place: a sum for each indicator."""
        return [(block, line) for block in self.blocks for line in block.by_place if line.key == self.place]

    @property
    def places(self) -> list[str]:
        return sorted({place for entry in self.state.entries.values() for place in entry.places}) if self.state else []

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ReportingPeriod.Kind.choices]

    @property
    def whose(self) -> str:
        return self.organisation.name if self.organisation else _("Landkreis")

    @property
    def has_hidden(self) -> bool:
        return any(block.has_hidden for block in self.blocks)

    @property
    def query(self) -> str:
        parts = {"art": self.kind, "zeitraum": self.state.period.pk if self.state else "", "ort": self.place}
        if self.organisation:
            parts["organisation"] = self.organisation.pk
        return urlencode(parts)

    def details(self) -> dict[str, str | int | bool | None]:
        return {
            "organisation": self.organisation.pk if self.organisation else None,
            "period": self.state.period.pk if self.state else None,
        }


def selection_of(asked: Mapping[str, str], actor: Actor) -> Selection:
    """What cannot be understood or is not the person's own falls back to the county and the latest period."""
    kind = asked.get("art", "")
    kind = kind if kind in KINDS else ReportingPeriod.Kind.HALF_YEAR.value
    own = tuple(Organisation.objects.filter(pk__in=actor.reporter_in | actor.supervisor_in).order_by("name"))
    organisation = next((one for one in own if str(one.pk) == asked.get("organisation", COUNTY)), None)
    states = tuple(own_states(actor, organisation.pk, kind) if organisation else published_states(kind))
    wanted = asked.get("zeitraum", "")
    state = next((one for one in states if str(one.period.pk) == wanted), states[0] if states else None)
    known = {place for entry in state.entries.values() for place in entry.places} if state else set()
    place = asked.get("ort", "")
    return Selection(kind, states, state, own, organisation, place if place in known else "")
