"""What somebody is told before a client's record is erased."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import ClientRecord, Consent, Referral
from cases.referrals import states


def what_goes(record: ClientRecord) -> list[str]:
    referrals = Referral.objects.unrestricted().filter(record=record).count()
    goes = [_("die Akte mit allen Angaben, der Schlüssel und die Fallführung")]
    if referrals:
        said = ngettext(
            "%(number)d Fallübergabe mit Inhalt, Nachrichten, Terminen und Anhängen, auf beiden Seiten",
            "%(number)d Fallübergaben mit Inhalt, Nachrichten, Terminen und Anhängen, auf beiden Seiten",
            referrals,
        )
        goes.append(said % {"number": referrals})
    return goes


def hint(record: ClientRecord) -> str:
    """What stays for how long, and whom the law wants to be told (Art. 17 para. 3, Art. 19 GDPR)."""
    parts = []
    if Consent.objects.unrestricted().given().filter(record=record).exists():
        parts.append(
            _("Der Nachweis der Einwilligung bleibt bis zum Ende seiner eigenen Frist (Art. 17 Abs. 3 DSGVO).")
        )
    sent = Referral.objects.unrestricted().filter(record=record).exclude(state=states.DRAFT)
    told = sorted(set(sent.values_list("receiver__name", flat=True)))
    if told:
        parts.append(
            _("Bitte sagen Sie diesen Stellen, dass gelöscht wurde (Art. 19 DSGVO): %(names)s.")
            % {"names": ", ".join(told)}
        )
    return " ".join(parts)
