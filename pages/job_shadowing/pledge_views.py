"""The confidentiality pledge: read and accepted by guests, written by the editors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pages.job_shadowing import pledges
from pages.job_shadowing.forms import PledgeForm
from pages.models import PledgeText, ShadowingRequest
from portal.edit_conflicts import CONFLICT
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

UNPROCESSABLE = 422


@require_safe_or_post
def pledge(request: HttpRequest) -> HttpResponse:
    user, problem = signed_in(request), ""
    if request.method == "POST":
        try:
            pledges.accept(digest=request.POST.get("pruefsumme", ""), by=user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, _("Angenommen. Die gastgebende Stelle kann jetzt zusagen."))
            waiting = ShadowingRequest.objects.open().filter(guest=user).order_by("-changed_at").first()
            return redirect("job_shadowing:request", waiting.pk) if waiting else redirect("job_shadowing:pledge")
    text = pledges.current()
    if text is None:
        raise Http404
    context = {"text": text, "acceptance": pledges.acceptance_of(user), "problem": problem}
    return render(request, "pages/job_shadowing/pledge.html", context, status=CONFLICT if problem else 200)


@require_safe_or_post
def write_pledge(request: HttpRequest) -> HttpResponse:
    """In the editor's area, which lets nobody else in: all versions, and a form for the next."""
    user = signed_in(request)
    last = pledges.current()
    form = PledgeForm(request.POST or None, initial={"text": last.text if last else "", "known": number(last)})
    if request.method == "POST" and form.is_valid():
        try:
            made = pledges.publish(**form.cleaned_data, by=user)
        except ValidationError as error:
            form.add_error(None, error)
            last = pledges.current()
        else:
            said = _("Fassung %(number)d gilt jetzt. Alle, die als Gast erwartet werden, nehmen sie neu an.")
            messages.success(request, said % {"number": made.number})
            return redirect("pages_pledge")
    title = _("Verschwiegenheitserklärung")
    context = {
        "form": form,
        "versions": PledgeText.objects.all(),
        "known": number(last),
        "page_title": title,
        "header_title": title,
        "header_icon": "lock",
    }
    status = (CONFLICT if form.non_field_errors() else UNPROCESSABLE) if form.errors else 200
    return render(request, "pages/job_shadowing/write_pledge.html", context, status=status)


def number(text: PledgeText | None) -> int:
    return text.number if text else 0
