"""How often something may be done: token buckets in the database for what counts, in the process for what is only read.

A bucket is kept as the moment at which it is full again; one try moves that moment on, and is refused if it lay too far ahead.
"""

import datetime as dt
import math
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal import conf
from portal.models import Allowance
from portal.requests.addresses import client_address

View = Callable[..., HttpResponseBase]
Count = Callable[[str, int, float], int]
PRUNED_AT_ONCE = 100
MAX_IN_MEMORY = 10_000
_memory: dict[str, dt.datetime] = {}
_lock = Lock()


@transaction.atomic
def seconds_to_wait(key: str, capacity: int, per_seconds: float) -> int:
    """0 and one try used up, or the seconds to wait. `capacity` tries at once, and as many again within `per_seconds`.

    To be called outside the transaction of the act, which would take the try back when it fails. Keys are stored as digests.
    """
    now = timezone.now()
    # Locked until the end of the transaction, so that many at once get no more than there is.
    row, is_new = Allowance.objects.select_for_update().get_or_create(key=digest(key), defaults={"full_at": now})
    if is_new:
        prune(now)
    full_at, wait = take_try(row.full_at, now, capacity, per_seconds)
    if not wait:
        row.full_at = full_at
        row.save(update_fields=["full_at"])
    return wait


def seconds_to_wait_here(key: str, capacity: int, per_seconds: float) -> int:
    """The same without a database, counted by each server process for itself: for reading, where a rough limit will do."""
    now = timezone.now()
    with _lock:
        # Somebody with many addresses must not fill the memory; all starting afresh now and then is the lesser evil.
        if len(_memory) >= MAX_IN_MEMORY:
            _memory.clear()
        _memory[key], wait = take_try(_memory.get(key, now), now, capacity, per_seconds)
    return wait


def take_try(full_at: dt.datetime, now: dt.datetime, capacity: int, per_seconds: float) -> tuple[dt.datetime, int]:
    """When the bucket is full again after this try, and 0; or when it is full anyway, and the seconds to wait."""
    begin = max(full_at, now)
    after = begin + dt.timedelta(seconds=per_seconds / capacity)
    excess = (after - now).total_seconds() - per_seconds
    # A thousandth of a second of tolerance, for times are rounded to the microsecond in the database.
    return (begin, max(1, math.ceil(excess))) if excess > 1e-3 else (after, 0)


def prune(now: dt.datetime) -> None:
    """Forgets buckets that are full again; rows that another request holds are left to the next."""
    full = Allowance.objects.filter(full_at__lt=now).select_for_update(skip_locked=True)
    Allowance.objects.filter(pk__in=[row.pk for row in full[:PRUNED_AT_ONCE]]).delete()


def forget(key: str) -> None:
    """Gives all tries back, for example after a success."""
    Allowance.objects.filter(key=digest(key)).delete()


def digest(key: str) -> str:
    return salted_hmac("portal.limits", key, algorithm="sha256").hexdigest()


def limited(
    name: str, capacity: int | str, per_seconds: float, count: Count = seconds_to_wait
) -> Callable[[View], View]:
    """A view that each person may ask so often, whatever the arguments; `capacity` may name a setting, where 0 is no limit."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            most = conf.get(capacity) if isinstance(capacity, str) else capacity
            wait = count(by(request, name), most, per_seconds) if most else 0
            return too_many(request, wait) if wait else view(request, *args, **kwargs)

        return guarded

    return decorate


def by(request: HttpRequest, name: str) -> str:
    """The key of what somebody does: the person, or the address of a stranger."""
    return f"{name}:{request.user.pk or client_address(request)}"


def too_many(request: HttpRequest, wait: int) -> HttpResponseBase:
    """Status 429 with a page that says when to come back."""
    response = render(request, "429.html", {"minutes": math.ceil(wait / 60)}, status=429)
    response["Retry-After"] = str(wait)
    return response
