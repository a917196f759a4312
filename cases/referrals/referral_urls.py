"""Addresses of referrals, their threads, inbox and outbox; cases.urls closes them."""

from django.urls import URLPattern, path

from cases.referrals import draft_views, ground_views, list_views, referral_views, thread_views

urlpatterns: list[URLPattern] = [
    path("", list_views.inbox, name="inbox"),
    path("ausgang/", list_views.outbox, name="outbox"),
    path("entwuerfe/", list_views.drafts, name="drafts"),
    path("wartet/", list_views.waiting, name="waiting"),
    path("ohne-einwilligung/", ground_views.report, name="grounds"),
    path("ohne-einwilligung/<uuid:ground>/", ground_views.decide, name="ground"),
    path("akten/<uuid:record>/uebergabe/neu/", draft_views.new, name="referral_new"),
    path("<uuid:pk>/", referral_views.referral, name="referral"),
    path("<uuid:pk>/name/", referral_views.show_names, name="referral_names"),
    path("<uuid:pk>/stand/", referral_views.move, name="referral_move"),
    path("<uuid:pk>/weitergeben/", referral_views.hand_on, name="referral_hand_on"),
    path("<uuid:pk>/aendern/", draft_views.change, name="referral_change"),
    path("<uuid:pk>/verwerfen/", draft_views.discard, name="referral_discard"),
    path("<uuid:pk>/senden/", draft_views.send, name="referral_send"),
    path("<uuid:pk>/rechtsgrund/", ground_views.ask, name="ground_ask"),
    path("<uuid:pk>/nachricht/", thread_views.write, name="message_new"),
    path("<uuid:pk>/anhaenge/", thread_views.attach, name="attachment_new"),
    path("<uuid:pk>/anhaenge/<uuid:attachment>/", thread_views.fetch, name="attachment"),
    path("<uuid:pk>/anhaenge/<uuid:attachment>/entfernen/", thread_views.detach, name="attachment_remove"),
    path("<uuid:pk>/termine/neu/", thread_views.new_appointment, name="appointment_new"),
    path("<uuid:pk>/termine/<uuid:appointment>/", thread_views.change_appointment, name="appointment"),
    path("<uuid:pk>/termine/<uuid:appointment>/absagen/", thread_views.cancel_appointment, name="appointment_cancel"),
    path("<uuid:pk>/termine/<uuid:appointment>/kalender/", thread_views.calendar, name="appointment_calendar"),
]
