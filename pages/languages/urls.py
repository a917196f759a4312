from django.urls import path

from pages.languages import views

app_name = "languages"

urlpatterns = [path("<key:pk>/", views.side_by_side, name="side_by_side")]
