"""Addresses of referrals, their threads, inbox and outbox; cases.urls closes them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
