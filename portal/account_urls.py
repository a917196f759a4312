from django.urls import path

from portal import audit_views, views

app_name = "portal"
urlpatterns = [
    path("anmelden/", views.sign_in, name="sign_in"),
    path("abmelden/", views.sign_out, name="sign_out"),
    path("darstellung/", views.theme, name="theme"),
    path("konto/", views.account, name="account"),
    path("protokoll/", audit_views.trail, name="audit"),
    path("protokoll/tabelle/", audit_views.export, name="audit_export"),
]
