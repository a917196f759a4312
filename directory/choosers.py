"""How editors choose contacts for pages: what all partners may see, found by name, task, organisation or telephone number."""

from typing import Any

from django.forms import CharField, TextInput
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from directory.models import Mailbox, Position, Visibility
from directory.register import name_search


class FindForm(BaseFilterForm):
    """Searches as the directory does, whatever the spelling."""

    q = CharField(
        label=_("Suchen"), required=False, max_length=100, widget=TextInput(attrs={"placeholder": _("Suchen")})
    )

    def filter(self, objects: Any) -> Any:
        text = self.cleaned_data.get("q") or ""
        if text:
            self.is_searching, self.search_query = True, text
            return name_search.positions(objects, text)
        return objects


class FindMailboxForm(FindForm):
    def filter(self, objects: Any) -> Any:
        text = self.cleaned_data.get("q") or ""
        if text:
            self.is_searching, self.search_query = True, text
            return objects.filter(name__icontains=text) | objects.filter(organisation__name__icontains=text)
        return objects


class PositionView(ChooseView):
    filter_form_class = FindForm


class PositionResultsView(ChooseResultsView):
    filter_form_class = FindForm


class MailboxView(ChooseView):
    filter_form_class = FindMailboxForm


class MailboxResultsView(ChooseResultsView):
    filter_form_class = FindMailboxForm


class Choosing(ChooserViewSet):
    """Chooses among what is there; nothing is made on the way."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class PositionChooserViewSet(Choosing):
    model = Position
    icon = "user"
    choose_one_text = _("Ansprechperson wählen")
    choose_another_text = _("Andere Ansprechperson wählen")
    edit_item_text = _("Bearbeiten")
    choose_view_class = PositionView
    choose_results_view_class = PositionResultsView
    register_widget = False  # elsewhere in the directory restricted ones are chosen too

    def get_object_list(self) -> Any:
        return Position.objects.current().filter(visibility=Visibility.PARTNERS).for_lists()


class MailboxChooserViewSet(Choosing):
    model = Mailbox
    icon = "mail"
    choose_one_text = _("Funktionspostfach wählen")
    choose_another_text = _("Anderes Funktionspostfach wählen")
    edit_item_text = _("Bearbeiten")
    choose_view_class = MailboxView
    choose_results_view_class = MailboxResultsView

    def get_object_list(self) -> Any:
        return (
            Mailbox.objects.filter(visibility=Visibility.PARTNERS).select_related("organisation").order_by("name", "pk")
        )


positions = PositionChooserViewSet("directory_position_chooser", url_prefix="verzeichnis/ansprechpersonen")
mailboxes = MailboxChooserViewSet("directory_mailbox_chooser", url_prefix="verzeichnis/postfaecher")

PositionChooserBlock = positions.get_block_class(name="PositionChooserBlock", module_path="directory.choosers")
MailboxChooserBlock = mailboxes.get_block_class(name="MailboxChooserBlock", module_path="directory.choosers")
PositionChooserWidget = positions.widget_class
