"""Whoever a party names is told that the term of an agreement has changed: a neutral subject and a link."""

from pages.models import NormativePage
from pages.named_persons import named_persons, recipient
from portal import mail


def term_changed(document: NormativePage) -> None:
    """Deputies included; each address once."""
    people = [recipient(position) for one in named_persons(document) for position in one.people]
    each_once = {to.address: to for to in people if to.address}
    context = {"page": mail.link("terms:document", document.pk)}
    mail.send_on_commit("pages/terms/mail/term_changed.txt", each_once.values(), context)
