"""gunicorn reads this by itself. Its own lines go through the portal's log (portal/requests/logs.py); requests are logged there already."""

import gc
import os

from portal.requests import logs

# Comparing vectors gains nothing from threads that wait for each other; twice the processor time went there. numpy asks
# once, when it is first imported, so the process that serves says it before anything of the portal is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

logconfig_dict = logs.config(os.environ.get("LOG_LEVEL", "INFO"), as_json=True)
accesslog = None
access_log_format = "%(m)s %(s)s %(B)s %(L)s"  # if somebody switches it on: no address, no query, no user, no IP


def post_worker_init(_worker: object) -> None:
    """Called in each worker when the portal is loaded, and without preload no earlier: only what is there can be set aside."""
    # What is loaded now never becomes garbage, and a page makes thousands of short-lived values: looking for cycles after
    # every 700 of them cost a twentieth of its time.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
