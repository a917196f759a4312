from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("anmelden/", views.sign_in, name="sign_in"),
    path("abmelden/", views.sign_out, name="sign_out"),
    path("darstellung/", views.theme, name="theme"),
    path("konto/", views.account, name="account"),
]
