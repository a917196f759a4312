import logging
import warnings

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.loud import tasks

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@csrf_exempt
@login_not_required
def loud(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    typed = {
        **request.POST.dict(),
        **request.GET.dict(),
        "name": name,
        "files": [one.name for one in request.FILES.values()],
    }
    errors = {
        "500": RuntimeError(f"unbekannt: {typed}"),
        "403": PermissionDenied(f"nicht für {typed}"),
        "400": SuspiciousOperation(f"verdächtig: {typed}"),
    }
    if kind == "task":
        tasks.fail.enqueue(name)
    if kind == "lines":
        logging.getLogger("foreign").error("put together with %s" % name)  # noqa: UP031
        logging.getLogger("foreign").error("argument %s of %d", name, 7, extra={"user": name, "request": request})
        logging.getLogger("foreign").error("does not fit %d", name)
        warnings.warn(f"Warnung über {name}", stacklevel=1)
    if kind in errors:
        raise errors[kind]
    return HttpResponse("ja")


urlpatterns = [path("laut/<str:kind>/<path:name>", loud), *urlpatterns]
