"""The blocks of published content: the numbered section, and rich text for everything else."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from directory.choosers import MailboxChooserBlock, PositionChooserBlock
from pages import numbering

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class NumberBlock(blocks.RegexBlock):
    """The official number as printed. Not a CharBlock, so that wagtail-localize does not offer it for translation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(regex=r"^.{0,20}$", error_messages={"invalid": _("Höchstens 20 Zeichen.")}, **kwargs)

    def clean(self, value: str) -> str:
        cleaned = " ".join(super().clean(value).split())
        if cleaned and numbering.parse(cleaned) is None:
            raise ValidationError(
                _("„%(number)s“ ist keine Ziffer. Beispiele: 10, 3.11.2, § 5, (2), a), I., Artikel 3, Anlage 1."),
                params={"number": cleaned},
            )
        return cleaned


class SectionBlock(blocks.StructBlock):
    """A numbered section of a normative document; the id of the stream child is its permanent identity."""

    number = NumberBlock(label=_("Ziffer"), required=False, help_text=_("Wie gedruckt: 3.11.2, § 5, a) …"))
    level = blocks.IntegerBlock(label=_("Ebene"), default=1, min_value=1, max_value=numbering.MAX_LEVEL)
    heading = blocks.CharBlock(label=_("Überschrift"), required=False, max_length=300)
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=TEXT_FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("Abschnitt")
        label_format = "{number} {heading}"
        form_classname = "struct-block section-block"
        template = "pages/blocks/section.html"


class SectionStreamBlock(blocks.StreamBlock):
    section = SectionBlock()

    class Meta:
        collapsed = True
        block_counts: dict = {}


class ContactsBlock(blocks.StreamBlock):
    """Whom to ask: chosen from the directory and shown as they are on the day of reading."""

    person = PositionChooserBlock(label=_("Ansprechperson"))
    organisation = SnippetChooserBlock("directory.Organisation", label=_("Organisation"), icon="group")
    mailbox = MailboxChooserBlock(label=_("Funktionspostfach"))

    class Meta:
        required = False
        block_counts: dict = {}
