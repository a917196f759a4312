"""Mails about proposals and remarks: that something was answered, with a link and nothing else (R43)."""

from collections.abc import Iterable

from pages.models import Proposal, Remark
from portal import mail
from portal.models import User

ANSWERED = "pages/proposals/mail/answered.txt"
COMMENTED = "pages/proposals/mail/commented.txt"
IN_FORCE = "pages/proposals/mail/in_force.txt"
REMARKED = "pages/proposals/mail/remarked.txt"


def concerned(proposal: Proposal, but: User | None = None) -> list[User]:
    """Who proposed it and who has written about it, each once."""
    keys = {proposal.proposed_by_id, *proposal.comments.values_list("written_by", flat=True)}
    return people(keys, but)


def people(keys: Iterable[int | None], but: User | None) -> list[User]:
    wanted = {key for key in keys if key is not None} - ({but.pk} if but is not None else set())
    return list(User.objects.filter(pk__in=wanted, is_active=True))


def tell(template: str, proposal: Proposal, but: User | None = None) -> None:
    page = mail.link("proposals:proposal", proposal.document_id, proposal.pk)
    mail.send_on_commit(template, concerned(proposal, but), {"page": page})


def remark_answered(remark: Remark, but: User) -> None:
    """Those who wrote in that thread before."""
    thread = remark.parent or remark
    keys = {thread.written_by_id, *thread.answers.values_list("written_by", flat=True)}
    page = mail.link("proposals:remarks", remark.document_id)
    mail.send_on_commit(REMARKED, people(keys, but), {"page": f"{page}#a-{thread.pk}"})
