"""The round for those it asks by mail (a link of their own) and for the coordination; signed in, one confirms in entry_views."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from directory.access import coordinator_required
from directory.upkeep import round_actions, rounds
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post


@login_not_required
@never_cache
@require_safe_or_post
def confirm_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link shows a button and changes nothing: programs that look into mails open links too."""
    link = rounds.find(secret)
    # Signed in as somebody else, the confirmation would be recorded under the wrong name.
    if link is None or (request.user.is_authenticated and request.user.pk != link.user_id):
        return render(request, "directory/upkeep/confirm_void.html", status=404)
    organisation = link.confirmation.organisation
    if request.method == "POST":
        round_actions.confirm(organisation=organisation, by=link.user, by_link=True)
        return render(request, "directory/upkeep/confirm.html", {"organisation": organisation, "is_done": True})
    return render(
        request, "directory/upkeep/confirm.html", {"organisation": organisation, "confirmation": link.confirmation}
    )


@coordinator_required
@require_safe_or_post
def overview(request: HttpRequest) -> HttpResponse:
    """How the round stands; starting one is allowed half a year after the last."""
    if request.method == "POST":
        started = round_actions.start(by=signed_in(request))
        said = (
            _("Die Runde hat begonnen; alle Organisationen sind gefragt.")
            if started
            else _("Es läuft schon eine Runde.")
        )
        messages.success(request, said)
        return redirect("directory:round")
    last = rounds.latest()
    rows = list(last.confirmations.select_related("organisation", "round", "confirmed_by")) if last else []
    context = {
        "round": last,
        "waiting": sorted((row for row in rows if row.confirmed_at is None), key=lambda row: row.organisation.name),
        "confirmed": last.confirmations.filter(confirmed_at__isnull=False)
        .select_related("organisation")
        .order_by("-confirmed_at")
        if last
        else [],
        "may_start": rounds.may_start(timezone.localdate()),
        "number": len(rows),
    }
    return render(request, "directory/upkeep/round.html", context)
