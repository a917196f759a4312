from django.urls import path

from pages.events import calendar_views

app_name = "events"
urlpatterns = [
    path("", calendar_views.month, name="month"),
]
