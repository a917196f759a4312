import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = _("Geschützter Bereich")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import menu
        from cases.referrals import duties
        from portal import extensions
        from portal.extensions import DutySource, FrameFact, Work

        extensions.menu.add(menu.entries)
        extensions.duty_sources.add(DutySource("cases", duties.owed, duties.number, is_restricted=True))
        extensions.frame_facts.add(FrameFact("handles_cases", menu.handles_cases, menu.everywhere))
        extensions.demo_parts.add("cases.demo.loading", order=20)
        extensions.recurring_work.add(Work("send_case_reminders", every=dt.timedelta(hours=1)))
