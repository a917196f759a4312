"""Removing entries of the own organisation: the page names what goes, and asks again when it has changed meanwhile."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.access import maintainer_required
from directory.internal_lists import actions as list_actions
from directory.models import Mailbox
from directory.upkeep import entry_actions
from directory.upkeep.entry_forms import MailboxForm, SiteForm
from directory.upkeep.entry_views import done, held_organisation, kept_mailbox, kept_site
from portal.confirmation import Question, ask
from portal.edit_conflicts import STATE, EditForm, storing_alone
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post


def asked_before_removal(
    request: HttpRequest, form: EditForm, back: str, heading: str, also: Sequence[str] = ()
) -> HttpResponse:
    """`form` shows the entry as stored; removing it is for those who have seen it so."""
    question = Question(
        heading,
        _("Entfernen"),
        back,
        [*form.contents, *also],
        _("Das lässt sich nicht rückgängig machen."),
        {STATE: form.state},
    )
    return ask(request, question)


@require_safe_or_post
@maintainer_required
@storing_alone
def remove_site(request: HttpRequest, pk: int, site_pk: int) -> HttpResponse:
    own = held_organisation(request, pk)
    place = kept_site(request, own, site_pk)
    form, page = SiteForm(instance=place), reverse("directory:keep_site", args=[pk, site_pk])
    if request.method != "POST" or form.has_moved_on(request.POST.get(STATE, "")):
        return asked_before_removal(request, form, page, _("Standort „%(name)s“ entfernen?") % {"name": place.name})
    try:
        entry_actions.remove_site(site=place, by=signed_in(request))
    except ValidationError as still_used:
        messages.error(request, " ".join(still_used.messages))
        return redirect(page)
    return done(request, own, _("Der Standort ist entfernt."), "#standorte")


@require_safe_or_post
@maintainer_required
@storing_alone
def remove_mailbox(request: HttpRequest, pk: int, box_pk: int) -> HttpResponse:
    own = held_organisation(request, pk)
    box = kept_mailbox(request, own, box_pk)
    form, page = MailboxForm(instance=box, organisation=own), reverse("directory:keep_mailbox", args=[pk, box_pk])
    if request.method != "POST" or form.has_moved_on(request.POST.get(STATE, "")):
        list_actions.show_in_form(contacts=[box], by=signed_in(request))
        heading = _("Postfach „%(name)s“ entfernen?") % {"name": box.name}
        return asked_before_removal(request, form, page, heading, on_lists(box))
    try:
        entry_actions.remove_mailbox(mailbox=box, by=signed_in(request))
    except ValidationError as still_used:
        messages.error(request, " ".join(still_used.messages))
        return redirect(page)
    return done(request, own, _("Das Postfach ist entfernt."), "#postfaecher")


def on_lists(box: Mailbox) -> list[str]:
    """Entries of internal lists go with their mailbox; not which ones, for not everybody may know those lists."""
    count = box.list_entries.count()
    said = ngettext("%(n)d Eintrag auf einer internen Liste", "%(n)d Einträge auf internen Listen", count)
    return [said % {"n": count}] if count else []
