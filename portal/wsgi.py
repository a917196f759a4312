import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
# What is loaded now never becomes garbage, and a page makes thousands of short-lived values: looking for cycles after
# every 700 of them cost a twentieth of its time.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
