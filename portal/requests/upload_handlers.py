"""Files that must not touch the disk unsealed: views that say so get what is uploaded in memory, and no more than fits there."""

from typing import IO, Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest
from django.urls import Resolver404, resolve

MOST = 12 * 1024 * 1024  # of the whole request: a file of 10 MB and a form around it
IN_MEMORY = "keeps_files_in_memory"


class HeldInMemory(MemoryFileUploadHandler):
    """Before Django's own, which would write larger ones to a temporary file."""

    is_asked_for = False

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803  # the name in Django's interface
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.is_asked_for = is_for_memory(self.request)
        self.activated = self.is_asked_for and content_length <= MOST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.is_asked_for and not self.activated:
            # The form then says that there is none, and how large one may be.
            raise SkipFile
        super().new_file(*args, **kwargs)


def is_for_memory(request: HttpRequest | None) -> bool:
    """Asked while the form is being read, which may be long before the view."""
    if request is None:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(view, IN_MEMORY, False))
