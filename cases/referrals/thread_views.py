"""Words, files and appointments of a referral; each is looked up through the referral it belongs to (R20)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import sealed_files, sent_once
from cases.access import actor_of, case_staff
from cases.models import Appointment, Attachment, Referral
from cases.referrals import attachment_kinds, calendar_file, thread_actions, trail
from cases.referrals.errors import NotNow
from cases.referrals.lookups import of_appointment, of_attachment, of_referral_at_length
from cases.referrals.referral_forms import AnswerForm, AppointmentForm, AttachmentForm
from cases.referrals.referral_views import UNPROCESSABLE, page, refused
from portal import confirmation
from portal.confirmation import Question
from portal.edit_state import key_of
from portal.requests.methods import require_safe_or_post

NAMES = {
    attachment_kinds.PDF: "Anhang.pdf",
    attachment_kinds.DOCX: "Anhang.docx",
    attachment_kinds.JPEG: "Anhang.jpg",
    attachment_kinds.PNG: "Anhang.png",
}


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """To be stored, not shown: whole each time it is asked for, kept by nobody on the way."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@case_staff
@of_referral_at_length
def write(request: HttpRequest, row: Referral) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page(request, row, status=UNPROCESSABLE, answer=form)
    try:
        text = form.cleaned_data["text"]
        thread_actions.write_word(referral=row, text=text, by=actor_of(request), form=sent_once.page_of(request))
    except ValidationError as error:
        return refused(request, row, form, error)
    return redirect(f"{reverse('cases:referral', args=[row.pk])}#verlauf")


@require_POST
@case_staff
@of_referral_at_length
def attach(request: HttpRequest, row: Referral) -> HttpResponse:
    form = AttachmentForm(request.POST, request.FILES, kinds=thread_actions.may_be_attached(row))
    if not form.is_valid():
        return page(request, row, status=UNPROCESSABLE, attachment_form=form)
    values = form.cleaned_data
    try:
        thread_actions.attach(
            referral=row,
            file=values["datei"],
            category=values["was"],
            by=actor_of(request),
            form=sent_once.page_of(request),
        )
    except ValidationError as error:
        return refused(request, row, form, error, name="attachment_form")
    return redirect(f"{reverse('cases:referral', args=[row.pk])}#anhaenge")


@require_safe
@case_staff
@of_attachment
def fetch(request: HttpRequest, row: Referral, file: Attachment) -> HttpResponse:
    actor = actor_of(request)
    with transaction.atomic():
        trail.about_referral(
            trail.FILE_READ,
            actor,
            row,
            category=file.category,
            organisation=row.sender_id if row.sender_id in actor.organisations else row.receiver_id,
        )
        return attached(sealed_files.read(file.path), file.kind, NAMES.get(file.kind, "Anhang"))


@require_safe_or_post
@case_staff
@of_attachment
def detach(request: HttpRequest, row: Referral, file: Attachment) -> HttpResponse:
    back = reverse("cases:referral", args=[row.pk])
    if request.method != "POST":
        goes = [f"{file.name} ({file.get_category_display()})"]
        return confirmation.ask(request, Question(_("Anhang entfernen?"), _("Entfernen"), back, goes=goes))
    try:
        thread_actions.detach(attachment=file, by=actor_of(request))
    except NotNow as error:
        return refused(request, row, AnswerForm({}), error)
    messages.success(request, _("Der Anhang ist entfernt."))
    return redirect(back)


@require_safe_or_post
@case_staff
@of_referral_at_length
def new_appointment(request: HttpRequest, row: Referral) -> HttpResponse:
    form = AppointmentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            page_name = sent_once.page_of(request)
            thread_actions.make_appointment(referral=row, meeting=form.meeting, by=actor_of(request), form=page_name)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('cases:referral', args=[row.pk])}#termine")
    return appointment_page(request, row, form)


def appointment_page(request: HttpRequest, row: Referral, form: AppointmentForm, **shown: Any) -> HttpResponse:
    context = {"referral": row, "form": form, "back": reverse("cases:referral", args=[row.pk]), **shown}
    return render(request, "cases/referrals/appointment.html", context, status=form.status if form.is_bound else 200)


@require_safe_or_post
@case_staff
@of_appointment
def change_appointment(request: HttpRequest, row: Referral, entry: Appointment) -> HttpResponse:
    begins, ends = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    initial = {
        "tag": begins.date(),
        "beginn": begins.time().replace(second=0, microsecond=0),
        "ende": ends.time().replace(second=0, microsecond=0),
        "ort": entry.place,
        "hinweis": entry.note,
    }
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=initial, entry=key_of(entry))
    if form.is_bound and form.is_settled():
        try:
            thread_actions.change_appointment(appointment=entry, meeting=form.meeting, by=actor_of(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reverse('cases:referral', args=[row.pk])}#termine")
    return appointment_page(request, row, form, appointment=entry)


@require_safe_or_post
@case_staff
@of_appointment
def cancel_appointment(request: HttpRequest, row: Referral, entry: Appointment) -> HttpResponse:
    back = reverse("cases:referral", args=[row.pk])
    if request.method != "POST":
        day = timezone.localtime(entry.starts_at)
        goes = [_("der Termin am %(day)s Uhr") % {"day": f"{day:%d.%m.%Y, %H:%M}"}]
        return confirmation.ask(request, Question(_("Termin absagen?"), _("Absagen"), back, goes=goes))
    try:
        thread_actions.cancel_appointment(appointment=entry, by=actor_of(request))
    except ValidationError as error:
        return refused(request, row, AnswerForm({}), error)
    messages.success(request, _("Der Termin ist abgesagt."))
    return redirect(back)


@require_safe
@case_staff
@of_appointment
def calendar(request: HttpRequest, row: Referral, entry: Appointment) -> HttpResponse:
    actor = actor_of(request)
    trail.about_referral(trail.APPOINTMENT_EXPORTED, actor, row)
    return attached(calendar_file.written(entry, row.number), "text/calendar; charset=utf-8", "Termin.ics")
