"""Cases in words: how a consent stands, a birth, a language."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.models import Consent, Referral
from cases.referrals import births, client_languages
from portal import written_dates
from portal.navigation import reverse_or_none

register = template.Library()
register.filter("birth_shown", births.shown)
register.filter("language_name", client_languages.name_of)


@dataclass(frozen=True)
class Standing:
    """A word with a shape; `is_waiting`: prepared, and not signed yet."""

    words: str
    icon: str
    tone: str
    is_waiting: bool = False


@register.simple_tag
def standing(consent: Consent) -> Standing:
    now = timezone.now()
    if consent.given_at is None:
        return Standing(_("noch nicht unterschrieben"), "edit", "warning", is_waiting=True)
    if consent.is_withdrawn:
        day = written_dates.written(timezone.localtime(consent.withdrawal.at), "j. F Y")
        return Standing(_("widerrufen am %(day)s") % {"day": day}, "block", "danger")
    if consent.valid_until <= now:
        return Standing(_("abgelaufen am %(day)s") % {"day": written(consent.last_day)}, "schedule", "warning")
    if consent.valid_from > now:
        begins = timezone.localtime(consent.valid_from).date()
        return Standing(_("gilt ab %(day)s") % {"day": written(begins)}, "schedule", "info")
    return Standing(_("gilt bis %(day)s") % {"day": written(consent.last_day)}, "verified_user", "success")


def written(day: dt.date) -> str:
    return written_dates.written(day, "j. F Y")


@register.simple_tag
def referral_link(referral: Referral) -> SafeString | str:
    url = reverse_or_none("cases:referral", referral.pk)
    return format_html('<a href="{}">{}</a>', url, referral.number) if url else str(referral.number)
