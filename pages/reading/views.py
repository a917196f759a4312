"""One's own acknowledgements: given below the text they are about, listed, proved, taken along."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pages.documents.access import document_or_404, original_or_404
from pages.models import Acknowledgement, Version
from pages.reading import actions, asked, proof, queries
from portal import conf
from portal.identity.users import signed_in


@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    context = {
        "open": [(rule, asked.due_for(rule, user)) for rule in queries.own_open(user)],
        "given": queries.own_given(user),
        "years": conf.get("ACKNOWLEDGEMENT_YEARS"),
        "editable": queries.editable_by(request),
    }
    return render(request, "pages/reading/own.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the version that was shown, which another one may have followed since."""
    page, original = document_or_404(request, pk), original_or_404(request, pk)
    key = request.POST.get("fassung", "")
    version = Version.objects.filter(document=original, pk=int(key)).first() if is_key(key) else None
    try:
        if version is None:
            raise ValidationError(actions.OUTDATED)
        actions.acknowledge(version=version, by=signed_in(request))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Bestätigt. Den Nachweis finden Sie unter „Meine Kenntnisnahmen“."))
    return redirect(page.get_url(request) or "acknowledgements:own")


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@never_cache
@require_safe
def proof_file(request: HttpRequest, pk: int) -> HttpResponse:
    """For the person alone."""
    rows = Acknowledgement.objects.select_related("user", "version__document", "read")
    given = get_object_or_404(rows, pk=pk, user=signed_in(request).pk)
    return HttpResponse(
        proof.of(given),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="kenntnisnahme.pdf"'},
    )


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All that is stored on what the person reads, for programs and for taking along."""
    user = signed_in(request)
    response = JsonResponse(queries.as_data(user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="kenntnisnahmen.json"'
    return response
