"""The page behind a personal link: the text, and the answer, without an account (F11).

Reading never answers: mail scanners open every link. The secret leaves the address at once, so that no history keeps it; the
session remembers which links were opened.
"""

import math

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from pages.approval import actions, errors, links, queries, signature_sheet
from pages.approval.asked_text import asked_text
from pages.approval.errors import AnswerRefused
from pages.approval.forms import AnswerForm
from pages.models import Approval, ApprovalLink, Version
from portal.requests import limits
from portal.requests.addresses import client_address
from portal.requests.methods import require_safe_or_post

OPENED = "approval_links"  # in the session: keys of links
REMEMBERED = 20
OPENINGS, ANSWERS, SECONDS = 60, 20, 15 * 60


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def gone(request: HttpRequest, reason: str | Promise, status: int = 410) -> HttpResponse:
    return private(render(request, "pages/approval/gone.html", {"reason": reason}, status=status))


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = private(render(request, "429.html", {"minutes": math.ceil(wait / 60)}, status=429))
    response["Retry-After"] = str(wait)
    return response


@login_not_required
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    wait = limits.seconds_to_wait(f"approval-open:{client_address(request)}", OPENINGS, SECONDS)
    if wait:
        return too_many(request, wait)
    link = links.find(secret)
    if link is None:
        return gone(request, errors.UNKNOWN)
    request.session[OPENED] = [*request.session.get(OPENED, []), link.pk][-REMEMBERED:]
    response = private(redirect("consent:text", link.pk))
    response["Referrer-Policy"] = "no-referrer"
    return response


def opened(request: HttpRequest, pk: int) -> ApprovalLink | None:
    """A link that this browser was given the secret of."""
    if pk not in request.session.get(OPENED, []):
        return None
    rows = ApprovalLink.objects.select_related("approval__version__document", "approval__organisation")
    return rows.select_related("approval__reply", "approval__version__document").filter(pk=pk).first()


@login_not_required
@require_safe_or_post
def text(request: HttpRequest, pk: int) -> HttpResponse:
    link = opened(request, pk)
    if link is None:
        return gone(request, errors.UNKNOWN)
    reason = queries.refusal(link.approval, link)
    if reason:
        return refused(request, link, reason, status=409 if request.method == "POST" else 410)
    form = AnswerForm(request.POST or None, initial={"name": link.approval.addressee})
    if request.method == "POST":
        return answered(request, link, form)
    return page(request, link, form)


def answered(request: HttpRequest, link: ApprovalLink, form: AnswerForm) -> HttpResponse:
    wait = limits.seconds_to_wait(f"approval-answer:{link.pk}", ANSWERS, SECONDS)
    if wait:
        return too_many(request, wait)
    if not form.is_valid():
        return page(request, link, form, status=422)
    try:
        actions.answer_by_link(link=link, answer=form.answer())
    except AnswerRefused as error:
        return refused(request, link, error.messages[0], status=409)
    return private(redirect("consent:text", link.pk))


def refused(request: HttpRequest, link: ApprovalLink, reason: str | Promise, status: int) -> HttpResponse:
    """Whoever has answered gets their receipt; the others the reason and what to do."""
    approval = Approval.objects.select_related("reply", "version__document").get(pk=link.approval_id)
    if reason != errors.USED or approval.reply is None:
        return gone(request, reason, status)
    context = {
        "link": link,
        "approval": approval,
        "reply": approval.reply,
        "version": approval.version,
        "again": reason if status != 410 else "",
        "signs": wants_signature(approval),
    }
    return private(render(request, "pages/approval/receipt.html", context, status=200 if status == 410 else status))


def wants_signature(approval: Approval) -> bool:
    return approval.version.in_writing and approval.state == Approval.State.AGREED and approval.signed_on is None


def page(request: HttpRequest, link: ApprovalLink, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"link": link, "approval": link.approval, "asked": asked_text(link.approval), "form": form}
    return private(render(request, "pages/approval/consent.html", context, status=status))


@login_not_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to sign, for who has agreed through this link."""
    link = opened(request, pk)
    if link is None or not wants_signature(link.approval) or link.approval.version.state != Version.State.ASKED:
        return gone(request, errors.UNKNOWN)
    return private(signature_sheet.response(link.approval.version, only=link.approval))
