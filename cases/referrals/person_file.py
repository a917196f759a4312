"""All that one organisation holds on a person, put together for that person (Art. 15 GDPR, F60, R32).

Each organisation answers for what is its own: the one that keeps the record for all of it, one that received for what it
received and wrote.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    AlignedGoal,
    AlignmentSheet,
    Appointment,
    Attachment,
    ClientCopy,
    ClientKey,
    ClientRecord,
    Consent,
    ConsentProof,
    DropoutNotice,
    GoalChange,
    Holding,
    LegalGround,
    Message,
    PrintoutCheck,
    Referral,
    ReferralContent,
    ReferralStep,
    Settlement,
)
from cases.referrals import access_list, states
from cases.referrals.access_list import Access
from directory.models import Organisation
from portal.written_dates import written as written_day

Line = tuple[str, str]
RECORD = ("first_name", "last_name", "birth", "contact", "language", "municipality", "file_number", "guardians")
# What belongs to a referral, in the order in which it is told, with the fields that say something about the person.
PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Message, ("at", "kind", "by", "organisation", "instead_of", "text")),
    (Attachment, ("at", "category", "name", "kind", "size", "by", "organisation")),
    (Appointment, ("starts_at", "ends_at", "place", "note", "made_at", "made_by", "organisation", "cancelled_at")),
    (DropoutNotice, ("kind", "since", "answer_by", "caller", "answered_at", "answered_by")),
    (AlignmentSheet, ("employment_plan", "changed_at", "sender_signed_at", "sender_signed_by", "receiver_signed_at", "receiver_signed_by")),
    (AlignedGoal, ("employment_goal", "integration_goal", "contradicts", "responsible", "due_on", "state", "reason", "removed_at")),
    (GoalChange, ("at", "by", "organisation", "before")),
    (Settlement, ("text", "proposed_at", "proposed_by", "proposed_for", "agreed_at", "agreed_by")),
    (ReferralStep, ("at", "name", "source", "target", "by", "organisation", "instead_of")),
    (ClientCopy, ("at", "of", "language", "by")),
    (PrintoutCheck, ("asked_at", "organisation", "user", "confirmed_at", "confirmed_by")),
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Enclosed:
    """A sealed file that goes along, under a name that says nothing."""

    name: str
    path: str


@dataclass(frozen=True)
class PersonFile:
    organisation: str
    made_at: dt.datetime
    sections: list[Section]
    accesses: list[Access]
    files: list[Enclosed]

    def text(self) -> str:
        head = [_("Auskunft nach Art. 15 DSGVO"), self.organisation, moment(self.made_at), ""]
        body = [line for section in self.sections for line in written(section)]
        return "\r\n".join([*head, *body, *self.access_lines()]) + "\r\n"

    def access_lines(self) -> Iterator[str]:
        yield from underlined(_("Wer hat wann was gelesen oder getan"))
        for one in self.accesses:
            refused = [_("abgewiesen")] if one.is_refused else []
            yield ", ".join(filter(None, [moment(one.at), one.what, one.about, one.person, one.organisation, *refused]))

    def data(self) -> str:
        """The same for machines (Art. 20 GDPR)."""
        shown = {
            "organisation": self.organisation,
            "made_at": self.made_at.isoformat(),
            "sections": [{"title": each.title, "lines": [list(line) for line in each.lines]} for each in self.sections],
            "accesses": [
                {
                    "at": one.at.isoformat(),
                    "what": one.what,
                    "about": one.about,
                    "person": one.person,
                    "organisation": one.organisation,
                    "refused": one.is_refused,
                }
                for one in self.accesses
            ],
            "files": [file.name for file in self.files],
        }
        return json.dumps(shown, ensure_ascii=False, indent=1)


def underlined(title: str) -> list[str]:
    return ["", title, "=" * len(title)]


def written(section: Section) -> Iterator[str]:
    yield from underlined(section.title)
    for label, value in section.lines:
        yield f"{label}: {value}"


def person_file(record: ClientRecord, organisation: Organisation) -> PersonFile:
    """For whom nobody has to ask any more: the views and the command have done it."""
    is_owner = record.organisation_id == organisation.pk
    referrals = held_referrals(record, organisation)
    sections = [
        *(own_sections(record) if is_owner else ()),
        *(s for each in referrals for s in of_referral(each, organisation)),
    ]
    events = access_list.about_record(record) if is_owner else access_list.received_by(record, organisation.pk)
    accesses = access_list.described(events)
    return PersonFile(organisation.name, timezone.now(), sections, accesses, files_of(record, referrals, organisation))


def held_referrals(record: ClientRecord, organisation: Organisation) -> list[Referral]:
    side = Q(sender=organisation) | (Q(receiver=organisation) & ~Q(state=states.DRAFT))
    rows = Referral.objects.unrestricted().for_lists().filter(side, record=record)
    return list(rows.select_related("ground", "consent__withdrawal").order_by("created_at"))


def own_sections(record: ClientRecord) -> Iterator[Section]:
    yield Section(_("Akte"), shown(record, *RECORD, "created_at", "created_by", "changed_at", "closed_at", "purge_on"))
    for holding in Holding.objects.unrestricted().filter(record=record).select_related("user"):
        yield Section(_("Fallführung"), shown(holding, "user", "since", "ended_at"))
    for consent in (
        Consent.objects.unrestricted().filter(record=record).select_related("text", "withdrawal__organisation")
    ):
        yield of_consent(consent)
    for key in ClientKey.objects.unrestricted().filter(record=record):
        yield Section(
            _("Schlüssel"), shown(key, "language", "created_at", "created_by", "used_at", "voided_at", "voided_by")
        )
    for ground in LegalGround.objects.unrestricted().filter(record=record).select_related("receiver"):
        yield Section(_("Übermittlung ohne Einwilligung"), of_ground(ground))


def of_consent(consent: Consent) -> Section:
    recipients = ", ".join(each.organisation.name for each in consent.recipients.select_related("organisation"))
    categories = ", ".join(str(each.get_category_display()) for each in consent.categories.all())
    lines = shown(consent, "purpose", "language", "form", "valid_from", "valid_until", "interpreter", "signed_by", "prepared_at", "prepared_by", "given_at", "recorded_by")  # fmt: skip
    lines += [(_("Empfänger"), recipients), (_("Angaben"), categories)]
    lines += [(_("Fassung des Textes"), str(consent.text)), (_("Prüfsumme des Textes"), consent.text_digest)]
    if consent.is_withdrawn:
        lines += shown(consent.withdrawal, "at", "way", "organisation", "by")
    return Section(_("Einwilligung"), lines)


def of_ground(ground: LegalGround) -> list[Line]:
    lines = shown(ground, "purpose", "receiver", "ground", "reason", "asked_at", "asked_by", "confirmed_at", "confirmed_by", "refused_at")  # fmt: skip
    return [*lines, (_("Angaben"), ", ".join(map(str, ground.categories)))]


def of_referral(referral: Referral, organisation: Organisation) -> Iterator[Section]:
    head = shown(referral, "purpose", "sender", "receiver", "team", "state", "created_at", "created_by", "sent_at", "sent_by", "taken_by", "due_at", "closed_at", "purge_on")  # fmt: skip
    yield Section(f"{_('Fallübergabe')} {referral.number}", head)
    may_read = is_readable(referral, organisation)
    if not may_read:
        title, ended = (
            _("Zugang beendet"),
            _("Die Einwilligung ist beendet. Was hier eingegangen war, ist für diese Stelle gesperrt."),
        )
        yield Section(f"{referral.number}: {title}", [(_("Hinweis"), ended)])
    else:
        contents = ReferralContent.objects.unrestricted().filter(
            referral=referral, category__in=categories(referral, organisation)
        )
        yield Section(f"{referral.number}: {_('Angaben')}", [(str(c.get_category_display()), c.text) for c in contents])
    for model, fields in PARTS:
        for row in parts(model, referral, organisation, may_read):
            yield Section(f"{referral.number}: {model._meta.verbose_name}", shown(row, *fields))


def parts(model: Any, referral: Referral, organisation: Organisation, may_read: bool) -> Iterable[Any]:
    rows = model.objects.unrestricted().filter(referral=referral)
    if model is Attachment and referral.sender_id != organisation.pk:
        rows = rows.filter(Q(category__in=categories(referral, organisation)) | Q(organisation=organisation))
    if may_read:
        return list(rows)
    # What the organisation wrote itself stays its own.
    own = any(field.name == "organisation" for field in model._meta.get_fields())
    return list(rows.filter(organisation=organisation)) if own else []


def is_readable(referral: Referral, organisation: Organisation) -> bool:
    return referral.sender_id == organisation.pk or bool(
        Referral.objects.unrestricted().readable().filter(pk=referral.pk).exists()
    )


def categories(referral: Referral, organisation: Organisation) -> list[str]:
    """The kinds of data that the organisation has, as sender or by the consent."""
    rows = ReferralContent.objects.unrestricted().filter(referral=referral)
    files = Attachment.objects.unrestricted().filter(referral=referral)
    there = {*rows.values_list("category", flat=True), *files.values_list("category", flat=True)}
    if referral.sender_id == organisation.pk or referral.consent is None:
        return sorted(there)
    return sorted(there & set(referral.consent.categories.values_list("category", flat=True)))


def files_of(record: ClientRecord, referrals: Iterable[Referral], organisation: Organisation) -> list[Enclosed]:
    paths = []
    if record.organisation_id == organisation.pk:
        proofs = ConsentProof.objects.unrestricted().filter(consent__record=record).order_by("at")
        paths += [(_("nachweis"), row.kind, row.path) for row in proofs]
    for referral in referrals:
        for row in parts(Attachment, referral, organisation, is_readable(referral, organisation)):
            paths.append((_("anhang"), row.kind, row.path))
    return [Enclosed(f"{word}-{n}{ending(kind)}", path) for n, (word, kind, path) in enumerate(paths, start=1)]


ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def ending(kind: str) -> str:
    return ENDINGS.get(kind, ".bin")


def shown(row: Model, *names: str) -> list[Line]:
    """Labels and values of those fields that hold something."""
    lines = [(label(row, name), value(row, name)) for name in names]
    return [(name, text) for name, text in lines if text]


def label(row: Model, name: str) -> str:
    return str(LABELS.get(name) or row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # none is a relation back


def value(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    found = display() if display else getattr(row, name)
    if isinstance(found, dt.datetime):
        return moment(found)
    if isinstance(found, dt.date):
        return written_day(found, "j.n.Y")
    if isinstance(found, bool):
        return _("ja") if found else ""
    return "" if found is None else str(found)


def moment(at: dt.datetime) -> str:
    return written_day(timezone.localtime(at), "j.n.Y, H:i:s")


LABELS = {
    "at": gettext_lazy("Zeit"), "by": gettext_lazy("von"), "kind": gettext_lazy("Art"), "size": gettext_lazy("Größe in Byte"), "instead_of": gettext_lazy("in Vertretung für"), "made_at": gettext_lazy("eingetragen am"),
    "made_by": gettext_lazy("eingetragen von"), "created_at": gettext_lazy("angelegt am"), "created_by": gettext_lazy("angelegt von"), "changed_at": gettext_lazy("geändert am"),
    "closed_at": gettext_lazy("abgeschlossen am"), "organisation": gettext_lazy("Organisation"), "cancelled_at": gettext_lazy("abgesagt am"), "answered_at": gettext_lazy("beantwortet am"),
    "answered_by": gettext_lazy("beantwortet von"), "sender_signed_at": gettext_lazy("abgebende Seite hat unterschrieben am"),
    "sender_signed_by": gettext_lazy("abgebende Seite"), "receiver_signed_at": gettext_lazy("aufnehmende Seite hat unterschrieben am"),
    "receiver_signed_by": gettext_lazy("aufnehmende Seite"), "removed_at": gettext_lazy("entfernt am"), "before": gettext_lazy("vorher"), "proposed_at": gettext_lazy("vorgeschlagen am"),
    "proposed_by": gettext_lazy("vorgeschlagen von"), "proposed_for": gettext_lazy("für"), "agreed_at": gettext_lazy("zugestimmt am"), "agreed_by": gettext_lazy("zugestimmt von"),
    "name": gettext_lazy("Name"), "source": gettext_lazy("vorher"), "target": gettext_lazy("nachher"), "of": gettext_lazy("Kopie von"), "language": gettext_lazy("Sprache"), "asked_at": gettext_lazy("gefragt am"),
    "user": gettext_lazy("Fachkraft"), "confirmed_at": gettext_lazy("bestätigt am"), "confirmed_by": gettext_lazy("bestätigt von"), "asked_by": gettext_lazy("beantragt von"),
    "refused_at": gettext_lazy("abgelehnt am"), "since": gettext_lazy("seit"), "ended_at": gettext_lazy("bis"), "voided_at": gettext_lazy("gesperrt am"), "voided_by": gettext_lazy("gesperrt von"),
    "used_at": gettext_lazy("benutzt am"), "prepared_at": gettext_lazy("vorbereitet am"), "prepared_by": gettext_lazy("vorbereitet von"), "recorded_by": gettext_lazy("aufgenommen von"),
    "sent_by": gettext_lazy("gesendet von"), "purpose": gettext_lazy("Zweck"), "receiver": gettext_lazy("Empfänger"),
}  # fmt: skip
