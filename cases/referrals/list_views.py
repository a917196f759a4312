"""Inbox, outbox, drafts, and what the coordination sees: that something waits, never what."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access import actor_of, case_staff, coordinators
from cases.models import State
from cases.referrals import list_queries, states, trail
from cases.referrals.list_queries import DRAFTS, INBOX, OUTBOX
from cases.referrals.referral_forms import ListForm
from portal.audit.trail import record
from portal.requests.methods import require_safe_or_post

PER_PAGE = 25


@require_safe_or_post
@case_staff
def inbox(request: HttpRequest) -> HttpResponse:
    return listed(request, INBOX)


@require_safe_or_post
@case_staff
def outbox(request: HttpRequest) -> HttpResponse:
    return listed(request, OUTBOX)


@require_safe_or_post
@case_staff
def drafts(request: HttpRequest) -> HttpResponse:
    return listed(request, DRAFTS)


@transaction.atomic
def listed(request: HttpRequest, which: str) -> HttpResponse:
    """Posted to, it shows the names of this page of the list: one event with its subjects (F50)."""
    actor = actor_of(request)
    form = ListForm(
        request.GET, states=[(state, State(state).label) for state in states.STATES if state != states.DRAFT]
    )
    chosen = form.chosen()
    rows = list_queries.narrowed(actor, which, chosen)
    summary = list_queries.summary(actor, which) if which != DRAFTS else None
    pages = Paginator(rows.select_related("sender", "receiver", "team", "taken_by", "record"), PER_PAGE)
    if summary is not None and not chosen:
        # Open ones are counted already; counting is most of the work where there are thousands.
        pages.count = summary.open
    page = pages.get_page(request.GET.get("seite"))
    shown = list(page.object_list)
    names = {}
    if request.method == "POST":
        names = list_queries.names_of(actor, shown, which)
        trail.names_shown(actor, which, [row.record for row in shown if row.pk in names])
    else:
        record(trail.LIST_READ, actor.user, details={"list": which, "count": page.paginator.count})
    context = {
        "which": which,
        "form": form,
        "chosen": chosen,
        "page_obj": page,
        "rows": list_queries.lines(shown, which, names),
        "count": page.paginator.count,
        "summary": summary,
        "has_names": request.method == "POST",
    }
    return render(request, "cases/referrals/list.html", context)


@require_safe
@coordinators
@transaction.atomic
def waiting(request: HttpRequest) -> HttpResponse:
    rows = list(list_queries.waiting_where(actor_of(request)))
    record(trail.WAITING_READ, actor_of(request).user, details={"organisations": len(rows)})
    return render(request, "cases/referrals/waiting.html", {"rows": rows})
