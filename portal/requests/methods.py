"""Beside Django's `require_safe` and `require_POST`: what a page with a form answers."""

from django.views.decorators.http import require_http_methods

# HEAD wherever GET is (RFC 9110, 9.1).
require_safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
