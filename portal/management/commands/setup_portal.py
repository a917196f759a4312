"""Root page, site, locales, groups: what every portal needs. Safe to repeat; touches nothing that it did not make."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from portal import conf, extensions, key_proof
from portal.audit import trail
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


WELCOME = "Welcome to your new Wagtail site!"  # the page that Wagtail's own migration leaves


class Command(BaseCommand):
    help = "Richtet Startseite, Bereiche, Sprachen und Gruppen ein; ändert nichts Vorhandenes."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        is_first = not was_set_up()
        if is_first:
            refuse_foreign_content()
        locale = Locale.objects.get_or_create(language_code="de")[0]
        Locale.objects.get_or_create(language_code="en")
        with override("de"):
            home = self._home(locale)
            self._sections(home, locale)
        self._groups(home)
        for step in extensions.setup_steps:
            step()
        key_proof.leave()
        if is_first:
            trail.begin()

    def _home(self, locale: Locale) -> Page:
        model = page_model("HomePage")
        home = model.objects.filter(locale=locale).order_by("depth").first()
        if home is None:
            home = model(title="Start", slug="start", locale=locale)
            Page.objects.get(depth=1).add_child(instance=home)
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            Site.objects.create(
                is_default_site=True, hostname="localhost", root_page=home, site_name="Kooperationsportal"
            )
        elif is_welcome(site.root_page):
            welcome, site.root_page, site.site_name = site.root_page, home, "Kooperationsportal"
            site.save()
            welcome.delete()
        return home

    def _sections(self, home: Page, locale: Locale) -> None:
        wanted: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
            ("NormativeIndexPage", "Vereinbarungen", "vereinbarungen", {"show_in_menus": True}),
            ("NewsIndexPage", "Neuigkeiten", "neuigkeiten", {"show_in_menus": True}),
            ("EventIndexPage", "Kalender", "kalender", {}),
            ("StandardPage", "Impressum", "impressum", {"show_in_footer": True, "body": imprint()}),
            ("StandardPage", "Datenschutz", "datenschutz", {"show_in_footer": True, "body": privacy()}),
        )
        for name, title, slug, fields in wanted:
            model = page_model(name)
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


def page_model(name: str) -> Any:
    return apps.get_model("pages", name)


def was_set_up() -> bool:
    """By an earlier run, which leaves the overview of agreements; organisations stand only where a portal is in use."""
    ours = (page_model("NormativeIndexPage"), apps.get_model("directory", "Organisation"))
    return any(model._default_manager.exists() for model in ours)


def is_welcome(page: Page) -> bool:
    """Whether this is the page of a fresh Wagtail, as nobody has yet edited it."""
    return (
        page.title == WELCOME
        and page.depth > 1
        and page.specific_class is Page
        and page.latest_revision_id is None
        and page.is_leaf()
    )


def refuse_foreign_content() -> None:
    """CommandError in a Wagtail that somebody else fills; with a start page of ours made by hand, it is meant to be there."""
    taken = Group.objects.filter(name__in=[role.value for role in PortalRole]).order_by("name").first()
    if taken is not None:
        raise CommandError(
            _(
                "Es gibt schon eine Gruppe „%(name)s“, die nicht von setup_portal stammt und Rechte des Portals bekäme. "
                "Bitte benennen Sie sie um und rufen Sie setup_portal noch einmal auf. Es wurde nichts geändert."
            )
            % {"name": taken.name}
        )
    if page_model("HomePage").objects.exists():
        return
    foreign = next((page for page in Page.objects.filter(depth__gt=1).order_by("path") if not is_welcome(page)), None)
    site = Site.objects.exclude(hostname="localhost", is_default_site=True).first()
    if foreign is None and site is None:
        return
    raise CommandError(
        _(
            "Hier gibt es schon Inhalt („%(name)s“). setup_portal richtet ein leeres Wagtail ein und ändert nichts, was es nicht "
            "angelegt hat. Bitte legen Sie in der Redaktion eine Seite vom Typ „Startseite“ dort an, wo das Portal stehen soll, und "
            "rufen Sie setup_portal noch einmal auf. Es wurde nichts geändert."
        )
        % {"name": foreign.title if foreign else site}
    )


def imprint() -> str:
    office, phone, hours = (conf.get(f"CONTACT_{name}") for name in ("OFFICE", "PHONE", "HOURS"))
    reached = ", ".join(filter(None, [f"Telefon {phone}" if phone else "", hours]))
    who = f"<p>Verantwortlich für das Portal: {office}.</p>" if office else ""
    return who + (f"<p>{reached}.</p>" if reached else "")


def privacy() -> str:
    office, phone = conf.get("CONTACT_OFFICE"), conf.get("CONTACT_PHONE")
    reached = ", Telefon ".join(filter(None, [office, phone])) or "die Betreiberin des Portals"
    return (
        "<p>Das Portal setzt nur die Cookies, die Anmeldung und Formularschutz brauchen. Es lädt nichts von fremden Servern "
        "und wertet das Verhalten einzelner Personen nicht aus.</p>"
        "<p>Gespeichert werden Name, dienstliche E-Mail-Adresse, Organisation und Rollen Ihres Kontos. Auskunft, Berichtigung und "
        f"Löschung erreichen Sie über {reached}.</p>"
    )
