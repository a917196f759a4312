"""What happens around the publication of a document: parts may refuse it, and hear of it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from portal.extensions import Point


class PublicationRefused(PermissionDenied):
    """The reason, as a sentence for the person who wanted to publish."""


# Each is called with the page as the revision has it, the revision, and the account (None: the clock).
before: Point[Callable[[Any, Any, Any], None]] = Point()  # raises PublicationRefused
after: Point[Callable[[Any, Any, Any], None]] = Point()
storing: Point[Callable[[Any, Any, Any], None]] = Point()  # the same for a draft: also raises PublicationRefused
