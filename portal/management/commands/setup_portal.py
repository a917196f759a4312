"""Root page, site, locales, groups: what every portal needs. Safe to repeat; changes nothing that is there."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from portal import conf
from portal.identity.auth import PortalRole

MAINTAINED = (
    "organisation",
    "person",
    "position",
    "municipality",
    "service",
    "targetgroup",
    "coverage",
    "contactlist",
)
EDITOR_PERMISSIONS = (
    ("wagtailadmin", ("access_admin",)),
    ("directory", tuple(f"{verb}_{model}" for model in MAINTAINED for verb in ("add", "change", "delete"))),
    (
        "search",
        (
            "add_synonymgroup",
            "change_synonymgroup",
            "delete_synonymgroup",
            "add_pinnedresult",
            "change_pinnedresult",
            "delete_pinnedresult",
            "view_searchtally",
            "delete_searchtally",
            "view_readermessage",
            "delete_readermessage",
        ),
    ),
    ("wagtail_localize", ("submit_translation",)),
    ("wagtailredirects", ("add_redirect", "change_redirect", "delete_redirect")),
)
COLLECTION_PERMISSIONS = (
    "add_document",
    "change_document",
    "choose_document",
    "add_image",
    "change_image",
    "choose_image",
)


class Command(BaseCommand):
    help = "Richtet Startseite, Bereiche, Sprachen und Gruppen ein; ändert nichts Vorhandenes."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        locale = Locale.objects.get_or_create(language_code="de")[0]
        Locale.objects.get_or_create(language_code="en")
        with override("de"):
            home = self._home(locale)
            self._sections(home, locale)
        self._groups(home)

    def _home(self, locale: Locale) -> Page:
        from django.apps import apps

        model = apps.get_model("pages", "HomePage")
        home = model.objects.filter(locale=locale).order_by("depth").first()
        root = Page.objects.get(depth=1)
        if home is None:
            home = model(title="Start", slug="start", locale=locale)
            root.add_child(instance=home)
        site = Site.objects.filter(is_default_site=True).first()
        if site is None or site.root_page.specific_class is not model:
            welcome = site.root_page if site else None
            Site.objects.update_or_create(
                is_default_site=True,
                defaults={"hostname": "localhost", "root_page": home, "site_name": "Kooperationsportal"},
            )
            if welcome is not None and welcome.depth > 1 and not welcome.get_children().exists():
                welcome.delete()
        return home

    def _sections(self, home: Page, locale: Locale) -> None:
        from django.apps import apps

        wanted = (
            ("NormativeIndexPage", "Vereinbarungen", "vereinbarungen", {"show_in_menus": True}),
            ("NewsIndexPage", "Neuigkeiten", "neuigkeiten", {"show_in_menus": True}),
            ("StandardPage", "Impressum", "impressum", {"show_in_footer": True, "body": imprint()}),
            ("StandardPage", "Datenschutz", "datenschutz", {"show_in_footer": True, "body": privacy()}),
        )
        for name, title, slug, fields in wanted:
            model = apps.get_model("pages", name)
            if not model.objects.filter(locale=locale, slug=slug).exists():
                home.add_child(instance=model(title=title, slug=slug, locale=locale, **fields))

    def _groups(self, home: Page) -> None:
        for role in PortalRole:
            Group.objects.get_or_create(name=role.value)
        for role in (PortalRole.EDITOR, PortalRole.ADMINISTRATOR):
            self._editorial(Group.objects.get(name=role.value), home)

    def _editorial(self, group: Group, home: Page) -> None:
        for app, codenames in EDITOR_PERMISSIONS:
            group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
        pages = Permission.objects.filter(
            content_type__app_label="wagtailcore",
            codename__in=["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
        )
        root = Page.objects.get(depth=1)
        for permission in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        collection = Collection.get_first_root_node()
        files = Permission.objects.filter(
            codename__in=COLLECTION_PERMISSIONS, content_type__app_label__in=["wagtaildocs", "wagtailimages"]
        )
        for permission in files:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def imprint() -> str:
    return (
        f"<p>Verantwortlich für das Portal: {conf.get('CONTACT_OFFICE')}.</p>"
        f"<p>Telefon {conf.get('CONTACT_PHONE')}, {conf.get('CONTACT_HOURS')}.</p>"
    )


def privacy() -> str:
    return (
        "<p>Das Portal setzt nur die Cookies, die Anmeldung und Formularschutz brauchen. Es lädt nichts von fremden Servern "
        "und wertet das Verhalten einzelner Personen nicht aus.</p>"
        "<p>Gespeichert werden Name, dienstliche E-Mail-Adresse, Organisation und Rollen Ihres Kontos. Auskunft, Berichtigung und "
        f"Löschung erreichen Sie über {conf.get('CONTACT_OFFICE')}, Telefon {conf.get('CONTACT_PHONE')}.</p>"
    )
