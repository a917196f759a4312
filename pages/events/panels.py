"""The editor's form of an event, tab by tab."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

WHEN = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("is_all_day"),
        FieldRowPanel([FieldPanel("repeats"), FieldPanel("repeats_until")]),
        FieldPanel("excluded"),
        FieldPanel("recurrence", heading=_("Eigene Regel"), help_text=_("Nur bei „nach eigener Regel“.")),
    ],
    heading=_("Wann"),
)
WHERE = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("place"), FieldPanel("municipality")]), FieldPanel("online_link")], heading=_("Wo")
)
WHO = MultiFieldPanel(
    [FieldPanel("hosts"), FieldRowPanel([FieldPanel("target_group"), FieldPanel("language")])], heading=_("Für wen")
)


def event_tabs() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(
                [*Page.content_panels, FieldPanel("kind"), WHEN, WHERE, WHO, FieldPanel("summary"), FieldPanel("body")],
                heading=_("Termin"),
            ),
            ObjectList(
                [
                    InlinePanel("clauses", heading=_("Beruht auf"), label=_("Abschnitt")),
                    InlinePanel("files", heading=_("Dateien"), label=_("Datei")),
                ],
                heading=_("Grundlagen und Dateien"),
            ),
            ObjectList(Page.promote_panels, heading=_("Seite")),
            ObjectList(Page.settings_panels, heading=_("Veröffentlichung")),
        ]
    )
