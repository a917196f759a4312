"""The county's consent text: version 1 comes with the portal, later ones are written by the coordination. What is published stays."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import Consent, ConsentText, ConsentTextTranslation
from cases.referrals import trail, words
from cases.referrals.errors import Refused
from cases.referrals.words import Part
from portal.audit import trail as audit

Parts = list[dict[str, Any]]


def ensure_first_version() -> None:
    """Version 1 in all languages, published; nothing where there is a version already."""
    if ConsentText.objects.exists():
        return
    with transaction.atomic():
        text = ConsentText.objects.create(number=1, published_at=timezone.now())
        ConsentTextTranslation.objects.bulk_create(
            ConsentTextTranslation(
                text=text,
                language=language,
                parts=as_data(words.of(language).consent_parts),
                # German is the text itself; the others wait for a translator.
                is_checked=language == words.GERMAN,
            )
            for language in words.LANGUAGES
        )


def as_data(parts: Iterable[Part]) -> Parts:
    return [{"heading": part.heading, "paragraphs": list(part.paragraphs)} for part in parts]


def parts_of(translation: ConsentTextTranslation) -> tuple[Part, ...]:
    return tuple(Part(part["heading"], tuple(part["paragraphs"])) for part in translation.parts)


def languages() -> list[str]:
    """Those the text in force is there in, German first."""
    text = ConsentText.objects.published().first()
    there = set(text.translations.values_list("language", flat=True)) if text else set()
    return [language for language in words.LANGUAGES if language in there]


def shown_with(consent: Consent) -> Mapping[str, ConsentTextTranslation]:
    """The texts of a consent by language: German, and the one it was read in."""
    rows = consent.text.translations.filter(language__in={words.GERMAN, consent.language})
    return {row.language: row for row in rows}


@transaction.atomic
def begin_version(*, note: str, by: Actor) -> ConsentText:
    """A copy of the last one, to be edited. Begun twice is begun once; refused while another waits to be published."""
    last = ConsentText.objects.select_for_update().order_by("-number").first()
    known = ConsentText.objects.filter(published_at=None, created_by=by.user, note=note).first()
    if known is not None:
        return known
    if ConsentText.objects.filter(published_at=None).exists():
        raise Refused(_("Es gibt schon eine Fassung in Arbeit. Bitte veröffentlichen Sie diese zuerst."))
    number = (ConsentText.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    text = ConsentText.objects.create(number=number, note=note, created_by=by.user)
    ConsentTextTranslation.objects.bulk_create(
        ConsentTextTranslation(text=text, language=row.language, parts=row.parts, is_checked=row.is_checked)
        for row in (last.translations.all() if last else ())
    )
    tell_trail("begin", text, "", by)
    return text


@transaction.atomic
def change_translation(
    *, translation: ConsentTextTranslation, parts: Sequence[Part], is_checked: bool, by: Actor
) -> None:
    """Refused once it is published: what somebody signed must stay readable as it was."""
    row = ConsentTextTranslation.objects.select_for_update(of=("self",)).select_related("text").get(pk=translation.pk)
    refuse_published(row.text)
    row.parts, row.is_checked = as_data(parts), is_checked
    row.save(update_fields=["parts", "is_checked"])
    tell_trail("change", row.text, row.language, by)


@transaction.atomic
def publish(*, text: ConsentText, by: Actor) -> None:
    """From now on new consents are given on it; those given before keep theirs."""
    row = ConsentText.objects.select_for_update().get(pk=text.pk)
    refuse_published(row)
    row.published_at, row.published_by = timezone.now(), by.user
    row.save(update_fields=["published_at", "published_by"])
    tell_trail("publish", row, "", by)


def refuse_published(text: ConsentText) -> None:
    if text.published_at is not None:
        raise Refused(_("Diese Fassung ist veröffentlicht und bleibt, wie sie ist. Bitte legen Sie eine neue an."))


def tell_trail(step: str, text: ConsentText, language: str, by: Actor) -> None:
    details: dict[str, str | int | bool | None] = {"step": step, "number": text.number, "language": language}
    audit.record(trail.CONSENT_TEXT_CHANGED, by.user, about=("consent_text", text.pk), details=details)
