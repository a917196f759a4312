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
        from django.apps import apps

        from directory.register.mentions import mentions
        from pages import agreed as documents
        from pages.audiences import audiences_of
        from pages.documents.mentions import agreements_of
        from pages.events import menu
        from pages.models import Annex, EventDate, FormerNumber, Party
        from portal import agreed, extensions, page_cache
        from portal.agreed import Agreements
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
        self.connect_registration()

    def connect_registration(self) -> None:
        from pages.events import extensions as events
        from pages.registration import actions, box, duties, entries, queries
        from portal import extensions
        from portal.extensions import DutySource, Work

        events.date_changed.add(actions.follow_change)
        events.personal_entries.add(entries.personal)
        events.link_shown_to.add(queries.link_shown_to)
        events.event_boxes.add(box.shown)
        events.date_states.add(box.beside)
        extensions.duty_sources.add(DutySource("registration", duties.owed, duties.number))
        extensions.recurring_work.add(Work("settle_places", every=dt.timedelta(minutes=10)))
        extensions.recurring_work.add(Work("purge_participants"))
        extensions.demo_parts.add("pages.registration.demo", order=12)
