"""The client's copy: a page with one button, and the PDF behind it (F63)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import REFUSED, actor_of, case_staff
from cases.models import ClientCopy, Referral
from cases.referrals import copy_actions
from cases.referrals.copy_actions import Printable
from cases.referrals.copy_queries import copies_of
from cases.referrals.lookups import of_referral_at_length, recent_factor_to_post
from directory.exports.tables import attached
from portal.audit import trail
from portal.requests.methods import require_safe_or_post

KINDS = {"nachricht": ClientCopy.Of.MESSAGE, "uebergabe": ClientCopy.Of.REFERRAL, "abgleich": ClientCopy.Of.ALIGNMENT}
FILE_NAME = "Kopie.pdf"


@require_safe_or_post
@case_staff
@recent_factor_to_post
@of_referral_at_length
def copy(request: HttpRequest, referral: Referral, kind: str, of: UUID) -> HttpResponse:
    actor = actor_of(request)
    asked = readable(request, referral, kind, of)
    if request.method != "POST":
        context = {"referral": referral, "kind": asked.of.label, "copies": copies_of(referral, actor)}
        return render(request, "cases/referrals/copy.html", context)
    # Printed before anything is written: a transaction would keep others waiting meanwhile.
    content = asked.print()
    # Missing when the consent has ended while it was printed (R29).
    copy_actions.record_copy(referral=referral, copy=asked, by=actor)
    return attached(content, "application/pdf", FILE_NAME)


def readable(request: HttpRequest, referral: Referral, kind: str, of: UUID) -> Printable:
    """Through the referral that was found, so that nothing of another one is copied (R20)."""
    actor = actor_of(request)
    asked = copy_actions.printable(referral, KINDS[kind], of, actor) if kind in KINDS else None
    if asked is None:
        trail.record(REFUSED, actor.user, outcome=trail.Outcome.REFUSED, about=("copy", of))
        raise Http404
    return asked
