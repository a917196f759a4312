from django.apps import apps
from django.urls import path

from portal import views
from portal.audit import views as audit_views
from portal.duties import views as duty_views
from portal.identity import account_views, mailed_link_views, second_factor_views, session_views, sign_in_views

app_name = "portal"
urlpatterns = [
    path("anmelden/", sign_in_views.sign_in, name="sign_in"),
    path("abmelden/", sign_in_views.sign_out, name="sign_out"),
    path("darstellung/", views.theme, name="theme"),
    path("einladung/", mailed_link_views.take_up, name="take_up"),
    path("einladung/<str:secret>/", mailed_link_views.open_invitation, name="open_invitation"),
    path("kennwort/", mailed_link_views.request_password, name="ask_password"),
    path("kennwort/unterwegs/", mailed_link_views.password_requested, name="password_asked"),
    path("kennwort/neu/", mailed_link_views.reset_password, name="reset_password"),
    path("kennwort/neu/<str:secret>/", mailed_link_views.open_password_link, name="open_password_link"),
    path("widerspruch/", mailed_link_views.object_to_reset, name="object"),
    path("widerspruch/<str:secret>/", mailed_link_views.open_objection, name="open_objection"),
    path("konto/", account_views.account, name="account"),
    path("konto/kennwort/", account_views.change_password, name="change_password"),
    path("konto/e-mail/", account_views.change_address, name="change_address"),
    path("konto/e-mail/bestaetigen/", mailed_link_views.confirm_address, name="confirm_address"),
    path("konto/e-mail/bestaetigen/<str:secret>/", mailed_link_views.open_address_link, name="open_address_link"),
    path("konto/anmeldungen/", session_views.session_list, name="sessions"),
    path("konto/anmeldungen/beenden/", session_views.end_session, name="end_session"),
    path("konto/anmeldungen/alle-beenden/", session_views.end_all_sessions, name="end_all_sessions"),
    path("konto/anmeldungen/rest/", session_views.time_left, name="time_left"),
    path("konto/anmeldungen/noch-da/", session_views.stay, name="stay"),
    path("konto/zweiter-faktor/", second_factor_views.overview, name="second_factor"),
    path("konto/zweiter-faktor/bestaetigen/", second_factor_views.prove, name="prove"),
    path("konto/zweiter-faktor/weiter/", second_factor_views.send_on, name="continue"),
    path("konto/zweiter-faktor/link/", second_factor_views.request_link, name="request_factor_link"),
    path("konto/zweiter-faktor/link/<str:secret>/", second_factor_views.open_link, name="open_factor_link"),
    path("konto/zweiter-faktor/app/", second_factor_views.add_app, name="add_app"),
    path("konto/zweiter-faktor/passkey/", second_factor_views.add_passkey, name="add_passkey"),
    path("konto/zweiter-faktor/notfallcodes/", second_factor_views.recovery_codes, name="recovery_codes"),
    path(
        "konto/zweiter-faktor/<str:kind>/<int:pk>/entfernen/", second_factor_views.remove_factor, name="remove_factor"
    ),
    path("zu-erledigen/", duty_views.duties, name="duties"),
    path("zu-erledigen/mail/", duty_views.choose_mail, name="duties_mail"),
    path("protokoll/", audit_views.trail_page, name="audit"),
    path("protokoll/tabelle/", audit_views.export, name="audit_export"),
]
if apps.is_installed("django_otp_webauthn"):
    from portal.identity import passkey_views

    urlpatterns += [
        path("konto/zweiter-faktor/passkey/neu/", passkey_views.begin_registration, name="passkey_new"),
        path("konto/zweiter-faktor/passkey/neu/fertig/", passkey_views.complete_registration, name="passkey_new_done"),
        path("konto/zweiter-faktor/passkey/pruefen/", passkey_views.begin_proof, name="passkey_prove"),
        path("konto/zweiter-faktor/passkey/pruefen/fertig/", passkey_views.complete_proof, name="passkey_prove_done"),
    ]
