"""Where uploaded files lie (R52). Apart from what looks at them: fields of models need it before any model is there."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from portal import whole_files


class RandomStorage(FileSystemStorage):
    """Each file in a folder of its own with a random name: its address on the disk tells nothing, its own name stays."""

    def generate_filename(self, filename: str | os.PathLike[str]) -> str:
        # The name of the folder is the secret; the file keeps its own, which is what people save it as.
        folder, name = os.path.split(filename)
        return super().generate_filename(os.path.join(folder, secrets.token_urlsafe(12), name))

    def _save(self, name: str, content: File) -> str:
        """Under another name until all of it is on the disk, so that a full one leaves no half file behind (R52)."""
        final = Path(self.path(name))
        beside = whole_files.unfinished(final)
        try:
            super()._save(os.path.relpath(beside, self.location), content)  # type: ignore[misc]  # the stubs leave it out
            with open(beside, "rb") as file:
                os.fsync(file.fileno())
            beside.replace(final)
        except BaseException:
            beside.unlink(missing_ok=True)
            with suppress(OSError):  # not empty
                final.parent.rmdir()
            raise
        return name

    def delete(self, name: str) -> None:
        super().delete(name)
        with suppress(OSError):  # not empty, or gone already
            Path(self.path(name)).parent.rmdir()
