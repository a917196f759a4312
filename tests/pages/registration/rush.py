"""Many people want the few places of one date in the same moment: by the form, by an offer, by the host, by more places.

Run as a program it does so on a SQLite file of its own, for that of the tests lies in memory and lets nobody wait.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

PLACES = 7
HELD = 2  # of them, for the job centre


def at_once(acts: Sequence[Callable[[], Any]]) -> list[str]:
    """Each in a thread and a connection of its own, begun together; what came of it: a state, or the name of the refusal."""
    from django.db import connection

    from pages.registration.errors import Refused

    gate, results = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait(60)
        try:
            results[place] = str(getattr(act(), "state", "done"))
        except Refused as refused:
            results[place] = type(refused).__name__
        except Exception as fault:
            results[place] = f"fault: {fault!r}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return results


def rushed(people: int) -> dict[str, Any]:
    """All ask; then all who have a place give it back while the others ask again, and the host adds guests."""
    from pages.models import Registration
    from pages.registration import actions
    from pages.registration.hall import Guest
    from portal.audit import trail
    from tests.pages.registration.venue import Venue, ago, member

    venue = Venue(capacity=PLACES, starts=ago(days=-8))
    venue.hold(venue.jobcenter, HELD, ago(days=-2).date())
    users = [member(venue.jobcenter if number % 5 == 0 else venue.sozialwerk) for number in range(people)]
    first = at_once(
        [lambda user=user, number=number: venue.book(user, waits=number % 2 == 0) for number, user in enumerate(users)]
    )
    most = [venue.taken]
    booked = list(Registration.objects.filter(state="booked").select_related("user"))
    acts: list[Callable[[], Any]] = [
        lambda row=row: actions.step(registration=row.pk, name="cancel", by=row.user) for row in booked
    ]
    acts += [
        lambda number=number: actions.add(date=venue.date, guest=Guest(None, name=f"Gast {number}"), by=venue.hosting)
        for number in range(people - len(booked))
    ]
    second = at_once(acts)
    most.append(venue.taken)
    return {
        "first": dict(Counter(first)),
        "second": dict(Counter(second)),
        "most": most,
        "waiting": Registration.objects.filter(state="waiting").count(),
        "broken": len(trail.verify()[1]),
    }


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    print(json.dumps(rushed(int(sys.argv[1]))))
