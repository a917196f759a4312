"""What a page about one referral shows, put together for whoever asks: as far as consent and side allow."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import Appointment, Category, Consent, LegalGround, Referral, State
from cases.referrals import personal_words, purposes, states, thread, trail
from cases.referrals.access import acts_for, may_do, sides_of
from cases.referrals.personal_words import Glimpse
from cases.referrals.queries import contents_of, people_in_charge
from cases.referrals.states import Transition
from cases.referrals.thread import Entry

ALL_OTHERS = _("alle anderen Angaben")
ON_REQUEST = (Category.IDENTITY.value, Category.CONTACT.value)
ACTS: dict[str, str | Promise] = {
    "accept": _("Fall annehmen"),
    "ask": _("Rückfrage"),
    "decline": _("Ablehnen"),
    "answer": _("Rückfrage beantworten"),
    "begin": _("Arbeit beginnen"),
    "complete": _("Abschließen"),
}
WAY = (
    (_("Gesendet"), frozenset(states.STATES) - {states.DRAFT}),
    (
        _("Gesehen"),
        frozenset({states.SEEN, states.QUESTION, states.ACCEPTED, states.IN_WORK, states.COMPLETED, states.DECLINED}),
    ),
    (_("Antwort"), frozenset({states.ACCEPTED, states.IN_WORK, states.COMPLETED, states.DECLINED})),
    (_("In Arbeit"), frozenset({states.IN_WORK, states.COMPLETED})),
    (_("Abschluss"), frozenset({states.COMPLETED})),
)


@dataclass(frozen=True)
class Act:
    """A button: a transition of the table, with the word for it."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class Step:
    """A place on the way; `is_current` is where it goes on."""

    label: str | Promise
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Part:
    """A kind of data with its text."""

    category: str
    label: str | Promise
    text: str


@dataclass
class Detail:
    referral: Referral
    side: str
    glimpse: Glimpse
    parts: list[Part]
    entries: list[Entry]
    acts: list[Act]
    steps: list[Step]
    shown: list[Part] = field(default_factory=list)
    may_withdraw: bool = False
    may_write: bool = False
    may_show: bool = False
    consent: Consent | None = None
    ground: LegalGround | None = None
    granted: list[str | Promise] = field(default_factory=list)
    withheld: list[str | Promise] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    senders: str = ""
    receivers: str = ""
    other_person: str = ""

    @property
    def is_due(self) -> bool:
        """Whether the clock of the answer runs."""
        return self.referral.state in states.UNANSWERED and self.referral.due_at is not None

    @property
    def is_receiver(self) -> bool:
        return self.side == "receiver"

    @property
    def is_waiting_for_us(self) -> bool:
        waits = states.WAITS_FOR_RECEIVER if self.is_receiver else states.WAITS_FOR_SENDER
        return self.referral.state in waits


def read(referral: Referral, actor: Actor, *, with_names: bool = False) -> Detail:
    """Reads for this person, and says so in the trail; name and contact only when they are asked for."""
    texts = contents_of(referral, actor)
    sides = sides_of(actor, referral)
    side = "sender" if "sender" in sides else "receiver"
    shown = {name: text for name, text in texts.items() if with_names or name not in ON_REQUEST}
    trail.about_referral(
        trail.REFERRAL_READ,
        actor,
        referral,
        organisation=referral.sender_id if side == "sender" else referral.receiver_id,
        categories=" ".join(name for name in purposes.CATEGORIES if name in shown),
        instead_of=acts_for(actor, referral, side),
    )
    detail = Detail(
        referral,
        side,
        personal_words.glimpse(texts.get(Category.IDENTITY, "")),
        parts_of(shown, without=(*ON_REQUEST, Category.CONCERN.value)),
        thread.entries(referral, actor, texts.get(Category.CONCERN, "")),
        acts_of(may_do(actor, referral)),
        steps_of(referral.state),
        may_show=not with_names and any(name in texts for name in ON_REQUEST),
    )
    if with_names:
        detail.shown = [part for part in parts_of(shown) if part.category in ON_REQUEST]
    add_rights(detail)
    add_people(detail, actor)
    return detail


def parts_of(texts: dict[str, str], without: Iterable[str] = ()) -> list[Part]:
    left_out = set(without)
    return [
        Part(name, Category(name).label, texts[name])
        for name in purposes.CATEGORIES
        if name in texts and name not in left_out
    ]


def acts_of(transitions: Iterable[Transition]) -> list[Act]:
    """What has a button of its own; seeing happens by itself, sending and withdrawing have their own places."""
    return [Act(each.name, ACTS[each.name]) for each in transitions if each.name in ACTS]


def steps_of(state: str) -> list[Step]:
    """None for what ended on its way: there the state is said in words."""
    if state in {states.WITHDRAWN, states.EXPIRED, states.DECLINED}:
        return []
    done = [state in reached for _label, reached in WAY]
    current = next((place for place, is_done in enumerate(done) if not is_done), None)
    return [Step(label, done[place], place == current) for place, (label, _reached) in enumerate(WAY)]


def add_rights(detail: Detail) -> None:
    """What the consent gives and what it does not; by a confirmed ground what that names."""
    referral = detail.referral
    detail.ground = referral.ground
    detail.consent = referral.consent
    if referral.ground is not None:
        named = set(referral.ground.categories)
    elif referral.consent is not None:
        named = set(referral.consent.categories.values_list("category", flat=True))
    else:
        named = set()
    detail.granted = [Category(name).label for name in purposes.CATEGORIES if name in named]
    # Those that harm most when they get about, by name; the others need no list.
    sensitive = [name for name in purposes.CATEGORIES if name in purposes.SENSITIVE and name not in named]
    others = set(purposes.CATEGORIES) - purposes.SENSITIVE - named
    detail.withheld = [*(Category(name).label for name in sensitive), *([ALL_OTHERS] if others else [])]


def add_people(detail: Detail, actor: Actor) -> None:
    referral = detail.referral
    detail.may_write = referral.is_open
    detail.may_withdraw = detail.side == "sender" and referral.state in states.UNDER_WAY
    appointments = (
        Appointment.objects.for_actor(actor).filter(referral=referral).select_related("made_by", "organisation")
    )
    detail.appointments = list(appointments.order_by("starts_at"))
    detail.senders = thread.names_of(people_in_charge(referral, "sender").order_by("last_name", "first_name"))
    detail.receivers = thread.name_of(referral.taken_by) if referral.taken_by_id else ""
    other = referral.sent_by if detail.is_receiver else referral.taken_by
    detail.other_person = thread.name_of(other) if other else str(referral.receiver)


def of_state(state: str) -> str:
    return str(State(state).label)
