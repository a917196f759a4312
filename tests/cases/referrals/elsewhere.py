"""Addresses of a project that puts the restricted section below a path of its own."""

from django.urls import include, path

from portal.urls import urlpatterns as own

urlpatterns = [path("anderswo/intern/", include("cases.urls")), *own]
