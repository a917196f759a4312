"""The menu and the footer as editors set them: pages below the start page shown in menus, text pages shown in the footer."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.models import StandardPage
from portal import navigation
from portal.navigation import Entry


def entries(request: HttpRequest) -> list[Entry]:
    root_path, language = navigation.home_root()
    in_footer = StandardPage.objects.filter(pk=OuterRef("pk"), show_in_footer=True)
    below = Page.objects.filter(live=True, url_path__startswith=root_path).exclude(url_path=root_path)
    places = (
        below.annotate(in_footer=Exists(in_footer))
        .filter(Q(show_in_menus=True) | Q(in_footer=True))
        .select_related("locale")
    )
    found = [Entry(_("Start"), navigation.start_url(language), order=0)]
    for order, page in enumerate(
        places.only(*navigation.ENTRY_FIELDS, "show_in_menus", "path").order_by("path"), start=1
    ):
        url = page.get_url(request)
        if url and page.in_footer:
            found.append(Entry(page.title, url, order=order, area="footer"))
        if url and page.show_in_menus and page.url_path.count("/") == root_path.count("/") + 1:
            found.append(Entry(page.title, url, order=order))
    return found
