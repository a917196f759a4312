from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = _("Geschützter Bereich")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import menu
        from cases.indicators import access as indicators
        from cases.indicators import catalogue_actions, duties
        from portal import extensions
        from portal.extensions import DutySource, FrameFact, Work

        extensions.menu.add(menu.entries)
        extensions.frame_facts.add(FrameFact("handles_cases", menu.handles_cases, menu.everywhere))
        extensions.frame_facts.add(FrameFact("has_figures", indicators.has_figures, menu.everywhere))
        extensions.setup_steps.add(catalogue_actions.ship)
        extensions.duty_sources.add(DutySource("indicators", duties.owed, duties.number, is_restricted=True))
        extensions.recurring_work.add(Work("close_periods"))
        extensions.recurring_work.add(Work("remind_submissions"))
        extensions.demo_parts.add("cases.demo.loading", order=20)
        extensions.demo_parts.add("cases.demo.indicators", order=21)
