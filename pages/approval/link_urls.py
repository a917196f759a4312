"""The addresses of those who answer without an account (F11)."""

from django.urls import path

from pages.approval import link_views

app_name = "consent"

urlpatterns = [
    path("text/<key:pk>/", link_views.text, name="text"),
    path("text/<key:pk>/unterschrift.pdf", link_views.sheet, name="sheet"),
    path("<str:secret>/", link_views.open_link, name="open"),
]
