"""What the walks over all addresses stand on: one object of each kind that an address can name, and one person of each role."""

import datetime as dt
import re
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Locale,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
    WorkflowPage,
)
from wagtail_localize.models import Translation, TranslationSource

from cases.access import actor
from cases.indicators.proof_of_use import content
from cases.indicators.proof_of_use.content import Content
from cases.models import (
    Breach,
    Consent,
    IndicatorSet,
    PersonExport,
    PrintoutCheck,
    ProofOfUse,
    PublishedResult,
    ReportingPeriod,
    Submission,
    Withdrawal,
)
from cases.referrals import consent_actions, ground_actions, record_actions, referral_actions, thread_actions
from cases.referrals.referral_actions import Receiver
from cases.referrals.thread_actions import CheckedFile, Meeting
from directory.models import Absence, RoleOffer, StaffNotice, SubstituteTask, TargetGroup
from pages.events.actions import make_feed
from pages.job_shadowing import pledges, request_actions
from pages.models import Admission, ShadowingOffer, ShadowingSlot
from pages.registration import actions as registration_actions
from pages.registration.hall import Guest
from portal.identity import invitations
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.invitations import Purpose
from portal.models import AuthenticatorApp
from search.models import PinnedResult, ReaderMessage, SynonymGroup
from tests import factories
from tests.cases.factories import County, consent_text, member
from tests.cases.ground import shared_objects
from tests.pages.ground import meetings
from tests.pages.reading.ground import reading
from tests.portal.matrix import ANONYMOUS, SPECIAL, SUPERUSER, Subject, address, parameters

UNKNOWN_NUMBER = 987654
PERSON = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991"}
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\r"
    b"IDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
# a word where a number is not possible; what stands for something unknown
WORDS = {
    "app_label": "pages",
    "app_name": "pages",
    "content_type_app_name": "pages",
    "model_name": "normativepage",
    "content_type_model_name": "normativepage",
    "action": "delete",
    "action_name": "approve",
    "filter_spec": "original",
    "mode": "default",
    "kind": "app",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "group2": "datei.txt",
    "uidb64": "MQ",
    "token": "abc-def",
}


PLACES = frozenset({"revision_id_a", "revision_id_b"})  # in such a place no other word is possible


class Ground:
    """Objects and people; everything is made anew for each walk and rolled back with it."""

    def __init__(self) -> None:
        self.people = {role: person(role) for role in [*OrganisationRole.values, *PortalRole.values]}
        self.people[SUPERUSER] = factories.UserFactory(is_superuser=True, is_staff=True)
        for user in self.people.values():
            factor_of(user)
        self.values = objects(self.people[OrganisationRole.ORGANISATION_ADMIN.value])
        self.values |= contacts(self.people[OrganisationRole.CONTACT_MAINTAINER.value])
        self.values |= figures(self.people[OrganisationRole.REPORTER.value])
        self.values |= cases()
        self.values |= referrals(self.people[OrganisationRole.CASEWORKER.value])
        self.values |= shared_objects(self.people[OrganisationRole.CASEWORKER.value])
        self.values |= job_shadowing(self.people)
        self.values |= places(self.people)
        self.values |= meetings(self.people)
        self.values |= reading(self.people)
        self.values |= clients(self.people[OrganisationRole.CASEWORKER.value])

    def paths(self, route: str) -> dict[str, str]:
        """The addresses of a route: "-" when nothing varies, else with "known" and with "unknown" ids."""
        if route in SPECIAL:
            return {"-": SPECIAL[route]}
        names = parameters(route)
        if not names:
            return {"-": address(route, {})}
        known = {name: self.value(route, name) for name in names}
        unknown = {name: value if name in PLACES else missing(value) for name, value in known.items()}
        return {"known": address(route, known), "unknown": address(route, unknown)}

    def value(self, route: str, name: str) -> Any:
        found = [
            (len(prefix), value)
            for (prefix, key), value in self.values.items()
            if key == name and route.startswith(prefix)
        ]
        assert found or name in WORDS, f"tests/portal/ground.py, objects(): what is {name} in {route}?"
        return max(found)[1] if found else WORDS[name]

    def client(self, subject: Subject) -> Client:
        client = Client(raise_request_exception=False)
        if subject.role != ANONYMOUS:
            client.force_login(self.people[subject.role])
            if subject.has_factor:
                factories.verify(client, self.people[subject.role])
        return client


def person(role: str) -> Any:
    if role in OrganisationRole.values:
        return factories.MembershipFactory(role=role, organisation__name=f"Trägerverein {role}").user
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=role))
    return user


def factor_of(user: Any) -> AuthenticatorApp:
    """Everybody has a second factor; whoever asks without one has not proved it."""
    app = AuthenticatorApp.new(user)
    app.confirmed = True
    app.save()
    return app


def missing(value: Any) -> Any:
    if isinstance(value, int):
        return UNKNOWN_NUMBER
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=7)
    if value.isdigit():
        return "0" * len(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return "2000-01-03"
    return "unbekannt/" if value.endswith("/") else "unbekannt"


def objects(organisation_admin: Any) -> dict[tuple[str, str], Any]:
    """Values by the beginning of a route and the name of the parameter; the longest beginning counts."""
    page = factories.normative_page([factories.section("1", "Ziele", "<p>Text.</p>")])
    page.save_revision()
    parent = page.get_parent()
    organisation = factories.OrganisationFactory()
    document = get_document_model().objects.create(title="Merkblatt", file=ContentFile(b"Text", "datei.txt"))
    image = get_image_model().objects.create(title="Bild", file=ContentFile(PIXEL, "bild.png"), width=1, height=1)
    for file in (document, image):
        file.get_file_size()
        file.get_file_hash()
        file.save()
    collection = Collection.get_first_root_node().add_child(name="Vordrucke")
    workflow, task = Workflow.objects.create(name="Vier Augen"), Task.objects.create(name="Prüfung")
    WorkflowPage.objects.create(workflow=workflow, page=page)
    other = factories.UserFactory()
    source, _made = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    translation.save_target(publish=False)
    uploads = {
        model: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model), file=ContentFile(PIXEL, "bild.png")
        )
        for model in (get_document_model(), get_image_model())
    }
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    session = EditingSession.objects.create(
        user=other, content_type=ContentType.objects.get_for_model(page), object_id=page.pk, last_seen_at=timezone.now()
    )
    app = factor_of(other)
    own = organisation_admin.memberships.get().organisation
    factories.MembershipFactory(user=other, organisation=own)
    now = timezone.now()
    offer = RoleOffer.objects.create(
        user=factories.UserFactory(),
        organisation=own,
        role_names="reader",
        offered_at=now,
        expires_at=now + dt.timedelta(days=3),
    )
    event = factories.event_page()
    return {
        ("ausgabe/", "pk"): page.pk,
        ("ausgabe/", "form"): "md",
        ("ausgabe/", "file_pk"): uuid.UUID(int=3),
        ("ausgabe/", "identity"): page.outline()[0].identity,
        ("kalender/termin/", "pk"): event.pk,
        ("kalender/termin/", "day"): event.first_day.isoformat(),
        ("kalender/feed/", "part"): "training",
        ("kalender/feed/", "token"): make_feed(by=other),
        **{("", name): page.pk for name in ("page_id", "page_to_move_id", "page_pk")},
        **{("", name): parent.pk for name in ("parent_page_id", "destination_id")},
        ("cms/api/main/pages/", "pk"): page.pk,
        ("cms/api/main/documents/", "pk"): document.pk,
        ("cms/api/main/images/", "pk"): image.pk,
        ("cms/pages/", "pk"): page.pk,
        ("cms/bulk/", "app_label"): "wagtailcore",
        ("cms/bulk/", "model_name"): "page",
        ("cms/collections/", "pk"): collection.pk,
        ("cms/collections/", "collection_id"): collection.pk,
        ("cms/workflows/", "pk"): workflow.pk,
        ("cms/workflows/", "workflow_pk"): workflow.pk,
        ("cms/workflows/tasks/", "pk"): task.pk,
        ("cms/workflows/", "task_id"): task.pk,
        ("cms/workflows/tasks/", "app_label"): "wagtailcore",
        ("cms/workflows/tasks/", "model_name"): "groupapprovaltask",
        ("cms/pages/workflow/", "task_id"): task.pk,
        ("cms/pages/workflow/", "task_state_id"): UNKNOWN_NUMBER,
        ("cms/pages/", "workflow_state_id"): UNKNOWN_NUMBER,
        ("cms/pages/", "revision_id"): page.latest_revision.pk,
        ("cms/editing-sessions/", "object_id"): page.pk,
        ("cms/editing-sessions/", "session_id"): session.pk,
        ("cms/localize/", "translation_source_id"): source.pk,
        ("cms/localize/", "translation_id"): translation.pk,
        ("cms/localize/", "string_segment_id"): source.stringsegment_set.first().pk,
        ("cms/localize/", "overridable_segment_id"): UNKNOWN_NUMBER,
        ("cms/localize/", "app_label"): "directory",
        ("cms/localize/", "model_name"): "organisation",
        ("cms/localize/", "pk"): organisation.pk,
        ("cms/redirects/", "redirect_id"): Redirect.objects.create(old_path="/alt", redirect_page=page).pk,
        ("cms/documents/", "document_id"): document.pk,
        ("cms/documents/", "doc_id"): document.pk,
        ("cms/documents/", "uploaded_file_id"): uploads[get_document_model()].pk,
        ("cms/documents/chooser/", "pk"): document.pk,
        ("cms/images/", "image_id"): image.pk,
        ("cms/images/", "uploaded_file_id"): uploads[get_image_model()].pk,
        ("cms/images/chooser/", "pk"): image.pk,
        ("cms/snippets/directory/organisation/", "pk"): organisation.pk,
        ("cms/snippets/choose/directory/organisation/", "pk"): organisation.pk,
        **{
            (f"cms/snippets/{way}search/{name}/", "pk"): found.pk
            for name, found in (
                ("synonymgroup", SynonymGroup.objects.create(words="Ämter\nBehörden")),
                ("pinnedresult", PinnedResult.objects.create(query="Ziele", page=page)),
            )
            for way in ("", "choose/")
        },
        ("cms/berichte/suche/mitteilungen/", "pk"): ReaderMessage.objects.create(query="Ziele").pk,
        ("cms/locales/", "pk"): Locale.objects.get(language_code="en").pk,
        ("cms/sites/", "pk"): Site.objects.get().pk,
        ("media/", "path"): default_storage.save("images/bild.png", ContentFile(b"\x89PNG")),
        ("dokumente/", "group1"): document.pk,
        ("dokumente/", "restriction_id"): restriction.pk,
        ("^((", "group1"): "impressum/",
        ("_util/", "page_view_restriction_id"): restriction.pk,
        ("konto/zweiter-faktor/", "pk"): app.pk,
        ("konto/zweiter-faktor/", "secret"): invitations.issue(other, Purpose.FACTOR),
        ("einladung/", "secret"): invitations.issue(other, Purpose.ACCOUNT),
        ("kennwort/neu/", "secret"): invitations.issue(other, Purpose.PASSWORD),
        ("konto/e-mail/bestaetigen/", "secret"): invitations.issue(other, Purpose.EMAIL, address="neu@example.org"),
        ("widerspruch/", "secret"): "keiner",
        ("konten/", "pk"): other.pk,
        ("konten/", "act"): "sperren",
        ("konten/<int:pk>/zweiter-faktor/", "act"): "beantragen",
        ("mitglieder/", "organisation"): own.pk,
        ("mitglieder/", "pk"): other.pk,
        ("mitglieder/", "act"): "herausnehmen",
        ("mitglieder/<int:organisation>/einladungen/", "pk"): offer.pk,
        ("mitglieder/<int:organisation>/einladungen/", "act"): "zuruecknehmen",
        ("konto/einladungen/", "pk"): offer.pk,
        ("konto/einladungen/", "act"): "annehmen",
    }


def contacts(maintainer: Any) -> dict[tuple[str, str], Any]:
    """One of each of the directory's objects, kept by the organisation of this person."""
    own = maintainer.memberships.get().organisation
    today = timezone.localdate()
    position = factories.PositionFactory(organisation=own)
    absence = Absence.objects.create(person=position.person, first_day=today)
    task = SubstituteTask.objects.get_or_create(absence=absence, defaults={"position": position, "due_on": today})[0]
    notice = StaffNotice.objects.create(
        organisation=own,
        kind=StaffNotice.Kind.NEW,
        position=position,
        name="Lena Wolfart",
        event_on=today,
        due_on=today,
    )
    coverage, contact_list = factories.CoverageFactory(), factories.ContactListFactory(organisation=own)
    objects = {
        "person": position.person,
        "position": position,
        "coverage": coverage,
        "municipality": coverage.municipality,
        "service": coverage.service,
        "targetgroup": TargetGroup.objects.create(name="Familien"),
        "contactlist": contact_list,
    }
    kept = {
        "pk": own,
        "site_pk": factories.SiteFactory(organisation=own),
        "box_pk": factories.MailboxFactory(organisation=own),
        "position_pk": position,
        "absence_pk": absence,
        "task_pk": task,
        "notice_pk": notice,
    }
    return {
        **{
            (f"cms/snippets/{way}directory/{name}/", "pk"): one.pk
            for name, one in objects.items()
            for way in ("", "choose/")
        },
        **{("verzeichnis/pflege/", name): one.pk for name, one in kept.items()},
        ("verzeichnis/organisationen/", "pk"): own.pk,
        ("verzeichnis/personen/", "pk"): position.person.pk,
        ("verzeichnis/gemeinden/", "ags"): coverage.municipality.ags,
        ("verzeichnis/listen/", "pk"): contact_list.pk,
        ("verzeichnis/listen/ausgabe/", "handout"): uuid.UUID(int=8),
        ("cms/verzeichnis/ansprechpersonen/", "pk"): position.pk,
        ("cms/verzeichnis/postfaecher/", "pk"): kept["box_pk"].pk,
        ("verzeichnis/meldungen/", "pk"): notice.pk,
        ("verzeichnis/bestaetigen/", "secret"): "keiner",
        ("verzeichnis/", "kind"): "csv",
    }


def period_of_a_result(catalogue: IndicatorSet) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        kind=ReportingPeriod.Kind.HALF_YEAR,
        name="1. Halbjahr 2020",
        first_day=dt.date(2020, 1, 1),
        last_day=dt.date(2020, 6, 30),
        opens_on=dt.date(2020, 1, 1),
        due_on=dt.date(2020, 7, 31),
        locks_on=dt.date(2020, 9, 29),
        catalogue=catalogue,
    )


def figures(reporter: Any) -> dict[tuple[str, str], Any]:
    """A submission of the reporter's organisation that is open, one that waits for review, and the catalogue of both."""
    own, catalogue, today = reporter.memberships.get().organisation, IndicatorSet.objects.get(), timezone.localdate()
    period = ReportingPeriod.objects.create(
        kind=ReportingPeriod.Kind.FUNDING,
        name="Förderzeitraum",
        first_day=today - dt.timedelta(days=60),
        last_day=today - dt.timedelta(days=10),
        opens_on=today - dt.timedelta(days=60),
        due_on=today + dt.timedelta(days=10),
        locks_on=today + dt.timedelta(days=20),
        catalogue=catalogue,
    )
    open_one = Submission.objects.create(period=period, organisation=own)
    waiting = Submission.objects.create(
        period=period, organisation=factories.OrganisationFactory(), state="submitted", submitted_at=timezone.now()
    )
    PublishedResult.objects.create(
        period=period_of_a_result(catalogue),
        number=1,
        content={"due": 0, "delivered": 0, "small_cell": 3, "indicators": []},
        basis="{}",
    )
    proofs = proofs_of_use(period, own)
    return {
        **proofs,
        ("kennzahlen/ergebnisse/", "form"): "csv",
        ("kennzahlen/ergebnisse/", "period"): period.pk,
        ("kennzahlen/", "pk"): open_one.pk,
        ("kennzahlen/pruefung/", "pk"): waiting.pk,
        ("kennzahlen/", "catalogue"): catalogue.pk,
        ("kennzahlen/", "indicator"): "plans",
    }


def job_shadowing(people: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """A place at the caseworker's organisation, a reader of another who asks for it, and the rule of the supervisor's organisation."""
    host, guest = (people[role.value] for role in (OrganisationRole.CASEWORKER, OrganisationRole.READER))
    offer = ShadowingOffer.objects.create(
        organisation=host.memberships.get().organisation, contact=host, title="Ein Vormittag", place="Rathaus"
    )
    begins = timezone.now() + dt.timedelta(days=7)
    times = [(begins + dt.timedelta(days=days), begins + dt.timedelta(days=days, hours=4)) for days in (0, 1)]
    asked, free = (ShadowingSlot.objects.create(offer=offer, starts_at=start, ends_at=end) for start, end in times)
    own = guest.memberships.get().organisation
    row = request_actions.ask(offer=offer, slot=asked, organisation=own, wish="", by=guest)
    text = pledges.current()
    assert text is not None
    pledges.accept(digest=text.digest, by=guest)
    request_actions.move_request(request=row, step="confirm", version=row.version, by=host)
    leader = people[OrganisationRole.SUPERVISOR.value]
    return {
        ("hospitation/angebote/", "pk"): offer.pk,
        ("hospitation/angebote/", "slot_pk"): free.pk,
        ("hospitation/anfragen/", "pk"): row.pk,
        ("hospitation/anfragen/", "side"): "guest",
        ("hospitation/regel/", "pk"): leader.memberships.get().organisation_id,
    }


def proofs_of_use(period: ReportingPeriod, own: Any) -> dict[tuple[str, str], Any]:
    """One that is open, and one of another organisation that waits for review."""
    draft = ProofOfUse.objects.create(period=period, organisation=own, due_on=period.due_on)
    waiting = ProofOfUse.objects.create(
        period=period,
        organisation=factories.OrganisationFactory(),
        due_on=period.due_on,
        state="submitted",
        submitted_at=timezone.now(),
        content=content.as_text(Content((), "0,00", (), (), (), ())),
    )
    routes = "kennzahlen/verwendungsnachweis/"
    return {
        (routes, "pk"): draft.pk,
        (routes, "form"): "pdf",
        (f"{routes}<uuid:pk>/pruefung/", "pk"): waiting.pk,
        (f"{routes}<uuid:pk>/entscheiden/", "pk"): waiting.pk,
    }


def places(people: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """An event of the contact maintainer's organisation, at which the caseworker has a place."""
    host, guest = people[OrganisationRole.CONTACT_MAINTAINER.value], people[OrganisationRole.CASEWORKER.value]
    day = timezone.localdate() + dt.timedelta(days=30)
    hosts = [host.memberships.get().organisation]
    event = factories.event_page("Sicher zählen", f"{day} 9:00", hosts=hosts)
    Admission.objects.create(event=event, capacity=5)
    date = event.dates.get()
    own = Guest(guest.memberships.get().organisation, user=guest)
    [row] = registration_actions.book(date=date, guests=[own], waits_if_full=False, by=guest)
    return {
        ("kalender/plaetze/", "pk"): row.pk,
        ("kalender/plaetze/", "step"): "austragen",
        ("kalender/buchen/", "event"): event.pk,
        ("kalender/buchen/", "day"): day.isoformat(),
        ("kalender/ausrichten/", "pk"): date.pk,
        ("kalender/ausrichten/", "event"): event.pk,
    }


def clients(caseworker: Any) -> dict[tuple[str, str], Any]:
    """A record with a consent, held by this person, and something received from another organisation whose consent has ended."""
    county = County()
    own = caseworker.memberships.get().organisation
    record = record_actions.create_record(organisation=own, fields=PERSON, by=actor(caseworker))
    now = timezone.now()
    consent = consent_actions.prepare_consent(
        record=record,
        purpose="first_talk",
        recipients=[county.jobcenter],
        categories=["concern"],
        valid_from=now,
        valid_until=now + dt.timedelta(days=30),
        language="de",
        by=actor(caseworker),
    )
    ended = Consent.objects.create(
        record=record,
        purpose="first_talk",
        text=consent.text,
        language="de",
        valid_from=now,
        valid_until=now + dt.timedelta(days=30),
        given_at=now,
    )
    Withdrawal.objects.create(consent=ended, way="sender")
    draft = county.draft(receiver=Receiver(own))
    received = referral_actions.send_referral(
        referral=draft,
        version=draft.version,
        consent=county.consent(draft.record, recipients=[own]),
        by=actor(county.ayla),
    )
    check = PrintoutCheck.objects.create(referral=received, number=received.number, organisation=own, user=caseworker)
    return {
        ("faelle/akten/", "pk"): record.pk,
        ("faelle/akten/", "consent_pk"): consent.pk,
        ("faelle/bestaetigung/", "pk"): ended.pk,
        ("faelle/vernichtung/", "pk"): check.pk,
        ("faelle/<uuid:pk>/widerruf/", "pk"): received.pk,
        ("faelle/einwilligungstexte/", "number"): consent.text.number,
        ("faelle/einwilligungstexte/", "language"): "de",
        ("meine-einwilligung/", "secret"): "keiner",
    }


def cases() -> dict[tuple[str, str], Any]:
    """One of each of the restricted section's objects, of organisations where nobody of the walk works: all get the same 404."""
    county = County()
    referral = county.sent()
    now = timezone.now()
    breach = Breach.objects.create(
        organisation=county.sozialwerk,
        known_at=now,
        due_at=now + dt.timedelta(hours=72),
        what="Brief",
        data="Anschrift",
    )
    export = PersonExport.objects.create(organisation=county.sozialwerk, record_id=referral.record_id, password="x")
    return {
        ("faelle/", "pk"): referral.pk,
        ("faelle/akten/", "pk"): referral.record_id,
        ("faelle/pannen/", "pk"): breach.pk,
        ("faelle/aufsicht/loeschung/", "pk"): referral.pk,
        ("faelle/aufsicht/auskuenfte/", "pk"): export.pk,
        ("faelle/aufsicht/fristen/", "subject"): "draft",
    }


def referrals(caseworker: Any) -> dict[tuple[str, str], Any]:
    """A client's record of this person, a referral sent from it with what belongs to one, and what is asked of a superior."""
    consent_text()
    sender = caseworker.memberships.get().organisation
    receiver = member(factories.OrganisationFactory()).memberships.get().organisation
    by, now = actor(caseworker), timezone.now()
    fields = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991"}
    record = record_actions.create_record(organisation=sender, fields=fields, by=by)
    draft = referral_actions.draft_referral(
        record=record, purpose="first_talk", receiver=Receiver(receiver), contents={"concern": "Anerkennung"}, by=by
    )
    ground = ground_actions.ask_for_ground(referral=draft, ground="danger", reason="Eilt.", by=by)
    consent = consent_actions.prepare_consent(
        record=record,
        purpose="first_talk",
        recipients=[receiver],
        categories=["concern"],
        valid_from=now,
        valid_until=now + dt.timedelta(days=30),
        language="ar",
        by=by,
    )
    consent_actions.give_consent(consent=consent, form="paper", proof=b"%PDF-", kind="application/pdf", by=by)
    sent = referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=by)
    file = CheckedFile("Zeugnis.pdf", "application/pdf", b"%PDF-")
    meeting = Meeting(now + dt.timedelta(days=3), now + dt.timedelta(days=3, hours=1))
    return {
        ("faelle/", "record"): record.pk,
        ("faelle/<uuid:pk>/anhaenge/", "pk"): sent.pk,
        ("faelle/<uuid:pk>/termine/", "pk"): sent.pk,
        ("faelle/", "ground"): ground.pk,
        ("faelle/", "attachment"): thread_actions.attach(referral=sent, file=file, category="concern", by=by).pk,
        ("faelle/", "appointment"): thread_actions.make_appointment(referral=sent, meeting=meeting, by=by).pk,
    }
