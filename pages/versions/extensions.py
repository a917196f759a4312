"""What other parts say to versions: whether one may be adopted, and what follows when it is, or when its day has come."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from pages.models import NormativePage, Version
from portal.extensions import Point

# Why a text may not be adopted or published, "" if it may; without a version: a publication in the editor, `page` as it would be.
gates: Point[Callable[[NormativePage, Version | None], str]] = Point()
adopted: Point[Callable[[Version], None]] = Point()
began: Point[Callable[[Version], None]] = Point()  # its text counts from today on
taken_back: Point[Callable[[Version], None]] = Point()  # before it is a draft again, or withdrawn
history_notes: Point[Callable[[Version], SafeString]] = Point()  # shown with it in the history; "" for nothing
