"""Addresses of who leads, protects data or coordinates: access lists, exports, retention, breaches, texts; cases.urls closes them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
