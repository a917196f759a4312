"""Addresses of figures; each is closed here, wherever a project mounts them (R2)."""

from django.urls import path

from cases.access import restricted_urls
from cases.indicators import catalogue_views, period_views, result_urls, review_views, submission_views, tally_views
from cases.indicators.proof_of_use import urls as proof_urls

app_name = "indicators"
urlpatterns = restricted_urls(
    [
        path("", submission_views.index, name="index"),
        path("strichliste/", tally_views.start, name="tally"),
        path("strichliste/tag/", tally_views.whole_day, name="whole_day"),
        path("strichliste/fall/", tally_views.own_case, name="own_case"),
        path("abgaben/", review_views.overview, name="overview"),
        path("abgaben/annehmen/", review_views.accept_several, name="accept_several"),
        path("pruefung/<uuid:pk>/", review_views.review, name="review"),
        path("pruefung/<uuid:pk>/entscheiden/", review_views.decide, name="decide"),
        path("ausnahme/<uuid:pk>/", review_views.exception, name="exception"),
        *result_urls.urlpatterns,
        *proof_urls.urlpatterns,
        path("zeitraeume/", period_views.periods, name="periods"),
        path("kataloge/", catalogue_views.catalogues, name="catalogues"),
        path("kataloge/<int:catalogue>/", catalogue_views.catalogue, name="catalogue"),
        path("kataloge/<int:catalogue>/kopieren/", catalogue_views.copy, name="copy_catalogue"),
        path("kataloge/<int:catalogue>/veroeffentlichen/", catalogue_views.publish, name="publish_catalogue"),
        path("kataloge/<int:catalogue>/neu/", catalogue_views.new_indicator, name="new_indicator"),
        path("kataloge/<int:catalogue>/<slug:indicator>/", catalogue_views.indicator, name="indicator"),
        path("kataloge/<int:catalogue>/<slug:indicator>/entfernen/", catalogue_views.remove, name="remove_indicator"),
        path("<uuid:pk>/", submission_views.submission, name="submission"),
        path("<uuid:pk>/abgeben/", submission_views.submit, name="submit"),
        path("<uuid:pk>/berichtigen/", submission_views.correct, name="correct"),
    ]
)
