"""Addresses of alignment sheets, dropout notices, conflicts, copies for the client; cases.urls closes them."""

from django.urls import path

from cases.referrals import alignment_views, conflict_views, copy_views, dropout_views

urlpatterns = [
    path("abbruch/neu/", dropout_views.new, name="dropout_new"),
    path("<uuid:pk>/abbruch/", dropout_views.notice, name="dropout"),
    path("<uuid:pk>/konflikt/", conflict_views.new, name="conflict_new"),
    path("<uuid:pk>/klaerung/", conflict_views.settlement, name="settlement"),
    path("<uuid:pk>/abgleich/", alignment_views.sheet, name="alignment"),
    path("<uuid:pk>/abgleich/neu/", alignment_views.new_goal, name="goal_new"),
    path("<uuid:pk>/abgleich/plan/", alignment_views.plan, name="alignment_plan"),
    path("<uuid:pk>/abgleich/bestaetigen/", alignment_views.sign, name="alignment_sign"),
    path("<uuid:pk>/abgleich/verlauf/", alignment_views.history, name="alignment_history"),
    path("<uuid:pk>/abgleich/<uuid:goal>/", alignment_views.goal, name="goal"),
    path("<uuid:pk>/abgleich/<uuid:goal>/entfernen/", alignment_views.remove_goal, name="goal_remove"),
    path("<uuid:pk>/kopie/<str:kind>/<uuid:of>/", copy_views.copy, name="copy"),
]
