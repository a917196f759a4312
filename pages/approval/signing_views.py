"""Where writing is wanted: the sheet to sign, and the record of who has signed."""

import base64

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.access import coordination_required
from pages.approval import access, actions, queries, signature_sheet
from pages.approval.forms import SigningForm
from pages.approval.views import form_page, version_or_404
from pages.models import Version
from pages.training.proofs import ENDINGS
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in


@require_safe
@coordination_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    return signature_sheet.response(version_or_404(page, Version.State.ASKED))


@coordination_required
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    page = access.document_or_404(request, pk)
    version = version_or_404(page, Version.State.ASKED)
    form = SigningForm(request.POST or None, request.FILES or None, approvals=queries.approvals_of(version))
    if request.method == "POST" and form.is_valid() and form.checked:
        said = form.cleaned_data
        try:
            actions.record_signing(
                version=version,
                approvals=said["parties"],
                signed_on=said["signed_on"],
                scan=form.checked,
                by=signed_in(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Unterschriften sind eingetragen."))
            return redirect("approval:parties", pk)
    return form_page(request, page, form, heading=_("Unterschriften eintragen"), button=_("Eintragen"))


@require_safe
def scan(request: HttpRequest, pk: int, sheet_pk: str) -> HttpResponse:
    """What was signed, for coordination, editors and who signed it."""
    page = access.document_or_404(request, pk)
    if access.sees_all(request, page) and not is_verified(request):
        return second_step(request)
    found = get_object_or_404(access.sheets_seen_by(request, page), pk=sheet_pk)
    response = HttpResponse(base64.b64decode(found.content), content_type=found.kind)
    response["Content-Disposition"] = f'attachment; filename="unterschriften.{ENDINGS[found.kind]}"'
    response["Cache-Control"] = "no-store, private"
    return response
