"""A server that is killed, and people who go on sending referrals to it over HTTP, as a browser does whose answer never came."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
CSRF = "k" * 32
BUSY = b"wird schon eine andere Datei gelesen"
LOST = (OSError, http.client.HTTPException)
MOST_SECONDS = 240  # a busy machine takes long to start the portal
PADDING = b"%" + b"x" * 1000 + b"\n"
BEGIN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
END = b"trailer<</Root 1 0 R>>\n%%EOF\n"


class Server:
    """The portal behind gunicorn on the test's own PostgreSQL; all its processes are one group, which is killed as one."""

    def __init__(self, folder: Path) -> None:
        own = connection.settings_dict
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.drill.settings",
            "DATABASE_URL": f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}",
            "DATA_DIR": str(folder),
            "DEBUG": "1",
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": ",".join(settings.PORTAL_FIELD_KEYS),
            "SEARCH_MEANING": "0",
            "SEARCH_THESAURUS": "",
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # Loaded once for both workers: on a busy machine starting takes longer than anything else here.
        options = f"--bind 127.0.0.1:{self.port} --workers 2 --preload --timeout 120"
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", *options.split()]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True, **quiet)

    def kill(self) -> None:
        """Without a word, and without a moment to finish anything."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Sent:
    """What one person meant to send, and how far the portal has said yes."""

    concern: str
    content: bytes
    form: uuid.UUID = field(default_factory=uuid.uuid4)
    address: str = ""
    is_attached: bool = False
    is_acknowledged: bool = False


class Sender(threading.Thread):
    """Drafts, attaches, sends, one referral after the other; whatever is not answered is sent again, word for word."""

    def __init__(self, server: Server, client: Client, record: uuid.UUID, receiver: str, size: int) -> None:
        super().__init__(daemon=True)
        self.server, self.record, self.receiver, self.size = server, record, receiver, size
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        self.all: list[Sent] = []
        self.lost = 0
        self.again = 0
        self.stage = ""
        self.wrong: list[str] = []
        self.is_enough = threading.Event()

    def run(self) -> None:
        while not self.is_enough.is_set() and not self.wrong:
            mark = secrets.token_hex(8)
            content = BEGIN + PADDING * (self.size // len(PADDING)) + f"% {mark}\n".encode() + END
            one = Sent(f"Anliegen {mark}", content)
            self.all.append(one)
            self.send(one)

    def send(self, one: Sent) -> None:
        new = f"{reverse('cases:referral_new', args=[self.record])}?zweck=first_talk"
        self.stage = "draft"
        fields = {"andere": self.receiver, "angabe_concern": one.concern, "kennung": str(one.form)}
        status, one.address = self.post(new, fields)
        if not self.is_answered(status, "Entwurf"):
            return
        key = one.address.split("#")[0].rstrip("/").rpartition("/")[2]
        self.stage = "attach"
        attached = {"was": "concern", "kennung": str(one.form)}
        status, _where = self.post(reverse("cases:attachment_new", args=[key]), attached, one.content)
        one.is_attached = self.is_answered(status, "Anhang")
        if not one.is_attached:
            return
        self.stage, lost = "send", self.lost
        status, _where = self.post(reverse("cases:referral_send", args=[key]), {"version": "1"})
        if status == 422 and self.lost > lost:
            self.again += 1  # it had been sent, and only the answer was lost
            one.is_acknowledged = True
            return
        one.is_acknowledged = self.is_answered(status, "Senden")

    def is_answered(self, status: int, what: str) -> bool:
        if status != 302:
            self.wrong.append(f"{what}: {status}")
        return status == 302

    def post(self, path: str, fields: dict[str, str], content: bytes = b"") -> tuple[int, str]:
        """Status and address of the answer; asked again, the same, until there is one."""
        kind, body = form_data({**fields, "csrfmiddlewaretoken": CSRF}, content)
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        patience = time.monotonic() + MOST_SECONDS
        while time.monotonic() < patience:
            one = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=MOST_SECONDS)
            try:
                one.request("POST", path, body, headers)
                answer = one.getresponse()
                if BUSY in answer.read():
                    continue  # as it says: in a while once more
                return answer.status, answer.getheader("Location", "")
            except ConnectionRefusedError:
                time.sleep(0.1)  # nobody has heard it
            except LOST:
                self.lost += 1
            finally:
                one.close()
        return 0, ""


def form_data(fields: dict[str, str], content: bytes) -> tuple[str, bytes]:
    mark = "drill-" + "-" * 20
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    body = "".join(parts).encode()
    if content:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="datei"; filename="Zeugnis.pdf"\r\n'
        body += head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n"
    return f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()
