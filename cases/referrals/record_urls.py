"""Addresses of client records; cases.urls closes them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
