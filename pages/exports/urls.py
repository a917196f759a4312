from django.urls import path

from pages.exports import views

app_name = "exports"
urlpatterns = [
    path("<int:pk>/abschnitt/<slug:identity>/", views.section, name="section"),
    path("<int:pk>/<slug:form>/", views.document, name="document"),
]
