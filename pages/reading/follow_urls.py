from django.urls import path

from pages.reading import follow_views

app_name = "following"
urlpatterns = [
    path("", follow_views.index, name="index"),
    path("mail/", follow_views.choose, name="choose"),
    path("<key:pk>/", follow_views.document, name="document"),
    path("beenden/<key:pk>/", follow_views.stop, name="stop"),
]
