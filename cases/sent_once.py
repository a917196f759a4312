"""What is sent twice – a second click, the way back, an answer that was lost – is stored once and told once.

Each page on which something is made has a name of its own. The key of what is made follows from the person, that page and what was
filled in: a form can name no entry of somebody else, and other words from a page that the browser has kept are another entry.
"""

import hashlib
import json
import uuid

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.access import Actor
from portal.models import User

FIELD = "kennung"


def page_of(request: HttpRequest) -> uuid.UUID | None:
    """The name of the page that was filled in; None where there is none that could be one."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def field(request: HttpRequest) -> SafeString:
    """For each form that makes something. A page that is shown again keeps its name."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, page_of(request) or uuid.uuid4())


def key_of(by: Actor, page: uuid.UUID | None, kind: str, *content: object) -> uuid.UUID:
    """`content` is all that makes another entry of it; without a page each one is another."""
    if page is None:
        return uuid.uuid4()
    said = json.dumps([by.user.pk, kind, *content], sort_keys=True, default=str)
    return uuid.uuid5(page, hashlib.sha256(said.encode()).hexdigest())


def one_after_the_other(by: Actor) -> None:
    """For what hangs on no row that could be locked: of two forms of one person the second finds what the first has made."""
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
