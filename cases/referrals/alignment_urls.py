"""Addresses of alignment sheets, dropout notices, conflicts, copies for the client; cases.urls closes them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
