import datetime as dt

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("Inhalte")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self.follow_what_pages_show()
        self.connect_documents()
        self.connect_versions()
        self.connect_comparison()
        self.connect_references()
        self.connect_definitions()
        self.connect_calendar()
        self.connect_job_shadowing()
        self.connect_registration()
        self.connect_languages()
        self.connect_meetings()
        self.connect_training()
        self.connect_terms()
        self.connect_proposals()
        self.connect_reading()
        self.connect_approval()
        self.connect_exports()
        self.connect_importer()

    def follow_what_pages_show(self) -> None:
        from django.apps import apps

        from pages.models import Annex, EventDate, FormerNumber, Party, TermEvent
        from portal import page_cache

        page_cache.follow(Annex, EventDate, FormerNumber, Party, TermEvent)
        if apps.is_installed("wagtail_localize"):
            from wagtail_localize.models import StringTranslation, Translation, TranslationLog, TranslationSource

            page_cache.follow(StringTranslation, Translation, TranslationLog, TranslationSource)

    def connect_documents(self) -> None:
        from directory.register.mentions import mentions
        from pages import agreed as documents
        from pages.audiences import audiences_of
        from pages.documents.mentions import agreements_of
        from portal import agreed, extensions
        from portal.agreed import Agreements
        from search import access as search_access

        search_access.audiences.add(audiences_of)
        mentions.add(agreements_of)
        agreed.agreements.add(Agreements("pages", documents.sections, documents.response_days))
        extensions.demo_parts.add("pages.demo", order=1)
        extensions.footer_pages.add(Q(standardpage__show_in_footer=True))

    def connect_references(self) -> None:
        from pages.documents import extensions as documents
        from pages.job_shadowing import duties as job_shadowing
        from pages.models import TrainingRule
        from pages.references import backlinks, linking
        from pages.training import queries as training
        from portal import agreed, page_cache

        documents.text_filters.add(linking.link_references, order=20)
        documents.section_notes.add(backlinks.notes)
        page_cache.follow(TrainingRule)
        agreed.pointing.add(training.pointing)
        agreed.pointing.add(job_shadowing.pointing)

    def connect_versions(self) -> None:
        from pages.documents import extensions as documents
        from pages.documents import publication
        from pages.models import Version
        from pages.versions import publishing, reading
        from portal import extensions, page_cache
        from portal.extensions import Work

        page_cache.follow(Version)
        publication.before.add(publishing.refuse)
        publication.after.add(publishing.record)
        publication.storing.add(publishing.refuse_draft)
        documents.tabs.add(reading.tabs)
        documents.dated_texts.add(reading.dated_text)
        documents.version_facts.add(reading.facts)
        extensions.demo_parts.add("pages.versions.demo", order=3)
        extensions.recurring_work.add(Work("begin_versions", every=dt.timedelta(minutes=10)))

    def connect_comparison(self) -> None:
        from pages.documents import extensions as documents
        from pages.versions import last_read, margin
        from portal import extensions

        extensions.demo_parts.add("pages.versions.demo_reading", order=4)
        documents.tabs.add(margin.tabs)
        documents.section_notes.add(margin.notes)
        documents.document_notes.add(last_read.note)

    def connect_definitions(self) -> None:
        from pages.definitions import marking, tab
        from pages.documents import extensions as documents
        from pages.models import DefinedTerm
        from portal import page_cache

        page_cache.follow(DefinedTerm)
        documents.text_filters.add(marking.show_terms, order=30)  # after the links, inside which nothing is marked
        documents.tabs.add(tab.tabs)

    def connect_calendar(self) -> None:
        from pages.events import menu
        from portal import extensions

        extensions.menu.add(menu.entries)
        extensions.demo_parts.add("pages.events.demo", order=10)

    def connect_job_shadowing(self) -> None:
        from pages.events import extensions as events
        from pages.job_shadowing import calendar_entries, counts, duties, pledges
        from portal import counted, extensions
        from portal.counted import FigureSource
        from portal.extensions import DutySource, Work

        extensions.setup_steps.add(pledges.ensure_first_version)
        extensions.duty_sources.add(DutySource("job_shadowing", duties.owed, duties.number))
        extensions.recurring_work.add(Work("tend_job_shadowing", every=dt.timedelta(hours=1)))
        extensions.demo_parts.add("pages.job_shadowing.demo", order=22)
        events.personal_entries.add(calendar_entries.entries_of)
        counted.figure_sources.add(FigureSource("job_shadowing", _("Hospitationen"), counts.visits_made))

    def connect_registration(self) -> None:
        from pages.events import extensions as events
        from pages.models.events import date_changed
        from pages.registration import actions, box, counts, duties, entries, queries
        from portal import counted, extensions
        from portal.counted import FigureSource
        from portal.extensions import DutySource, Work

        counted.figure_sources.add(FigureSource("trainings", _("Kalender"), counts.trainings_attended))
        date_changed.add(actions.follow_change)
        events.personal_entries.add(entries.personal)
        events.link_shown_to.add(queries.link_shown_to)
        events.event_boxes.add(box.shown)
        events.date_states.add(box.beside)
        extensions.duty_sources.add(DutySource("registration", duties.owed, duties.number))
        extensions.recurring_work.add(Work("settle_places", every=dt.timedelta(minutes=10)))
        extensions.recurring_work.add(Work("purge_participants"))
        extensions.demo_parts.add("pages.registration.demo", order=12)

    def connect_languages(self) -> None:
        from pages.documents import extensions as documents
        from pages.documents import publication
        from pages.languages import actions, beside, duties
        from pages.models import TranslationProgress
        from pages.versions import extensions as versions
        from portal import extensions, page_cache
        from portal.extensions import DutySource, Work

        page_cache.follow(TranslationProgress)
        documents.tabs.add(beside.tabs)
        documents.section_links.add(beside.section_links)
        documents.document_facts.add(beside.facts, order=90)
        publication.after.add(actions.follow_publication)
        versions.began.add(actions.follow_version)
        extensions.duty_sources.add(DutySource("languages", duties.owed, duties.number))
        extensions.recurring_work.add(Work("count_translations"))

    def connect_meetings(self) -> None:
        from pages.events import extensions as events
        from pages.meetings import box, calendar_entry, notifications
        from pages.meetings import duties as meeting_duties
        from pages.models.events import date_changed
        from pages.polls import duties as poll_duties
        from portal import extensions
        from portal.extensions import DutySource, Work

        extensions.duty_sources.add(DutySource("polls", poll_duties.owed, poll_duties.number))
        extensions.recurring_work.add(Work("remind_polls"))
        extensions.duty_sources.add(DutySource("meetings", meeting_duties.owed, meeting_duties.number))
        extensions.recurring_work.add(Work("open_meetings"))
        extensions.demo_parts.add("pages.meetings.demo", order=23)
        date_changed.add(notifications.date_changed)
        events.personal_entries.add(calendar_entry.personal_entries)
        events.event_boxes.add(box.shown)
        events.link_shown_to.add(calendar_entry.link_shown_to)

    def connect_training(self) -> None:
        from pages.registration.extensions import Attendance
        from pages.registration.extensions import attendance as attendances
        from pages.training import attendance, duties
        from portal import extensions
        from portal.extensions import DutySource, Work

        attendances.add(Attendance("training", attendance.recorded))
        extensions.duty_sources.add(DutySource("training", duties.owed, duties.number))
        extensions.recurring_work.add(Work("follow_trainings"))
        extensions.demo_parts.add("pages.training.demo", order=24)

    def connect_terms(self) -> None:
        from pages.documents import extensions as documents
        from pages.events import extensions as events
        from pages.terms import calendar_entries, duties, facts
        from portal import extensions
        from portal.extensions import DutySource, Work

        documents.tabs.add(facts.tabs)
        documents.document_facts.add(facts.document_facts)
        events.personal_entries.add(calendar_entries.personal_entries)
        extensions.duty_sources.add(DutySource("terms", duties.owed, duties.number))
        extensions.recurring_work.add(Work("follow_terms"))
        extensions.demo_parts.add("pages.terms.demo", order=26)

    def connect_proposals(self) -> None:
        from pages.documents import extensions as documents
        from pages.models import Proposal, Remark
        from pages.proposals import duties, margin, versions
        from pages.versions import extensions as version_points
        from portal import extensions, page_cache
        from portal.extensions import DutySource

        page_cache.follow(Proposal, Remark)
        documents.tabs.add(margin.tabs)
        documents.section_notes.add(margin.section_notes)
        documents.section_links.add(margin.section_links)
        documents.section_links.add(margin.remark_links)
        version_points.began.add(versions.follow)
        version_points.history_notes.add(versions.note)
        extensions.duty_sources.add(DutySource("proposals", duties.owed, duties.number))
        extensions.demo_parts.add("pages.proposals.demo", order=25)

    def connect_reading(self) -> None:
        from pages.documents import extensions as documents
        from pages.models import AcknowledgementRule
        from pages.reading import actions, box, duties, follow_actions, follow_links
        from pages.versions import extensions as versions
        from portal import extensions, page_cache
        from portal.extensions import DutySource, Work

        page_cache.follow(AcknowledgementRule)
        documents.tabs.add(box.tabs)
        documents.document_notes.add(box.above_text, order=-10)
        documents.document_notes.add(follow_links.above_text, order=90)
        documents.section_links.add(follow_links.below_sections)
        versions.began.add(actions.version_began)
        versions.adopted.add(follow_actions.version_adopted)
        versions.began.add(follow_actions.version_began)
        extensions.duty_sources.add(DutySource("acknowledgements", duties.owed, duties.number))
        extensions.recurring_work.add(Work("tend_acknowledgements"))
        extensions.recurring_work.add(Work("tell_followers", every=dt.timedelta(minutes=10)))
        extensions.recurring_work.add(Work("send_followed_changes"))
        extensions.demo_parts.add("pages.reading.demo", order=40)

    def connect_approval(self) -> None:
        from pages.approval import actions, duties, facts, gate, leaving_actions, tab
        from pages.documents import extensions as documents
        from pages.documents import publication
        from pages.models import Approval, Departure
        from pages.versions import extensions as versions
        from portal import extensions, page_cache
        from portal.extensions import DutySource, Work

        page_cache.follow(Approval, Departure)
        documents.tabs.add(tab.tabs_of)
        documents.document_facts.add(facts.consent)
        versions.gates.add(gate.refusal)
        versions.taken_back.add(actions.tell_taken_back)
        versions.history_notes.add(facts.in_history)
        versions.began.add(leaving_actions.after_beginning)
        publication.after.add(leaving_actions.after_publication)
        extensions.duty_sources.add(DutySource("approval", duties.owed, duties.number))
        extensions.recurring_work.add(Work("remind_approvals"))
        extensions.demo_parts.add("pages.approval.demo", order=27)

    def connect_exports(self) -> None:
        from pages.documents import extensions as documents
        from pages.exports import beside
        from portal import extensions
        from portal.extensions import Work

        extensions.recurring_work.add(Work("purge_files"))
        documents.section_links.add(beside.section_links)

    def connect_importer(self) -> None:
        from pages.importer import actions  # noqa: F401  # names what the trail may hold
        from portal import extensions
        from portal.extensions import Work

        extensions.recurring_work.add(Work("tend_imports", every=dt.timedelta(minutes=10)))
        extensions.demo_parts.add("pages.importer.demo", order=28)
