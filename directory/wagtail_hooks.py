from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.models import Organisation


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisationen")
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["name", "short_name", "kind"]
    list_filter = ["kind"]


register_snippet(OrganisationViewSet)
