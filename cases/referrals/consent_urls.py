"""Addresses of consents, their proofs and the client's key; cases.urls closes them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
