"""Following: the list of what somebody follows, and the page where it begins and ends. The addresses say "folgen"."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pages.documents.access import original_or_404
from pages.documents.frame import framed
from pages.models import Follow, FollowChoice
from pages.reading import follow_actions, follow_queries
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

SECTION = "abschnitt"


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "followed": follow_queries.followed_by(request, user),
        "pace": follow_queries.pace_of(user),
        "paces": FollowChoice.Pace.choices,
    }
    return render(request, "pages/reading/following.html", context)


@never_cache
@require_safe_or_post
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Where following begins; a section that the text does not have is taken for the whole document."""
    user, original = signed_in(request), original_or_404(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    section = follow_queries.section_of(original, asked.get(SECTION, "")[:40])
    if request.method == "POST":
        is_new = follow_actions.follow(document=original, section=section.identity if section else "", by=user)
        messages.success(request, _("Sie folgen jetzt.") if is_new else _("Sie folgen schon."))
        return redirect(
            f"{reverse('following:document', args=[pk])}{f'?{SECTION}={section.identity}' if section else ''}"
        )
    rows = follow_queries.rows_of(user, original)
    context = {
        **framed(original, "following"),
        "url": original.get_url(request),
        "section": section,
        "whole": rows.get(""),
        "row": rows.get(section.identity) if section else rows.get(""),
        "pace": follow_queries.pace_of(user),
    }
    return render(request, "pages/reading/follow.html", context)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Follow, pk=pk, user=signed_in(request).pk)
    follow_actions.stop(follow=row)
    messages.success(request, _("Sie folgen nicht mehr."))
    return redirect("following:index")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    pace = request.POST.get("wann", "")
    if pace not in FollowChoice.Pace.values:
        messages.error(request, _("Bitte wählen Sie, wann die Mail kommen soll."))
        return redirect("following:index")
    follow_actions.choose_pace(pace=FollowChoice.Pace(pace), by=signed_in(request))
    at_once = pace == FollowChoice.Pace.AT_ONCE
    said = (
        _("Mails über Änderungen kommen ab jetzt sofort.")
        if at_once
        else _("Mails über Änderungen kommen ab jetzt einmal am Tag.")
    )
    messages.success(request, said)
    return redirect("following:index")
