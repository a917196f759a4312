from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.models import ContactChange
from directory.upkeep import actions
from directory.upkeep.change_forms import ChangeFilter
from portal.identity.users import signed_in

PER_PAGE = 30
AT_ONCE = 200


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What others changed and the person has not taken note of comes first, then everything, newest first."""
    form = ChangeFilter(request.GET)
    listed = form.narrowed(ContactChange.objects.visible_to(request.user)).for_lists()
    new = list(listed.unacknowledged_by(request.user)[:AT_ONCE])
    rest = listed.exclude(pk__in=[change.pk for change in new])
    page = Paginator(rest, PER_PAGE).get_page(request.GET.get("seite"))
    context = {"form": form, "chosen": form.chosen(), "new": new, "page_obj": page}
    return render(request, "directory/upkeep/changes.html", context)


@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Of the changes named, or of one; what came in after the page was read stays new."""
    keys = [int(key) for key in request.POST.getlist("aenderung")[:AT_ONCE] if key.isdecimal() and len(key) < 18]
    number = actions.acknowledge_changes(changes=ContactChange.objects.filter(pk__in=keys), by=signed_in(request))
    messages.success(
        request,
        ngettext("Eine Änderung zur Kenntnis genommen.", "%(number)d Änderungen zur Kenntnis genommen.", number)
        % {"number": number}
        if number
        else _("Diese Änderungen hatten Sie schon zur Kenntnis genommen."),
    )
    return redirect("directory:changes")
