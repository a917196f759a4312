"""The calendar as month, week and list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def month(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/events/month.html")
