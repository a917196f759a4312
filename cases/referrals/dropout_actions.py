"""A (threatened) dropout: told in one act, and settled in one who calls the client (LÖ-KV 5, BAGFW; D9)."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import sent_once
from cases.access import Actor
from cases.models import Category, ClientRecord, Consent, DropoutNotice, Message, Purpose, Referral
from cases.referrals import alignment_notifications, states, trail
from cases.referrals.access import sides_of
from cases.referrals.errors import NoConsent, NotNow, Refused
from cases.referrals.other_side_steps import say, step
from cases.referrals.referral_actions import Receiver, draft_referral, held, send_referral, still_lawful
from directory.models import Organisation, Team


@dataclass(frozen=True)
class Report:
    """`caller` is the sender's proposal, "" while they leave it open."""

    kind: str
    since: dt.date
    text: str
    answer_by: dt.datetime
    caller: str = ""


@transaction.atomic
def report_dropout(
    *, consent: Consent, receiver: Organisation, report: Report, by: Actor, form: uuid.UUID | None = None
) -> Referral:
    """Drafted and sent in one; `form` names the page that was filled in. NoConsent unless it covers this second."""
    if consent.purpose != Purpose.DROPOUT:
        raise NoConsent
    ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=consent.record_id)
    Consent.objects.unrestricted().select_for_update(of=("self",)).get(pk=consent.pk)
    draft = draft_referral(
        record=consent.record,
        purpose=Purpose.DROPOUT,
        receiver=Receiver(receiver, last_team(consent.record, receiver)),
        contents=contents_for(consent, report.text),
        by=by,
        # What is not among the contents makes another notice of it, too.
        form=form and sent_once.key_of(by, form, "dropout", asdict(report)),
    )
    if draft.state != states.DRAFT:
        return draft
    DropoutNotice.objects.create(
        referral=draft, kind=report.kind, since=report.since, answer_by=report.answer_by, caller=report.caller
    )
    sent = send_referral(referral=draft, version=draft.version, consent=consent, by=by)
    sent.due_at = report.answer_by
    sent.save(update_fields=["due_at"])
    return sent


def contents_for(consent: Consent, text: str) -> dict[str, str]:
    """The sentences under attendance, or under the concern where the consent names only that; who it is, as far as it lets us."""
    named = set(consent.categories.values_list("category", flat=True))
    kind = next((each for each in (Category.ATTENDANCE, Category.CONCERN) if each in named), None)
    if kind is None:
        raise Refused(
            _("Die Einwilligung umfasst nicht die Teilnahme am Kurs. Bitte nehmen Sie eine auf, die das nennt.")
        )
    known = {
        Category.IDENTITY: f"{consent.record.name}, {consent.record.birth}",
        Category.CONTACT: consent.record.contact,
    }
    return {kind.value: text} | {name.value: words for name, words in known.items() if name in named and words}


def last_team(record: ClientRecord, receiver: Organisation) -> Team | None:
    """Whoever knows the client there already."""
    earlier = Referral.objects.unrestricted().filter(record=record, receiver=receiver, team__isnull=False)
    known: Referral | None = earlier.select_related("team").order_by("-sent_at").first()
    return known.team if known else None


@transaction.atomic
def settle_call(*, referral: Referral, caller: str, version: int, by: Actor) -> DropoutNotice:
    """The receiving side's answer in one tap; whoever gives it takes the notice on. Stale, NotNow, NoConsent."""
    row = held(referral, by, version)
    notice = DropoutNotice.objects.for_actor(by).filter(referral=row).first()
    if notice is None or "receiver" not in sides_of(by, row) or not row.is_open:
        raise NotNow
    if not still_lawful(row):
        raise NoConsent
    notice.caller, notice.answered_at, notice.answered_by = caller, timezone.now(), by.user
    notice.save()
    say(row, Message.Kind.NOTICE, said(row, caller), by, "receiver")
    trail.about_referral(trail.CALL_SETTLED, by, row, caller=caller, organisation=row.receiver_id)
    if states.leads_on(row.state, "accept"):
        step(row, "accept", by, "receiver")
    else:
        row.version += 1
        row.changed_at = timezone.now()
        row.save(update_fields=["version", "changed_at"])
    alignment_notifications.tell_senders(row)
    return notice


def said(referral: Referral, caller: str) -> str:
    """For the thread and the client's copy, so that it stands there in words."""
    calling = referral.sender if caller == DropoutNotice.Caller.SENDER else referral.receiver
    return _("Es ruft an: %(organisation)s.") % {"organisation": calling.name}
