from django.urls import path

from pages.proposals import draft_views, remark_views, views

app_name = "proposals"

urlpatterns = [
    path("<key:pk>/", views.index, name="index"),
    path("<key:pk>/neu/", views.new, name="new"),
    path("<key:pk>/in-den-entwurf/", draft_views.take, name="take"),
    path("<key:pk>/anmerkungen/", remark_views.remarks, name="remarks"),
    path("<key:pk>/anmerkungen/<key:remark_pk>/antworten/", remark_views.answer, name="answer_remark"),
    path("<key:pk>/anmerkungen/<key:remark_pk>/erledigt/", remark_views.resolve, name="resolve_remark"),
    path("<key:pk>/anmerkungen/<key:remark_pk>/loeschen/", remark_views.remove, name="remove_remark"),
    path("<key:pk>/<key:proposal_pk>/", views.proposal, name="proposal"),
    path("<key:pk>/<key:proposal_pk>/beitrag/", views.comment, name="comment"),
    path("<key:pk>/<key:proposal_pk>/unterstuetzen/", views.support, name="support"),
    path("<key:pk>/<key:proposal_pk>/zurueckziehen/", views.withdraw, name="withdraw"),
    path("<key:pk>/<key:proposal_pk>/antwort/", draft_views.answer, name="answer"),
    path("<key:pk>/<key:proposal_pk>/einsetzen/", draft_views.settle, name="settle"),
]
