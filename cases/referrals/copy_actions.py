"""Copies for the client of what one side wrote to the other (BAGFW, D2): made as a PDF in one click, each recorded (F63)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import Actor
from cases.models import AlignmentSheet, Category, ClientCopy, DropoutNotice, Message, Purpose, Referral, Settlement
from cases.referrals import alignment_queries, printing, trail, words
from cases.referrals.access import sides_of
from cases.referrals.alignment_access import covers_goals, plan_sides
from cases.referrals.queries import contents_of
from directory.models import Organisation
from portal import conf

Of = ClientCopy.Of


@dataclass(frozen=True)
class Printable:
    """What is to be copied; `print` makes the PDF."""

    of: ClientCopy.Of
    object_id: UUID
    language: str
    print: Callable[[], bytes]


def printable(referral: Referral, of: str, pk: UUID, actor: Actor) -> Printable | None:
    """None for what this person may not read, or what is not part of this referral."""
    if not sides_of(actor, referral):
        return None
    find = {Of.MESSAGE: message_of, Of.REFERRAL: whole_of, Of.ALIGNMENT: sheet_of}.get(ClientCopy.Of(of))
    made = find(referral, pk, actor) if find else None
    return Printable(ClientCopy.Of(of), pk, language_of(referral), made) if made else None


def language_of(referral: Referral) -> str:
    """That of the consent; German where the law stood in for it or there are no words in that language."""
    language = referral.consent.language if referral.consent else words.GERMAN
    return language if language in words.LANGUAGES else words.GERMAN


def record_copy(*, referral: Referral, copy: Printable, by: Actor) -> ClientCopy:
    """Referral.DoesNotExist when it is no longer the person's to see: then nothing is handed out."""
    with transaction.atomic():
        row: Referral = Referral.objects.for_actor(by).get(pk=referral.pk)
        made = ClientCopy.objects.create(
            referral=row, of=copy.of, object_id=copy.object_id, language=copy.language, by=by.user
        )
        trail.about_referral(trail.COPY_MADE, by, row, of=copy.of.value, language=copy.language)
        return made


def message_of(referral: Referral, pk: UUID, actor: Actor) -> Callable[[], bytes] | None:
    rows = Message.objects.for_actor(actor).filter(referral=referral).select_related("organisation")
    message: Message | None = rows.filter(pk=pk).first()
    if message is None:
        return None
    writer = message.organisation or referral.sender
    reader = referral.receiver if writer == referral.sender else referral.sender
    copy = printing.ClientCopy(
        letter(referral, writer), message.kind, message.at, reader.name, body=message.text, subject=referral.number
    )
    return lambda: printing.client_copy(copy)


def whole_of(referral: Referral, pk: UUID, actor: Actor) -> Callable[[], bytes] | None:
    """The referral as it was sent, as far as this person may read it; a notice and a conflict with what they have beside."""
    if pk != referral.pk or referral.sent_at is None:
        return None
    kind = {Purpose.DROPOUT: "dropout", Purpose.CONFLICT: "conflict"}.get(Purpose(referral.purpose), "referral")
    texts = contents_of(referral, actor)
    details = [(str(each.label), texts[each.value]) for each in Category if each.value in texts]
    copy = printing.ClientCopy(
        letter(referral, referral.sender),
        kind,
        referral.sent_at,
        referral.receiver.name,
        subject=f"{referral.number}: {referral.get_purpose_display()}",
        details=(*dropout_details(referral, actor), *details, *settlement_details(referral, actor)),
    )
    return lambda: printing.client_copy(copy)


def dropout_details(referral: Referral, actor: Actor) -> list[tuple[str, str]]:
    notice: DropoutNotice | None = DropoutNotice.objects.for_actor(actor).filter(referral=referral).first()
    if notice is None:
        return []
    return [
        (_("Was ist geschehen"), notice.get_kind_display()),
        (_("Seit"), f"{notice.since:%d.%m.%Y}"),
        (_("Antwort bis"), f"{timezone.localtime(notice.answer_by):%d.%m.%Y, %H:%M}"),
    ]


def settlement_details(referral: Referral, actor: Actor) -> list[tuple[str, str]]:
    rows = Settlement.objects.for_actor(actor).filter(referral=referral).exclude(agreed_at=None)
    settled: Settlement | None = rows.first()
    return [(_("So wurde es geklärt"), settled.text)] if settled else []


def sheet_of(referral: Referral, pk: UUID, actor: Actor) -> Callable[[], bytes] | None:
    sheet: AlignmentSheet | None = AlignmentSheet.objects.for_actor(actor).filter(referral=referral, pk=pk).first()
    if sheet is None or not covers_goals(referral):
        return None
    sides = plan_sides(referral)
    copy = printing.AlignmentCopy(
        letter(referral, referral.sender),
        integration_organisation=sides.integration.name,
        employment_organisation=sides.employment.name,
        employment_plan=sheet.employment_plan,
        goals=tuple(
            printing.GoalPair(
                integration_goal=goal.integration_goal,
                employment_goal=goal.employment_goal,
                match=goal.match,
                state=goal.state,
                responsible=goal.responsible,
                due_on=goal.due_on,
                reason=goal.reason,
            )
            for goal in alignment_queries.goals_of(referral, actor)
        ),
        signed_off_on=sheet.signed_off_on,
    )
    return lambda: printing.alignment_copy(copy)


def letter(referral: Referral, writer: Organisation) -> printing.Letter:
    reached: list[str] = [writer.name, str(writer.phone), writer.email]
    return printing.Letter(
        county=conf.get("COUNTY_NAME"),
        sender=writer.name,
        sender_contact=", ".join(each for each in reached if each),
        printed_at=dt.datetime.now(dt.UTC),
        language=language_of(referral),
    )
