import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = _("Geschützter Bereich")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import menu, resting, sealed_files
        from cases.indicators import access as indicators
        from cases.indicators import catalogue_actions
        from cases.indicators import duties as indicator_duties
        from cases.indicators.proof_of_use import duties as proof_duties
        from cases.models import Indicator, IndicatorSet
        from cases.referrals import breach_duties, consent_duties, consent_texts, duties
        from portal import agreed, extensions, page_cache
        from portal.extensions import DutySource, FrameFact, HealthCheck, Work
        from portal.requests import health

        extensions.menu.add(menu.entries)
        agreed.pointing.add(resting.pointing)
        page_cache.follow(Indicator, IndicatorSet)  # named beside the sections they rest on
        extensions.setup_steps.add(consent_texts.ensure_first_version)
        extensions.duty_sources.add(DutySource("cases", duties.owed, duties.number, is_restricted=True))
        extensions.duty_sources.add(
            DutySource("consents", consent_duties.owed, consent_duties.number, is_restricted=True)
        )
        extensions.frame_facts.add(FrameFact("handles_cases", menu.handles_cases, menu.everywhere))
        extensions.frame_facts.add(FrameFact("has_figures", indicators.has_figures, menu.everywhere))
        extensions.setup_steps.add(catalogue_actions.ship)
        extensions.duty_sources.add(
            DutySource("indicators", indicator_duties.owed, indicator_duties.number, is_restricted=True)
        )
        extensions.duty_sources.add(
            DutySource("proofs_of_use", proof_duties.owed, proof_duties.number, is_restricted=True)
        )
        extensions.recurring_work.add(Work("close_periods"))
        extensions.recurring_work.add(Work("remind_submissions"))
        extensions.frame_facts.add(FrameFact("oversees_cases", menu.oversees_cases, menu.everywhere))
        extensions.recurring_work.add(Work("purge_cases"))
        extensions.health_checks.add(HealthCheck("purge", health.hours_since("purge_cases")))
        extensions.sealed_stores.add(sealed_files.renew)
        extensions.demo_parts.add("cases.demo.loading", order=20)
        extensions.demo_parts.add("cases.demo.indicators", order=21)
        extensions.demo_parts.add("cases.demo.proofs", order=22)
        extensions.duty_sources.add(
            DutySource("breaches", breach_duties.owed, breach_duties.number, is_restricted=True)
        )
        extensions.recurring_work.add(Work("send_case_reminders", every=dt.timedelta(hours=1)))
