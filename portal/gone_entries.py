"""An entry goes while somebody else writes in its form: they are told so, and see what they have typed, to copy it."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django import forms
from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.edit_conflicts import STATE
from portal.edit_state import entry_of
from portal.field_values import SEVERAL, readable

View = Callable[..., HttpResponse]


def typed_is_shown(form: type[forms.BaseForm], back: str) -> Callable[[View], View]:
    """For a view with that form which answers 404 where there is no such entry; `back` names the page to go on from."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                typed = list(lines(form, request)) if request.method == "POST" else []
                if not typed:
                    raise
                return page(request, typed, reverse(back))

        return guarded

    return decorate


def page(request: HttpRequest, typed: list[tuple[str, str]], back: str) -> HttpResponse:
    """Nothing but what the person has sent: of an entry that is there and not theirs it says no more than that."""
    shown = {"typed": typed, "back": back, "is_deleted": is_deleted(request.POST.get(STATE, ""))}
    return render(request, "portal/entry_gone.html", shown, status=404)


def lines(form: type[forms.BaseForm], request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Label and text of each field that was filled; choices that hang on the entry cannot be named any more."""
    for name, shown in form.base_fields.items():  # type: ignore[attr-defined]  # classes of forms have it
        sent: Any = request.POST.getlist(name) if isinstance(shown.initial, SEVERAL) else request.POST.get(name, "")
        text = readable(shown, sent) if sent else ""
        if text:
            yield str(shown.label), text


def is_deleted(state: str) -> bool:
    """Whether the form was opened for an entry that nobody has any more; the signed state tells which."""
    model, _colon, key = entry_of(state).partition(":")
    return bool(key) and not apps.get_model(model)._default_manager.filter(pk=key).exists()
