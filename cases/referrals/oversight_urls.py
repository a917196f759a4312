"""Addresses of who leads, protects data or coordinates: access lists, exports, retention, breaches; cases.urls closes them."""

from django.urls import URLPattern, path

from cases.referrals import breach_views, oversight_views, rights_views

urlpatterns: list[URLPattern] = [
    path("aufsicht/", oversight_views.overview, name="oversight"),
    path("aufsicht/finden/", oversight_views.find_case, name="find_case"),
    path("aufsicht/fristen/", oversight_views.periods, name="periods"),
    path("aufsicht/fristen/<slug:subject>/", oversight_views.period, name="period"),
    path("aufsicht/loeschung/", oversight_views.deletions, name="deletions"),
    path("aufsicht/loeschung/<uuid:pk>/", oversight_views.documents, name="documents"),
    path("aufsicht/auskuenfte/", rights_views.exports, name="exports"),
    path("aufsicht/auskuenfte/<uuid:pk>/", rights_views.show_password, name="export_password"),
    path("pannen/", breach_views.breaches, name="breaches"),
    path("pannen/neu/", breach_views.report, name="breach_new"),
    path("pannen/<uuid:pk>/", breach_views.breach, name="breach"),
    path("akten/<uuid:pk>/zugriffe/", rights_views.record_accesses, name="record_accesses"),
    path("akten/<uuid:pk>/auskunft/", rights_views.record_export, name="record_export"),
    path("akten/<uuid:pk>/loeschen/", rights_views.erase, name="record_erase"),
    path("<uuid:pk>/zugriffe/", rights_views.referral_accesses, name="referral_accesses"),
    path("<uuid:pk>/auskunft/", rights_views.referral_export, name="referral_export"),
]
