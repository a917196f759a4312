from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("Inhalte")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from directory.register.mentions import mentions
        from pages import agreed as documents
        from pages.audiences import audiences_of
        from pages.documents.mentions import agreements_of
        from pages.events import extensions as events
        from pages.events import menu
        from pages.meetings import calendar_entry
        from pages.meetings import duties as meeting_duties
        from pages.meetings import notifications as meeting_mails
        from pages.models import Annex, EventDate, FormerNumber, Party
        from pages.polls import duties as poll_duties
        from pages.training import duties as training_duties
        from portal import agreed, extensions, page_cache
        from portal.agreed import Agreements
        from portal.extensions import DutySource, Work
        from search import access as search_access

        page_cache.follow(Annex, EventDate, FormerNumber, Party)
        if apps.is_installed("wagtail_localize"):
            from wagtail_localize.models import StringTranslation, Translation, TranslationLog, TranslationSource

            page_cache.follow(StringTranslation, Translation, TranslationLog, TranslationSource)
        search_access.audiences.add(audiences_of)
        mentions.add(agreements_of)
        agreed.agreements.add(Agreements("pages", documents.sections, documents.response_days))
        extensions.menu.add(menu.entries)
        extensions.demo_parts.add("pages.demo", order=1)
        extensions.footer_pages.add(Q(standardpage__show_in_footer=True))
        extensions.duty_sources.add(DutySource("polls", poll_duties.owed, poll_duties.number))
        extensions.recurring_work.add(Work("remind_polls"))
        extensions.duty_sources.add(DutySource("meetings", meeting_duties.owed, meeting_duties.number))
        extensions.recurring_work.add(Work("open_meetings"))
        events.date_changed.add(meeting_mails.date_changed)
        events.personal_entries.add(calendar_entry.personal_entries)
        events.link_shown_to.add(calendar_entry.link_shown_to)
        extensions.duty_sources.add(DutySource("training", training_duties.owed, training_duties.number))
        extensions.recurring_work.add(Work("follow_trainings"))
