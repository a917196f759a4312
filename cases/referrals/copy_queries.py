"""Which copies were made for the client."""

from dataclasses import dataclass

from cases.access import Actor
from cases.models import ClientCopy, Referral
from cases.referrals import words


@dataclass(frozen=True)
class Made:
    row: ClientCopy

    @property
    def language(self) -> str:
        """As its speakers call it."""
        code = self.row.language
        return words.of(code).language.name if code in words.LANGUAGES else code


def copies_of(referral: Referral, actor: Actor) -> list[Made]:
    """Newest first, for the list beside a referral (cases/referrals/includes/copies.html)."""
    rows = ClientCopy.objects.for_actor(actor).filter(referral=referral).select_related("by").order_by("-at", "-pk")
    return [Made(row) for row in rows]
