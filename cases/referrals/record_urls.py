"""Addresses of client records; cases.urls closes them."""

from django.urls import URLPattern, path

from cases.referrals import record_views

urlpatterns: list[URLPattern] = [
    path("akten/", record_views.records, name="records"),
    path("akten/neu/", record_views.new_record, name="record_new"),
    path("akten/<uuid:pk>/", record_views.record, name="record"),
    path("akten/<uuid:pk>/familie/", record_views.new_relative, name="record_family"),
    path("akten/<uuid:pk>/aendern/", record_views.change_record, name="record_change"),
    path("akten/<uuid:pk>/uebergeben/", record_views.hand_over, name="record_hand_over"),
    path("akten/<uuid:pk>/schliessen/", record_views.close_record, name="record_close"),
    path("akten/<uuid:pk>/oeffnen/", record_views.reopen_record, name="record_reopen"),
]
