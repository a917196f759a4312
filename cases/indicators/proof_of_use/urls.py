from django.urls import path

from cases.indicators.proof_of_use import views

urlpatterns = [
    path("verwendungsnachweis/", views.proofs, name="proofs"),
    path("verwendungsnachweis/uebersicht/", views.proof_overview, name="proof_overview"),
    path("verwendungsnachweis/<uuid:pk>/", views.proof, name="proof"),
    path("verwendungsnachweis/<uuid:pk>/einreichen/", views.submit, name="submit_proof"),
    path("verwendungsnachweis/<uuid:pk>/datei/<slug:form>/", views.take, name="proof_file"),
    path("verwendungsnachweis/<uuid:pk>/pruefung/", views.review, name="proof_review"),
    path("verwendungsnachweis/<uuid:pk>/entscheiden/", views.decide, name="decide_proof"),
]
