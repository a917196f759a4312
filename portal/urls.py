from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import views

handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"

urlpatterns = [
    path("cms/login/", login_not_required(views.editor_sign_in)),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("sprache/", login_not_required(set_language), name="set_language"),
]
urlpatterns += i18n_patterns(
    path("", include("portal.account_urls")),
    path("suche/", include("search.urls")),
    path("", include("directory.urls")),
    path("_util/login/", login_not_required(views.editor_sign_in)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
if settings.PORTAL_SSO_NAME:
    from portal import sso_urls

    urlpatterns = [path("anmelden/dienststelle/", include(sso_urls)), *urlpatterns]
if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns = static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) + urlpatterns
