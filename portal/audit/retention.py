"""What is cut off the beginning of the trail by plan: an event says so and signs the head of what is gone (R66)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.identity.users import Visitor
from portal.models import AuditEvent


@transaction.atomic
def cut_before(moment: dt.datetime, *, by: Visitor | None) -> int:
    """Removes what happened before; how many events. The order matters: the database lets go only what an event names."""
    trail.lock_for_append()
    last = AuditEvent.objects.filter(at__lt=moment).order_by("-pk").values_list("pk", "mac").first()
    if last is None:
        return 0
    gone = AuditEvent.objects.filter(pk__lte=last[0])
    trail.record(CUT, by, details={"until": last[0], "head": last[1], "events": gone.count()})
    return gone.delete()[0]


CUT = trail.register(trail.CUT_NAME, _("Protokoll nach Frist gekürzt"), ("until", "head", "events"))
