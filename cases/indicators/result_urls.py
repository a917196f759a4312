from django.urls import path

from cases.indicators import result_views, table_file_views

urlpatterns = [
    path("ergebnisse/", result_views.results, name="results"),
    path("ergebnisse/datei/<slug:form>/", result_views.take, name="take_results"),
    path("ergebnisse/veroeffentlichen/", result_views.publish, name="publish_result"),
    path("ergebnisse/herkunft/<int:period>/<slug:indicator>/", result_views.origin, name="origin"),
    path("<uuid:pk>/datei/", table_file_views.table_file, name="table_file"),
    path("<uuid:pk>/datei/vorlage/", table_file_views.table_template, name="table_template"),
]
