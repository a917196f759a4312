from django.urls import path

from pages.job_shadowing import offer_views, pledge_views, request_views

app_name = "job_shadowing"
urlpatterns = [
    path("", offer_views.offers, name="offers"),
    path("angebote/neu/", offer_views.offer_new, name="offer_new"),
    path("angebote/<int:pk>/", offer_views.offer, name="offer"),
    path("angebote/<int:pk>/aendern/", offer_views.offer_edit, name="offer_edit"),
    path("angebote/<int:pk>/offen/", offer_views.offer_open, name="offer_open"),
    path("angebote/<int:pk>/anfragen/", offer_views.ask, name="ask"),
    path("angebote/<int:pk>/termine/", offer_views.slot_new, name="slot_new"),
    path("angebote/<int:pk>/termine/<int:slot_pk>/entfernen/", offer_views.slot_remove, name="slot_remove"),
    path("regel/<int:pk>/", offer_views.rule, name="rule"),
    path("anfragen/", request_views.requests, name="requests"),
    path("anfragen/<uuid:pk>/", request_views.one, name="request"),
    path("anfragen/<uuid:pk>/schritt/", request_views.step, name="step"),
    path("anfragen/<uuid:pk>/gefragt/", request_views.clients_asked, name="clients_asked"),
    path("anfragen/<uuid:pk>/Hospitation.ics", request_views.calendar_file, name="calendar_file"),
    path("anfragen/<uuid:pk>/rueckmeldung/<slug:side>/", request_views.feedback, name="feedback"),
    path("verschwiegenheit/", pledge_views.pledge, name="pledge"),
]
