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
            Municipality,
            Organisation,
            PlaceName,
            Postcode,
            Service,
            Succession,
            TargetGroup,
        )
        from directory.models.restrictions import audiences_of
        from portal import demo, freshness, navigation
        from search import access

        freshness.follow(Organisation, Municipality, PlaceName, Postcode, Succession, Service, TargetGroup)
        navigation.register(menu.entries)
        navigation.ask("keeps_some", who.keeps_some)
        navigation.ask("keeps_all", who.keeps_all)
        navigation.ask("new_changes", who.new_changes)
        access.register(audiences_of)
        demo.register("directory.demo.loading")
        demo.register("directory.demo.keeping")
