"""Asking once before something is taken away: a page that names what goes. It works without script; GET asks, POST does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from portal.edit_conflicts import CONFLICT

Text = str | Promise


@dataclass(frozen=True)
class Question:
    """`goes` names what is lost, piece by piece; `back` is where nothing has happened; `sent` goes along with the answer."""

    heading: Text
    button: Text
    back: str
    goes: Sequence[Text] = ()
    hint: Text = ""
    sent: Mapping[str, str] = field(default_factory=dict)


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """Asked a second time after an answer, the entry has changed since: that is said, and it is a conflict."""
    is_again = request.method == "POST"
    context = {"question": question, "is_again": is_again}
    return render(request, "portal/confirm.html", context, status=CONFLICT if is_again else 200)
