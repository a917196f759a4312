from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index


class SectionBlock(blocks.StructBlock):
    number = blocks.CharBlock(required=False)
    level = blocks.IntegerBlock(default=1)
    heading = blocks.CharBlock(required=False)
    text = blocks.RichTextBlock(required=False)

    class Meta:
        template = "bare/section.html"


class BarePage(Page):
    """The same text as a normative document, the way a first Wagtail project would show it."""

    body = StreamField([("section", SectionBlock())])
    template = "bare/bare_page.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
