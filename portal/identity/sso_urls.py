from django.contrib.auth.decorators import login_not_required
from django.urls import path
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from portal.identity.sso import Callback

urlpatterns = [
    path("", login_not_required(OIDCAuthenticationRequestView.as_view()), name="oidc_authentication_init"),
    path("zurueck/", login_not_required(Callback.as_view()), name="oidc_authentication_callback"),
]
