import os
import time
from pathlib import Path

from django.conf import settings
from django_tasks import task


@task()
def write_down(name: str, seconds: float = 0.0) -> None:
    """Says in a file that it has begun, and in another, after so many seconds, that it is done, and by which process."""
    folder = Path(settings.DATA_DIR)
    (folder / f"{name}.begun").write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)
    (folder / f"{name}.done").write_text(str(os.getpid()), encoding="ascii")
