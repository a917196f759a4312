"""Job shadowing in the invented county: offers of three organisations, a request in each state, made through the same actions as real ones."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.models import Organisation, Team
from pages.job_shadowing import offer_actions, pledges, request_actions, tending
from pages.job_shadowing.request_actions import Time
from pages.models import PledgeAcceptance, ShadowingOffer, ShadowingRequest, ShadowingSlot
from portal.models import OutgoingMail, User

DOMAIN = "@rebental.example"
JOBCENTER, BRIDGE, SCHOOL = "Jobcenter Rebental", "Brückenhaus Ansbronn gGmbH", "Volkshochschule Rebental"
ASKS_SUPERIOR = "Sozialwerk Rebental e. V."
OFFERS: dict[str, dict[str, Any]] = {
    JOBCENTER: {
        "title": "Ein Vormittag im Jobcenter",
        "team": "Team Wengertsheim",
        "contact": "tomasz.wilga",
        "description": "Sie begleiten ein Erstgespräch, die Planung der nächsten Schritte und die Runde im Team. "
        "Danach ist Zeit für Ihre Fragen: Wie kommt eine Eingliederungsvereinbarung zustande, und wer entscheidet was?",
        "requirements": "Ein Ausweis für den Empfang.",
        "place": "Geschäftsstelle Wengertsheim, Bahnhofstraße 18",
        "languages": ["de"],
    },
    BRIDGE: {
        "title": "Einen Tag im Brückenhaus",
        "team": "Migrationsberatung",
        "contact": "kolja.reutner",
        "description": "Offene Sprechstunde am Morgen, Begleitung zu einem Amt am Mittag, Fallrunde am Nachmittag.",
        "place": "Brückenhaus, Stegstraße 22, Ansbronn",
        "languages": ["de", "tr"],
        "by_arrangement": True,
    },
    SCHOOL: {
        "title": "Sprachkurs besuchen: B1 am Abend",
        "team": "",
        "contact": "ruth.eimer",
        "description": "Ein Kursabend mit vierzehn Teilnehmenden: Was im Kurs geschieht und was er nicht leisten kann.",
        "place": "Haus der Bildung, Schulgasse 5, Ansbronn",
        "languages": ["de"],
        "places": 2,
        "needs_approval": True,
    },
}
SLOTS = {JOBCENTER: ((6, 8, 12), (13, 8, 12), (20, 8, 12), (34, 8, 12)), SCHOOL: ((9, 18, 21), (16, 18, 21))}
PAST_DAYS = 28


def is_loaded() -> bool:
    return ShadowingOffer.objects.exists()


@transaction.atomic
def load() -> None:
    begun = timezone.now()
    own = Organisation.objects.filter(name=ASKS_SUPERIOR).first()
    if own is None or not User.objects.filter(email=f"tomasz.wilga{DOMAIN}").exists():
        return
    offer_actions.set_rule(organisation=own, asks_superior=True, by=who("mirko.antes"))
    offers = {name: load_offer(name) for name in OFFERS}
    for name, times in SLOTS.items():
        for days, first, last in times:
            offer_actions.add_slot(
                offer=offers[name], by=who(str(OFFERS[name]["contact"])), **times_of(days, first, last)
            )
    load_requests(offers)
    load_past(offers)
    # What is told here, nobody has done.
    OutgoingMail.objects.filter(written_at__gte=begun).delete()


def who(local: str) -> User:
    return User.objects.get(email=f"{local}{DOMAIN}")


def times_of(days: int, first: int, last: int) -> dict[str, dt.datetime]:
    """On a working day about so many days from now."""
    day = timezone.localdate() + dt.timedelta(days=days)
    while tending.next_working_day(day - dt.timedelta(days=1)) != day:
        day += dt.timedelta(days=1)
    at = (timezone.make_aware(dt.datetime.combine(day, dt.time(hour))) for hour in (first, last))
    return dict(zip(("starts_at", "ends_at"), at, strict=True))


def load_offer(name: str) -> ShadowingOffer:
    organisation = Organisation.objects.get(name=name)
    row = {**OFFERS[name], "contact": who(str(OFFERS[name]["contact"]))}
    row["team"] = Team.objects.filter(organisation=organisation, name=row["team"]).first()
    return offer_actions.save_offer(offer=ShadowingOffer(organisation=organisation, **row), by=row["contact"])


def load_requests(offers: dict[str, ShadowingOffer]) -> None:
    """What is under way: Ayla Korber is expected, Lena Wolfart has yet to accept the pledge, Jonas Ehrlich waits for his superior."""
    jobcenter, bridge, school = (offers[name] for name in (JOBCENTER, BRIDGE, SCHOOL))
    first, second = jobcenter.slots.all()[:2]
    ayla = asked("ayla.korber", jobcenter, first, "Wie ein Erstgespräch läuft")
    move(ayla, "approve", "mirko.antes")
    pledge("ayla.korber")
    move(ayla, "confirm", "tomasz.wilga", "Bitte am Empfang melden, ich hole Sie ab.")
    lena = asked("lena.wolfart", jobcenter, second, "Die Runde im Team")
    move(lena, "approve", "mirko.antes")
    asked("jonas.ehrlich", bridge, None, "Die offene Sprechstunde; dienstags oder donnerstags")
    pledge("hilke.brandau")
    asked("hilke.brandau", bridge, None, "Die Fallrunde, an einem Nachmittag im nächsten Monat")
    cosima = asked("cosima.rahn", school, school.slots.first(), "")
    move(cosima, "refuse", "elke.stahlmann", "An dem Abend ist die Einwohnerversammlung.")
    paula = asked("paula.rehnert", bridge, None, "Ein Vormittag, gleich welcher")
    move(paula, "withdraw", "paula.rehnert", "Ich wechsle das Team.")


def load_past(offers: dict[str, ShadowingOffer]) -> None:
    """What has been: each is made as if it were ahead, a week from the next, and then dated back."""
    jobcenter, school = offers[JOBCENTER], offers[SCHOOL]
    kolja = visited("kolja.reutner", jobcenter, 35, "tomasz.wilga")
    request_actions.give_feedback(
        request=kolja,
        side="host",
        was_useful="yes",
        was_prepared="yes",
        note="Die Fragen nach dem Gespräch haben auch uns geholfen.",
        by=who("tomasz.wilga"),
    )
    samira = visited("samira.dell", jobcenter, 42, "tomasz.wilga")
    move(samira, "miss", "tomasz.wilga")
    sabine = confirmed("sabine.reichwald", jobcenter, 49, "tomasz.wilga")
    move(sabine, "call_off", "tomasz.wilga", "An dem Vormittag fällt das Team wegen einer Schulung aus.")
    date_back(sabine)
    late = asked("elke.stahlmann", school, slot(school, 56), "")
    date_back(late)
    tending.close_passed()


def slot(offer: ShadowingOffer, days: int) -> ShadowingSlot:
    by = offer.contact or who("tomasz.wilga")
    return offer_actions.add_slot(offer=offer, by=by, **times_of(days, 13, 16))


def asked(local: str, offer: ShadowingOffer, at: ShadowingSlot | None, wish: str) -> ShadowingRequest:
    guest = who(local)
    organisation = Organisation.objects.filter(memberships__user=guest).order_by("pk").first()
    if organisation is None:
        raise ValueError(local)
    return request_actions.ask(offer=offer, slot=at, organisation=organisation, wish=wish, by=guest)


def pledge(local: str) -> PledgeAcceptance | None:
    text = pledges.current()
    return pledges.accept(digest=text.digest, by=who(local)) if text else None


def move(row: ShadowingRequest, step: str, local: str, text: str = "", time: Time | None = None) -> None:
    version = ShadowingRequest.objects.get(pk=row.pk).version
    request_actions.move_request(request=row, step=step, version=version, by=who(local), text=text, time=time)


def confirmed(local: str, offer: ShadowingOffer, days: int, host: str) -> ShadowingRequest:
    row = asked(local, offer, slot(offer, days), "")
    pledge(local)
    move(row, "confirm", host)
    return ShadowingRequest.objects.get(pk=row.pk)


def visited(local: str, offer: ShadowingOffer, days: int, host: str) -> ShadowingRequest:
    row = confirmed(local, offer, days, host)
    date_back(row)
    tending.close_passed()
    return row


def date_back(row: ShadowingRequest) -> None:
    """So that it was some weeks ago, on the same weekday."""
    back = dt.timedelta(days=70)
    stored = ShadowingRequest.objects.select_related("slot").get(pk=row.pk)
    if stored.slot is not None:
        stored.slot.starts_at -= back
        stored.slot.ends_at -= back
        stored.slot.save()
    stored.starts_at = stored.starts_at - back if stored.starts_at else None
    stored.ends_at = stored.ends_at - back if stored.ends_at else None
    stored.asked_at = stored.changed_at = timezone.now() - dt.timedelta(days=PAST_DAYS + 14)
    stored.save()
    stored.steps.update(at=stored.asked_at)
