import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PageViewRestriction, Revision
from wagtail_localize.fields import SynchronizedField

from pages.blocks import ContactsBlock, SectionStreamBlock
from pages.contacts import shown_contacts, shown_parties
from pages.documents import frame, publication, validity
from pages.documents.extensions import dated_texts, document_facts
from pages.documents.facts_box import Fact, date_facts, gathered, long_date, term_facts
from pages.documents.forms import CHANGE, NormativePageForm
from pages.documents.panels import normative_tabs
from pages.documents.sections import Section, anchor_of, arranged, possible_anchors, read, told
from pages.documents.translation import translation_state
from pages.models.former_numbers import FormerNumber
from pages.models.term_days import TermDay, TermEvent
from pages.models.terms import Terms
from pages.terms import clocks
from pages.terms.basis import basis_of
from pages.terms.clocks import Basis
from portal import navigation, page_access, page_cache
from portal.models import User
from portal.page_access import open_to


@dataclass(frozen=True)
class KindCount:
    value: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Original:
    """What a translation was made from."""

    url: str
    changed_at: dt.datetime


class NormativeIndexPage(Page):
    """All agreements and guidelines of the county."""

    intro = models.TextField(_("Einleitung"), blank=True, max_length=600)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["pages.NormativePage"]
    page_description = _("Übersicht der Vereinbarungen und Richtlinien")

    class Meta:
        verbose_name = _("Vereinbarungen (Übersicht)")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        kind = request.GET.get("art", "")
        context["kinds"] = self.kinds(request)
        context["kind"] = kind if kind in NormativePage.Kind.values else ""
        documents = self.documents(request).prefetch_related("parties").order_by("title").defer("sections")
        shown = [kind for kind in context["kinds"] if context["kind"] in {"", kind.value}]
        context["groups"] = [
            (group, [document for document in documents if document.kind == group.value]) for group in shown
        ]
        return context

    def documents(self, request: HttpRequest | None) -> QuerySet["NormativePage"]:
        return open_to(request, NormativePage.objects.live().child_of(self))

    def kinds(self, request: HttpRequest | None) -> list["KindCount"]:
        """The kinds of which there are documents, in the order of the choices, with how many."""
        counts = dict(self.documents(request).order_by("kind").values_list("kind").annotate(models.Count("pk")))
        return [KindCount(kind.value, PLURALS[kind], counts[kind]) for kind in NormativePage.Kind if kind in counts]


class NormativePage(RoutablePageMixin, Terms, Page):
    """An agreement, guideline, template or recommendation: numbered sections that can be cited, and its facts as data."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Kooperationsvereinbarung")
        GUIDELINE = "guideline", _("Richtlinie")
        TEMPLATE = "template", _("Muster")
        RECOMMENDATION = "recommendation", _("Empfehlung")

    kind = models.CharField(_("Art"), max_length=16, choices=Kind, default=Kind.AGREEMENT)
    short_title = models.CharField(
        _("Kurzzeichen"), max_length=30, blank=True, help_text=_("So wird zitiert, zum Beispiel „RL IM“.")
    )
    cited_as = models.CharField(
        _("In Fristen des Portals zitiert als"),
        max_length=30,
        blank=True,
        help_text=_(
            "Fristen im Portal nennen die Stelle, auf der sie beruhen, zum Beispiel „LÖ-RL 4.3“. Steht hier „LÖ-RL“, "
            "führen sie in dieses Dokument."
        ),
    )
    summary = models.TextField(_("Worum geht es?"), blank=True, max_length=500)
    signed_on = models.DateField(_("Unterzeichnet am"), null=True, blank=True)
    signed_at = models.CharField(_("Ort der Unterzeichnung"), max_length=100, blank=True)
    in_force_on = models.DateField(_("In Kraft seit"), null=True, blank=True)
    repealed_on = models.DateField(_("Außer Kraft seit"), null=True, blank=True)
    ends_on = models.DateField(_("Letzter Tag nach der Laufzeit"), null=True, blank=True, editable=False)
    sections = StreamField(SectionStreamBlock(), verbose_name=_("Abschnitte"), blank=True)
    change_is_major = models.BooleanField(
        _("Wesentliche Änderung"),
        default=False,
        help_text=_("Dann werden alle benachrichtigt, die dem Dokument folgen. Ein Tippfehler ist keine."),
    )
    change_note = models.TextField(_("Was ändert sich?"), max_length=1000, blank=True)
    change_reason = models.TextField(_("Warum?"), max_length=1000, blank=True)
    change_decision = models.CharField(
        _("Worauf beruht die Änderung?"), max_length=300, blank=True, help_text=_("Zum Beispiel ein Beschluss vom …")
    )
    contacts = StreamField(
        ContactsBlock(),
        verbose_name=_("Ansprechpersonen"),
        blank=True,
        help_text=_("Aus dem Verzeichnis; immer so gezeigt, wie sie dort am Tag des Lesens stehen."),
    )
    contacts_number = models.CharField(
        _("Nummer der Anlage"), max_length=30, blank=True, help_text=_("Wie gedruckt, zum Beispiel: Anlage 2.")
    )
    source_name = models.CharField(_("Eingelesen aus"), max_length=255, blank=True, editable=False)

    override_translatable_fields = [
        SynchronizedField(name)
        for name in ("short_title", "cited_as", "signed_at", "contacts", "contacts_number", *CHANGE, *Terms.CLAUSES)
    ]  # names and identities of sections: nothing to translate
    base_form_class = NormativePageForm
    parent_page_types = ["pages.NormativeIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Vereinbarung, Richtlinie, Muster oder Empfehlung mit nummerierten Abschnitten")

    edit_handler = normative_tabs()

    class Meta:
        verbose_name = _("Vereinbarung oder Richtlinie")
        verbose_name_plural = _("Vereinbarungen und Richtlinien")

    @classmethod
    def index_for(cls, locale: Locale, request: HttpRequest | None = None) -> NormativeIndexPage | None:
        """Without a request the one there is, whoever may open it."""
        return open_to(request, NormativeIndexPage.objects.live().filter(locale=locale)).first()

    def clean(self) -> None:
        super().clean()
        if self.in_force_on and self.repealed_on and self.repealed_on < self.in_force_on:
            raise ValidationError(
                {"repealed_on": _("Das Ende liegt vor dem Inkrafttreten. Bitte prüfen Sie die beiden Daten.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Remembers each number that readers could have cited and that the saved text no longer gives to its section.

        The days of the term follow what was saved.
        """
        written = kwargs.get("update_fields")
        basis = self.basis() if written is None else None
        if basis is not None:
            self.ends_on = clocks.last_day_of(basis)
        before = self._published_numbers() if written is None or {"sections", "live"} & set(written) else {}
        super().save(*args, **kwargs)
        if before:
            self._record_former_numbers(before)
        if basis is not None:
            TermDay.objects.follow(self, basis)

    def publish(
        self,
        revision: Revision,
        user: User | None = None,
        changed: bool = True,
        log_action: bool = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
        is_settled: bool = False,
    ) -> None:
        """As Wagtail's, on every way to it; raises PublicationRefused. `is_settled`: a version whose text is settled begins.

        A planned publication that something is against by then is taken off the plan.
        """
        page = revision.as_object()
        try:
            for may in () if is_settled else publication.before:
                may(page, revision, user)
        except publication.PublicationRefused:
            if user is not None or revision.approved_go_live_at is None:
                raise
            self.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
            return
        super().publish(revision, user, changed, log_action, previous_revision, skip_permission_checks)
        for follow in () if is_settled else publication.after:
            follow(page, revision, user)

    def _published_numbers(self) -> dict[str, tuple[str, str]]:
        stored = NormativePage.objects.filter(pk=self.pk, live=True).first() if self.pk else None
        return (
            {section.identity: (section.number_anchor, section.citation) for section in stored.outline()}
            if stored
            else {}
        )

    def _record_former_numbers(self, before: dict[str, tuple[str, str]]) -> None:
        """Taken offline, every number ends: what is edited until the next publication is not seen by readers."""
        now = {section.identity: section.number_anchor for section in self.outline()} if self.live else {}
        gone = [
            FormerNumber(page=self, section=identity, anchor=anchor, number=number, replaced_on=timezone.localdate())
            for identity, (anchor, number) in before.items()
            if anchor and now.get(identity) != anchor
        ]
        known = {(row.section, row.anchor): row.pk for row in self.former_numbers.all()} if gone else {}
        again = [known[row.section, row.anchor] for row in gone if (row.section, row.anchor) in known]
        FormerNumber.objects.filter(pk__in=again).delete()
        FormerNumber.objects.bulk_create(gone)

    def basis(self) -> Basis:
        """What the clocks of the agreement are computed from; one query. What happened is recorded at the original."""
        events = TermEvent.objects.filter(document__translation_key=self.translation_key) if self.pk else ()
        return basis_of(self, events)

    def follow_term(self) -> None:
        """The days of the term after something has happened to it; the same again changes nothing."""
        basis = self.basis()
        end = clocks.last_day_of(basis)
        if end != self.ends_on:
            self.ends_on = end
            self.save(clean=False, update_fields=["ends_on"])
        TermDay.objects.follow(self, basis)

    def outline(self) -> list[Section]:
        """The sections in order, without resolved links; costs no query."""
        return read(self.sections.raw_data)

    def status(self, on: dt.date | None = None) -> str:
        """ "future", "in_force", "repealed" or "" (no date known) on a day, today by default."""
        out_on = validity.first_day_out(self.repealed_on, self.ends_on)
        return validity.status_on(on or timezone.localdate(), self.in_force_on, out_on)

    @property
    def has_expired(self) -> bool:
        """Whether it is out of force because its term has ended."""
        return self.status() == "repealed" and not (self.repealed_on and self.repealed_on <= timezone.localdate())

    def since(self) -> str:
        """The day that goes with the status: "seit 1. Juli 2026", "ab 1. Juli 2026" or ""."""
        status = self.status()
        out_on = validity.first_day_out(self.repealed_on, self.ends_on)
        day = out_on if status == "repealed" else self.in_force_on
        if not status or day is None:
            return ""
        return (gettext("ab %(day)s") if status == "future" else gettext("seit %(day)s")) % {"day": long_date(day)}

    def validity(self) -> str:
        """How a citation ends: "in Kraft seit 1. Juli 2026"; "" when no date is known."""
        words = {"in_force": gettext("in Kraft"), "future": gettext("in Kraft"), "repealed": gettext("außer Kraft")}
        return f"{words[self.status()]} {self.since()}" if self.status() else ""

    def original(self, request: HttpRequest) -> Original | None:
        """What this page was translated from, and whether that has changed since; None for an original."""
        language = get_supported_content_language_variant(settings.LANGUAGE_CODE)
        if get_language() == language:
            return None
        same = [version for version in navigation.tree(request, self).translations if version.is_of_page]
        source = next(
            (version for version in same if version.language == language and version.page_id != self.pk), None
        )
        if source is None or source.published_at is None:
            return None
        return Original(source.url, source.published_at)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """No query where the way to the page has already seen that nothing on the whole site is restricted."""
        return (
            PageViewRestriction.objects.none()
            if getattr(self, "is_unrestricted", False)
            else super().get_view_restrictions()
        )

    def facts(self, is_todays: bool = True) -> list[Fact]:
        """The facts box after the parties, in reading order; of a text of another day without what other parts say today."""
        dates = date_facts(self.in_force_on, self.repealed_on, self.signed_on, self.signed_at)
        more = [fact for part in document_facts for fact in part(self)] if self.pk and is_todays else []
        return gathered([*dates, *term_facts(self), *more])

    def section_named(self, number: str) -> str:
        """The identity of the section with that number today; "" where none has it."""
        outline = self.outline()
        anchor = anchor_of(outline, number)
        return next((section.identity for section in outline if anchor and section.link_anchor == anchor), "")

    def cite_name(self) -> str:
        return self.short_title or self.title

    @path("z/", name="number_asked")
    @path("z/<slug:number>/", name="number")
    def open_number(self, request: HttpRequest, number: str = "") -> HttpResponse:
        """A link by number, current or former, as `z/3-11-2/` or `z/?ziffer=§ 4 Abs. 2`; an unknown one opens the document with a notice."""
        asked = number or request.GET.get("ziffer", "").strip()
        anchor = anchor_of(self.outline(), asked)
        if not anchor:
            former = self.former_numbers.filter(anchor__in=possible_anchors(asked)).first()
            anchor = former.anchor if former else ""
        if anchor:
            return HttpResponseRedirect(f"{self.get_url(request)}#{anchor}")
        return self.render(request, context_overrides={"unknown_number": asked[:60]})

    @re_path(r"^(?P<day>\d{4}-\d{2}-\d{2})/$", name="day")
    def open_day(self, request: HttpRequest, day: str) -> HttpResponse:
        """The text in force on a day, `2024-01-01/`; the first part that knows it answers."""
        for answer in dated_texts:
            return answer(request, self, day)
        return self.render(request)

    def reading(self, request: HttpRequest) -> SafeString:
        """The document as HTML without the frame: kept until something published changes; what is for one person is put into it."""
        text = page_cache.get_or_build(
            page_cache.version_of(request),
            f"document-{self.pk}-{page_access.circle(request)}",
            lambda: self.render_reading(request),
        )
        return mark_safe(text.replace(frame.PERSONAL_PLACE, frame.personal_notes(request, self), 1))

    def render_reading(self, request: HttpRequest, dated: Any = None) -> SafeString:
        """`dated`: what to say of a text that is not read as it counts today; then nothing of today stands beside it."""
        outline = self.outline()
        current = {section.identity: section for section in outline}
        sections, removed_numbers = arranged(outline, self.former_numbers.all() if self.pk and dated is None else [])
        original = self.original(request) if dated is None else None
        state = translation_state(self, original.url, original.changed_at) if original else None
        shown = frame.filtered(self, told(sections, state.sections) if state else sections)
        context = {
            **frame.framed(self),
            "dated": dated,
            "personal_place": frame.PERSONAL_PLACE if dated is None else "",
            "sections": shown,
            "sections_beside": frame.beside(self, shown) if dated is None else [(one, [], []) for one in shown],
            "removed_numbers": removed_numbers,
            "facts": [(fact, current.get(fact.clause)) for fact in self.facts(is_todays=dated is None)],
            "cite_end": f", {self.validity()}" if self.status() else "",
            "printed_on": timezone.localdate(),
            "original": original,
            "translation_state": state,
            "parties": shown_parties(self),
            "contacts": shown_contacts(self.contacts),
            "annexes": list(self.annexes.select_related("document")),
        }
        return mark_safe(render_to_string("pages/includes/document.html", context))  # a template has escaped it


PLURALS = {
    NormativePage.Kind.AGREEMENT: _("Kooperationsvereinbarungen"),
    NormativePage.Kind.GUIDELINE: _("Richtlinien"),
    NormativePage.Kind.TEMPLATE: _("Muster"),
    NormativePage.Kind.RECOMMENDATION: _("Empfehlungen"),
}
