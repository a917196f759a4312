"""Where the coordination keeps the consent text: versions, languages, what a translator has checked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases.access import actor_of, coordinators
from cases.models import ConsentText, ConsentTextTranslation
from cases.referrals import consent_texts, words
from cases.referrals.consent_text_forms import TranslationForm, VersionForm
from cases.referrals.errors import Refused
from portal import confirmation
from portal.edit_conflicts import held, storing_alone
from portal.requests.methods import require_safe_or_post


@require_safe_or_post
@coordinators
def texts(request: HttpRequest) -> HttpResponse:
    form = VersionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            begun = consent_texts.begin_version(note=form.cleaned_data["note"], by=actor_of(request))
        except Refused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("cases:consent_text", begun.number)
    versions = ConsentText.objects.select_related("published_by").prefetch_related("translations")
    context = {"form": form, "versions": versions, "in_work": any(not one.published_at for one in versions)}
    return render(request, "cases/referrals/consent_texts.html", context, status=422 if form.errors else 200)


@require_safe
@coordinators
def text(request: HttpRequest, number: int) -> HttpResponse:
    version = get_object_or_404(ConsentText, number=number)
    rows = {row.language: row for row in version.translations.all()}
    languages = [(words.of(code).language, rows[code]) for code in words.LANGUAGES if code in rows]
    return render(request, "cases/referrals/consent_text.html", {"version": version, "languages": languages})


@require_safe_or_post
@coordinators
@storing_alone
def translation(request: HttpRequest, number: int, language: str) -> HttpResponse:
    rows = ConsentTextTranslation.objects.filter(text__number=number, language=language)
    row: ConsentTextTranslation = get_object_or_404(held(request, rows.select_related("text")))
    if row.text.published_at is not None:
        return render(
            request, "cases/referrals/consent_text_read.html", {"row": row, "spoken": words.of(language).language}
        )
    form = TranslationForm(request.POST or None, translation=row)
    if form.is_settled() and stored(form, row, request):
        messages.success(request, _("Der Text ist gespeichert."))
        return redirect("cases:consent_text", number)
    context = {
        "row": row,
        "form": form,
        "spoken": words.of(language).language,
        "names": sorted(words.CONSENT_PLACEHOLDERS),
    }
    return render(request, "cases/referrals/consent_text_edit.html", context, status=form.status)


def stored(form: TranslationForm, row: ConsentTextTranslation, request: HttpRequest) -> bool:
    try:
        consent_texts.change_translation(
            translation=row, parts=form.parts, is_checked=form.cleaned_data["is_checked"], by=actor_of(request)
        )
    except Refused as refusal:
        form.add_error(None, refusal)
        return False
    return True


def what_publishing_means(version: ConsentText) -> str:
    hint = _(
        "Ab dann gilt dieser Text für neue Einwilligungen und kann nicht mehr geändert werden. Frühere behalten ihren Text."
    )
    unchecked = version.translations.filter(is_checked=False).count()
    if not unchecked:
        return hint
    languages = ngettext(
        "%(count)s Sprache ist noch nicht von einer Fachübersetzung geprüft.",
        "%(count)s Sprachen sind noch nicht von einer Fachübersetzung geprüft.",
        unchecked,
    )
    return f"{languages % {'count': unchecked}} {hint}"


@require_safe_or_post
@coordinators
def publish(request: HttpRequest, number: int) -> HttpResponse:
    version = get_object_or_404(ConsentText, number=number)
    back = reverse("cases:consent_text", args=[number])
    if request.method != "POST":
        asked = confirmation.Question(
            _("Fassung %(number)s veröffentlichen?") % {"number": number},
            _("Veröffentlichen"),
            back,
            hint=what_publishing_means(version),
        )
        return confirmation.ask(request, asked)
    try:
        consent_texts.publish(text=version, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Die Fassung ist veröffentlicht."))
    return redirect(back)
