"""The editor's form of a normative document, tab by tab."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from pages.documents.parts.panel import PartsPanel

FACTS = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("short_title"), FieldPanel("cited_as")]),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("signed_on"), FieldPanel("signed_at")]),
            FieldRowPanel([FieldPanel("in_force_on"), FieldPanel("repealed_on")]),
        ],
        heading=_("Grunddaten"),
    ),
    InlinePanel("parties", heading=_("Beteiligte"), label=_("Stelle")),
    MultiFieldPanel(
        [
            FieldPanel("term"),
            FieldRowPanel([FieldPanel("term_months"), FieldPanel("term_start")]),
            FieldRowPanel([FieldPanel("term_until"), FieldPanel("term_funding")]),
            FieldRowPanel([FieldPanel("renewal"), FieldPanel("renewal_months")]),
            FieldRowPanel([FieldPanel("objection_months"), FieldPanel("objection_form")]),
            FieldPanel("term_clause"),
        ],
        heading=_("Laufzeit"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("notice_by"), FieldPanel("notice_months")]),
            FieldRowPanel([FieldPanel("notice_form"), FieldPanel("notice_reckoning")]),
            FieldPanel("ends_by_consent"),
            FieldPanel("ends_for_cause"),
            FieldRowPanel([FieldPanel("cause_without_notice"), FieldPanel("cause_must_be_named")]),
            FieldPanel("notice_clause"),
        ],
        heading=_("Kündigung"),
    ),
    MultiFieldPanel(
        [FieldPanel("leaving"), FieldPanel("leaving_adapts_parties"), FieldPanel("leaving_clause")],
        heading=_("Ausscheiden einer Stelle"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("change_by"), FieldPanel("change_form")]), FieldPanel("change_clause")],
        heading=_("Änderung"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("meeting_of"), FieldPanel("meeting_months")]),
            FieldPanel("meeting_at_least"),
            FieldPanel("meeting_on_statistics"),
            FieldPanel("meeting_without_personal_data"),
            FieldPanel("meeting_clause"),
        ],
        heading=_("Treffen"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("review_months"), FieldPanel("review_next_on")]),
            FieldPanel("review_of"),
            FieldPanel("review_clause"),
        ],
        heading=_("Überprüfung"),
    ),
    MultiFieldPanel([FieldPanel("response_days"), FieldPanel("response_clause")], heading=_("Antwort")),
    InlinePanel("annexes", heading=_("Anlagen als Dateien"), label=_("Anlage")),
    MultiFieldPanel([FieldPanel("contacts_number"), FieldPanel("contacts")], heading=_("Anlage: Ansprechpersonen")),
]


CHANGE = MultiFieldPanel(
    [
        FieldPanel("change_is_major"),
        FieldPanel("change_note"),
        FieldPanel("change_reason"),
        FieldPanel("change_decision"),
    ],
    heading=_("Zu dieser Veröffentlichung"),
)


def normative_tabs() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(
                [*Page.content_panels, FieldPanel("sections"), PartsPanel(heading=_("Abschnitte"))], heading=_("Text")
            ),
            ObjectList(FACTS, heading=_("Eckdaten")),
            ObjectList(Page.promote_panels, heading=_("Seite")),
            ObjectList([CHANGE, *Page.settings_panels], heading=_("Veröffentlichung")),
        ]
    )
