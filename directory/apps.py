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
        from portal import demo, navigation, page_cache, recurring
        from search import access

        page_cache.follow(Organisation, Municipality, PlaceName, Postcode, Succession, Service, TargetGroup)
        page_cache.follow(Person, Position, Absence, Deputy, Team, Mailbox)
        navigation.register(menu.entries)
        navigation.ask("keeps_some", who.keeps_some, who.in_directory)
        navigation.ask("keeps_all", who.keeps_all, who.in_directory)
        navigation.ask("new_changes", who.new_changes, who.in_directory_or_at_home)
        access.register(audiences_of)
        for command in ("start_round", "send_reminders", "send_changes"):
            recurring.every_morning(command)
        demo.register("directory.demo.loading")
        demo.register("directory.demo.upkeep")
