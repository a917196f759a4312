"""gunicorn reads this by itself. Its own lines go through the portal's log (portal/requests/logs.py); requests are logged there already."""

import os

from portal.requests import logs

logconfig_dict = logs.config(os.environ.get("LOG_LEVEL", "INFO"), as_json=True)
accesslog = None
access_log_format = "%(m)s %(s)s %(B)s %(L)s"  # if somebody switches it on: no address, no query, no user, no IP
