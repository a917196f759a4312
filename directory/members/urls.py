from django.urls import path

from directory.members import account_views, offer_views, views

app_name = "members"
urlpatterns = [
    path("konten/", account_views.account_list, name="accounts"),
    path("konten/einladen/", account_views.invite, name="invite_account"),
    path("konten/<int:pk>/", account_views.detail, name="account"),
    path("konten/<int:pk>/rollen/", account_views.set_roles, name="set_portal_roles"),
    path("konten/<int:pk>/<slug:act>/", account_views.act, name="account_act"),
    path("konten/<int:pk>/zweiter-faktor/<slug:act>/", account_views.factor_act, name="factor_act"),
    path("konto/einladungen/", offer_views.own_offers, name="own_offers"),
    path("konto/einladungen/<int:pk>/<slug:act>/", offer_views.answer, name="answer_offer"),
    path("mitglieder/", views.organisations, name="organisations"),
    path("mitglieder/<int:organisation>/", views.member_list, name="members"),
    path("mitglieder/<int:organisation>/einladen/", views.invite, name="invite"),
    path("mitglieder/<int:organisation>/einladungen/<int:pk>/<slug:act>/", offer_views.act, name="offer_act"),
    path("mitglieder/<int:organisation>/<int:pk>/", views.member, name="member"),
    path("mitglieder/<int:organisation>/<int:pk>/zweiter-faktor/", views.ask_factor_reset, name="ask_factor_reset"),
    path("mitglieder/<int:organisation>/<int:pk>/<slug:act>/", views.act, name="member_act"),
]
