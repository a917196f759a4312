from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from directory.exports import tables
from directory.internal_lists import actions as internal
from directory.internal_lists.forms import HandOutForm
from directory.models import ContactList
from directory.models.lists import HANDED_OUT_FOR
from directory.models.restrictions import Viewer
from portal.identity.auth import recent_factor_required, verified_required
from portal.identity.users import signed_in
from portal.requests.limits import limited
from portal.requests.methods import require_safe_or_post

FILE_NAME = "interne-liste.zip"


def visible(user: Viewer, pk: int) -> ContactList:
    """For everybody whom it does not name, the list does not exist (F67, R20)."""
    contact_list: ContactList = get_object_or_404(
        ContactList.objects.visible_to(user).select_related("organisation").prefetch_related("readers"), pk=pk
    )
    return contact_list


@require_safe
@verified_required
def lists(request: HttpRequest) -> HttpResponse:
    shown = ContactList.objects.visible_to(request.user).select_related("organisation")
    return render(request, "directory/internal_lists/lists.html", {"lists": shown})


@require_safe
@verified_required
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    contact_list = visible(request.user, pk)
    shown = internal.look(contact_list=contact_list, by=signed_in(request))
    return render(request, "directory/internal_lists/list.html", {"list": contact_list, "members": shown})


@limited("directory-list-export", 20, 3600)
@require_safe_or_post
@recent_factor_required
@sensitive_variables("password")
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The password stands in this one answer and is kept nowhere; the encrypted file waits to be fetched."""
    contact_list = visible(request.user, pk)
    form = HandOutForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"list": contact_list, "form": form}
        return render(request, "directory/internal_lists/export.html", context, status=422 if form.is_bound else 200)
    made, password = internal.hand_out(
        contact_list=contact_list, kind=form.cleaned_data["format"], by=signed_in(request)
    )
    minutes = int(HANDED_OUT_FOR.total_seconds() // 60)
    context = {"list": contact_list, "handout": made, "password": password, "minutes": minutes}
    return render(request, "directory/internal_lists/exported.html", context)


@require_POST
@verified_required
def fetch(request: HttpRequest, handout: UUID) -> HttpResponse:
    content = internal.fetch(handout=handout, by=signed_in(request))
    if content is None:
        return render(request, "directory/internal_lists/gone.html", status=404)
    return tables.attached(content, "application/zip", FILE_NAME)
