"""gunicorn reads this by itself. Its own lines go through the portal's log (portal/requests/logs.py); requests are logged there already."""

import os

from portal.requests import logs

# Comparing vectors gains nothing from threads that wait for each other; twice the processor time went there. numpy asks
# once, when it is first imported, so the process that serves says it before anything of the portal is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

logconfig_dict = logs.config(os.environ.get("LOG_LEVEL", "INFO"), as_json=True)
accesslog = None
access_log_format = "%(m)s %(s)s %(B)s %(L)s"  # if somebody switches it on: no address, no query, no user, no IP
