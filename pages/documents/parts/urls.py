"""Below the editor's own address."""

from django.urls import path

from pages.documents.parts import views

urlpatterns = [path("teile/<int:pk>/<slug:identity>/", views.edit_part, name="pages_document_part")]
