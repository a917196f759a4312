from django.urls import path

from pages.events import calendar_views, date_views, feed_views

app_name = "events"
urlpatterns = [
    path("", calendar_views.month, name="month"),
    path("woche/", calendar_views.week, name="week"),
    path("liste/", calendar_views.agenda, name="list"),
    path("abonnement/", feed_views.subscription, name="subscription"),
    path("abonnement/neu/", feed_views.make, name="subscription_new"),
    path("abonnement/beenden/", feed_views.end, name="subscription_end"),
    path("feed/<slug:token>.ics", feed_views.feed, name="feed"),
    path("feed/<slug:token>/<slug:part>.ics", feed_views.feed, name="feed_part"),
    path("termin/<int:pk>/<slug:day>/Termin.ics", date_views.file, name="file"),
    path("termin/<int:pk>/<slug:day>/verlegen/", date_views.move, name="move"),
    path("termin/<int:pk>/<slug:day>/absagen/", date_views.cancel, name="cancel"),
    path("termin/<int:pk>/<slug:day>/stattfinden/", date_views.restore, name="restore"),
]
