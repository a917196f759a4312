from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import views
from portal.identity import sign_in_views
from portal.requests import error_pages

handler400 = "portal.requests.error_pages.bad_request"
handler403 = "portal.requests.error_pages.forbidden"
handler404 = "portal.requests.error_pages.not_found"
handler500 = "portal.requests.error_pages.server_error"

# Accounts and groups have one place of their own (R16, R17): the editor's pages for them, bulk actions included, lead there.
CLOSED_EDITOR_PAGES = r"^cms/(?:users|groups|bulk/portal/user)(?:/.*)?$"
urlpatterns = [
    path("cms/login/", login_not_required(sign_in_views.editor_sign_in)),
    re_path(CLOSED_EDITOR_PAGES, RedirectView.as_view(pattern_name="members:accounts", query_string=False)),
    path("cms/failwhale/", error_pages.not_found),  # Wagtail's own way to cause a fault
    path("cms/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("media/<path:path>", views.image),
    path("sprache/", login_not_required(set_language), name="set_language"),
    # In languages of its own.
    path("meine-einwilligung/", include("cases.referrals.client_urls")),
]
urlpatterns += i18n_patterns(
    path("", include("portal.identity.urls")),
    path("", include("directory.members.urls")),
    path("suche/", include("search.urls")),
    path("", include("directory.urls")),
    path("faelle/", include("cases.urls")),
    path("kennzahlen/", include("cases.indicators.urls")),
    path("strichliste/", include("cases.indicators.tally_urls")),
    path("kalender/", include("pages.registration.urls")),
    path("kalender/abstimmungen/", include("pages.polls.urls")),
    path("kalender/treffen/", include("pages.meetings.urls")),
    path("kalender/fortbildungen/", include("pages.training.urls")),
    path("kalender/", include("pages.events.urls")),
    path("aenderungswuensche/", include("pages.proposals.urls")),
    path("beteiligte/", include("pages.approval.urls")),
    path("zustimmung/", include("pages.approval.link_urls")),
    path("fassungen/", include("pages.versions.urls")),
    path("begriffe/", include("pages.definitions.urls")),
    path("ausgabe/", include("pages.exports.urls")),
    path("hospitation/", include("pages.job_shadowing.urls")),
    path("fristen/", include("pages.terms.urls")),
    path("kenntnisnahmen/", include("pages.reading.urls")),
    path("folgen/", include("pages.reading.follow_urls")),
    path("sprachen/", include("pages.languages.urls")),
    path("_util/login/", login_not_required(sign_in_views.editor_sign_in)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
if settings.PORTAL_SSO_NAME:
    from portal.identity import sso_urls

    urlpatterns = [path("anmelden/dienststelle/", include(sso_urls)), *urlpatterns]
