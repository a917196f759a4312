"""Puts the demo into an empty portal: people, documents with a history, news, English pages. All or nothing, once."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from portal import page_cache
from portal.demo import accounts, content, english
from portal.demo.content import DemoDocument, DemoSection
from portal.models import User

EDITOR = "swantje.brodersen@rebental.example"
DAYS_BETWEEN_VERSIONS = 60


def is_loaded() -> bool:
    """True once any demo page was loaded and is still there, under whatever title or address."""
    names = [document.slug for document in content.documents()]
    names += [news_name(row) for row in content.table("news.toml")["news"]]
    return bool(Page.objects.filter(translation_key__in=[content.page_key(name) for name in names]).exists())


@transaction.atomic
def load() -> None:
    """Loads everything; CommandError when setup_portal has not run before."""
    german = Locale.objects.filter(language_code="de").first()
    overview = model("NormativeIndexPage").objects.filter(locale=german).first()
    news_overview = model("NewsIndexPage").objects.filter(locale=german).first()
    if german is None or overview is None or news_overview is None:
        raise CommandError(_("Das Portal ist noch nicht eingerichtet. Bitte zuerst ausführen: manage.py setup_portal"))
    editor = accounts.create_accounts()[EDITOR]
    write_introductions(german, editor)
    english.translate_frame(german, editor)
    load_news(news_overview, editor)
    for document in content.documents():
        load_document(document, overview, editor)
    page_cache.renew()


def model(name: str) -> Any:
    return apps.get_model("pages", name)


def publish(page: Page, by: User) -> None:
    page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()


def date_back(page: Page, days: int) -> None:
    """Lets a page look as if it had been published so many days ago, and its earlier versions two months apart before."""
    latest = timezone.now() - dt.timedelta(days=days)
    created = latest
    for place, revision in enumerate(page.revisions.order_by("-pk")):
        created = latest - dt.timedelta(days=place * DAYS_BETWEEN_VERSIONS)
        page.revisions.filter(pk=revision.pk).update(created_at=created)
    times = {"first_published_at": created, "last_published_at": latest, "latest_revision_created_at": latest}
    Page.objects.filter(pk=page.pk).update(**times)


def write_introductions(german: Locale, editor: User) -> None:
    for row in content.table("pages.toml")["pages"]:
        page = english.source_page(row, german)
        if page is not None and row.get("intro") and not page.intro:
            page.intro = row["intro"]
            publish(page, editor)


def load_news(overview: Page, editor: User) -> None:
    for row in content.table("news.toml")["news"]:
        day = timezone.localdate() - dt.timedelta(days=row["days_ago"])
        fields = {"title": row["title"], "teaser": row["teaser"], "body": content.rich_text(row["body"])}
        key = content.page_key(news_name(row))
        page = model("NewsPage")(
            slug=row["slug"], published_on=day, locale=overview.locale, translation_key=key, live=False, **fields
        )
        overview.add_child(instance=page)
        publish(page, editor)
        if "english" in row:
            date_back(english.translate_news(page, row["english"], editor), row["days_ago"])
        date_back(page, row["days_ago"])


def news_name(row: dict[str, Any]) -> str:
    return f"news/{row['slug']}"


def load_document(document: DemoDocument, overview: Page, editor: User) -> None:
    """Publishes the first version, then the renumbered one, is translated there, and publishes the latest text last."""
    page = model("NormativePage")(
        slug=document.slug,
        locale=overview.locale,
        translation_key=content.page_key(document.slug),
        owner=editor,
        live=False,
        sections=first_version(document.sections),
        **document.fields,
        **{name: timezone.localdate() + dt.timedelta(days=days) for name, days in document.days.items()},
    )
    page.parties = [party(row) for row in document.parties]
    page.annexes = [annex(row, editor) for row in document.annexes]
    overview.add_child(instance=page)
    publish(page, editor)
    page = publish_change(page, second_version(document.sections), editor)
    if document.english:
        days = document.published_days_ago + DAYS_BETWEEN_VERSIONS // 2
        date_back(english.translate_document(page, document, editor), days)
        english.date_back_source(page, days)
    page = publish_change(page, latest_version(document.sections), editor)
    date_back(page, document.published_days_ago)
    page.former_numbers.update(replaced_on=document.fields["in_force_on"])


def publish_change(page: Any, sections: list[dict[str, Any]], editor: User) -> Any:
    """The page with these sections published; untouched when it has them already."""
    if list(page.sections.raw_data) != sections:
        page.sections = sections
        publish(page, editor)
    return page


def party(row: dict[str, Any]) -> Any:
    organisation = apps.get_model("directory", "Organisation").objects.get(name=row["organisation"])
    return model("Party")(**{**row, "organisation": organisation})


def annex(row: dict[str, str], by: User) -> Any:
    """A file of the demo as an annex; stored under the media folder."""
    file = apps.get_model("wagtaildocs", "Document")(title=row["title"], uploaded_by_user=by)
    file.file.save(row["file"], ContentFile((content.FOLDER / "files" / row["file"]).read_bytes()), save=False)
    file.save()
    file.get_file_size()
    file.get_file_hash()
    return model("Annex")(number=row["number"], document=file)


def first_version(sections: Sequence[DemoSection]) -> list[dict[str, Any]]:
    """The sections under their former numbers, in the order of those numbers."""
    old = in_order([section for section in sections if not section.is_new])
    return [raw(section, section.former or section.number, section.before or section.text) for section in old]


def in_order(sections: Iterable[DemoSection]) -> list[DemoSection]:
    """By decimal number; a section without one stays behind the one before it."""
    placed: list[tuple[tuple[int, ...], int, DemoSection]] = []
    place: tuple[int, ...] = ()
    for index, section in enumerate(sections):
        number = section.former or section.number
        if re.fullmatch(r"\d+(\.\d+)*", number):
            place = tuple(int(part) for part in number.split("."))
        placed.append((place, index, section))
    return [section for _place, _index, section in sorted(placed, key=lambda one: one[:2])]


def second_version(sections: Iterable[DemoSection]) -> list[dict[str, Any]]:
    return [raw(section, section.number, section.before or section.text) for section in sections if not section.is_gone]


def latest_version(sections: Iterable[DemoSection]) -> list[dict[str, Any]]:
    return [raw(section, section.number, section.text) for section in sections if not section.is_gone]


def raw(section: DemoSection, number: str, text: str) -> dict[str, Any]:
    moved = number != section.number
    level = number.count(".") + 1 if moved else section.level
    value = {"number": number, "level": level, "heading": section.heading, "text": text}
    return {"type": "section", "id": section.identity, "value": value}
