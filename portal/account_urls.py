from django.apps import apps
from django.urls import path

from portal import audit_views, second_factor, views

app_name = "portal"
urlpatterns = [
    path("anmelden/", views.sign_in, name="sign_in"),
    path("abmelden/", views.sign_out, name="sign_out"),
    path("darstellung/", views.theme, name="theme"),
    path("konto/", views.account, name="account"),
    path("konto/zweiter-faktor/", second_factor.overview, name="second_factor"),
    path("konto/zweiter-faktor/bestaetigen/", second_factor.prove, name="prove"),
    path("konto/zweiter-faktor/weiter/", second_factor.send_on, name="continue"),
    path("konto/zweiter-faktor/link/", second_factor.request_link, name="request_factor_link"),
    path("konto/zweiter-faktor/link/<str:secret>/", second_factor.open_link, name="open_factor_link"),
    path("konto/zweiter-faktor/app/", second_factor.add_app, name="add_app"),
    path("konto/zweiter-faktor/passkey/", second_factor.add_passkey, name="add_passkey"),
    path("konto/zweiter-faktor/notfallcodes/", second_factor.recovery_codes, name="recovery_codes"),
    path("konto/zweiter-faktor/<str:kind>/<int:pk>/entfernen/", second_factor.remove_factor, name="remove_factor"),
    path("protokoll/", audit_views.trail, name="audit"),
    path("protokoll/tabelle/", audit_views.export, name="audit_export"),
]
if apps.is_installed("django_otp_webauthn"):
    from portal import passkeys

    urlpatterns += [
        path("konto/zweiter-faktor/passkey/neu/", passkeys.begin_registration, name="passkey_new"),
        path("konto/zweiter-faktor/passkey/neu/fertig/", passkeys.complete_registration, name="passkey_new_done"),
        path("konto/zweiter-faktor/passkey/pruefen/", passkeys.begin, name="passkey_prove"),
        path("konto/zweiter-faktor/passkey/pruefen/fertig/", passkeys.complete, name="passkey_prove_done"),
    ]
