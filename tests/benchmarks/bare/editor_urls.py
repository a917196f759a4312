from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from tests.benchmarks.bare.urls import urlpatterns as readers

urlpatterns = [path("cms/", include(wagtailadmin_urls)), *readers]
