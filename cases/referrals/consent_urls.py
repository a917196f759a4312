"""Addresses of consents, their papers, their end and their texts; cases.urls closes them."""

from django.urls import URLPattern, path

from cases.referrals import consent_papers, consent_text_views, consent_views, withdrawal_views

ONE = "akten/<uuid:pk>/einwilligung/<uuid:consent_pk>/"
urlpatterns: list[URLPattern] = [
    path("akten/<uuid:pk>/einwilligung/neu/", consent_views.new_consent, name="consent_new"),
    path(ONE, consent_views.consent, name="consent"),
    path(f"{ONE}unterschrift/", consent_views.sign, name="consent_sign"),
    path(f"{ONE}verwerfen/", consent_views.discard, name="consent_discard"),
    path(f"{ONE}druck/", consent_papers.print_consent, name="consent_print"),
    path(f"{ONE}nachweis/", consent_papers.proof, name="consent_proof"),
    path(f"{ONE}widerruf/", withdrawal_views.withdraw, name="consent_withdraw"),
    path("akten/<uuid:pk>/schluessel/", consent_papers.issue_key, name="key_issue"),
    path("akten/<uuid:pk>/schluessel/sperren/", consent_papers.void_key, name="key_void"),
    path("bestaetigung/<uuid:pk>/", consent_papers.receipt, name="consent_receipt"),
    path("<uuid:pk>/widerruf/", withdrawal_views.revoke, name="referral_revoke"),
    path("vernichtung/<uuid:pk>/", withdrawal_views.printouts, name="printouts"),
    path("einwilligungstexte/", consent_text_views.texts, name="consent_texts"),
    path("einwilligungstexte/<int:number>/", consent_text_views.text, name="consent_text"),
    path("einwilligungstexte/<int:number>/veroeffentlichen/", consent_text_views.publish, name="consent_text_publish"),
    path(
        "einwilligungstexte/<int:number>/<slug:language>/", consent_text_views.translation, name="consent_text_language"
    ),
]
