"""The page of all that is due for the person signed in, and whether the morning's mail is wanted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import page_cache
from portal.duties import actions, queries
from portal.duties.answering import answering
from portal.identity.auth import is_verified
from portal.identity.users import signed_in
from portal.models import DutyDigest


@never_cache
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    person = answering(signed_in(request).pk)
    owed = queries.owed(person, with_restricted=is_verified(request), version=page_cache.version_of(request))
    context = {
        "groups": queries.grouped(owed),
        "number": len(owed),
        "absent": sorted(person.absent.values()),
        "wants_mail": not DutyDigest.objects.filter(user=person.pk, is_wanted=False).exists(),
    }
    return render(request, "portal/duties/duties.html", context)


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    is_wanted = request.POST.get("mail") == "ja"
    actions.choose_digest(is_wanted=is_wanted, by=signed_in(request))
    said = (
        _("Sie bekommen morgens wieder eine Mail, wenn etwas neu ist oder eine Frist naht.")
        if is_wanted
        else _("Sie bekommen morgens keine Mail mehr. Hier steht weiterhin alles, was zu erledigen ist.")
    )
    messages.success(request, said)
    return redirect("portal:duties")
