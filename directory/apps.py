from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    label = "directory"
    verbose_name = _("Verzeichnis")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from directory import access as who
        from directory import menu
        from directory.members import offers
        from directory.models import (
            Absence,
            Deputy,
            Mailbox,
            Municipality,
            Organisation,
            Person,
            PlaceName,
            Position,
            Postcode,
            Service,
            Succession,
            TargetGroup,
            Team,
        )
        from directory.models.restrictions import audiences_of
        from directory.responsibility import above_hits, stand_ins
        from directory.upkeep import duties
        from portal import agreed, extensions, page_cache
        from portal.extensions import Commitment, DutySource, FrameFact, StandInRule, Work
        from search import access as search_access
        from search import answers

        page_cache.follow(Organisation, Municipality, PlaceName, Postcode, Succession, Service, TargetGroup)
        page_cache.follow(Person, Position, Absence, Deputy, Team, Mailbox)
        extensions.menu.add(menu.entries)
        extensions.frame_facts.add(FrameFact("keeps_some", who.keeps_some, who.in_directory))
        extensions.frame_facts.add(FrameFact("keeps_all", who.keeps_all, who.in_directory))
        extensions.frame_facts.add(FrameFact("new_changes", who.new_changes, who.in_directory))
        extensions.stands_in_for.add(
            StandInRule("directory", stand_ins.accounts_answered_by, stand_ins.names_answered_by)
        )
        extensions.duty_sources.add(DutySource("directory", duties.owed, duties.number))
        agreed.pointing.add(duties.pointing)
        extensions.commitments.add(Commitment("offers", offers.lines, offers.accept_all))
        search_access.audiences.add(audiences_of)
        answers.answering.add(above_hits.responsible)
        for command in ("start_round", "send_reminders", "send_changes", "tidy_offers"):
            extensions.recurring_work.add(Work(command))
        extensions.demo_parts.add("directory.demo.loading")
        extensions.demo_parts.add("directory.demo.upkeep")
