"""The confidentiality pledge in its versions: who has accepted which. What was published is never changed."""

import hashlib
from importlib import resources

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pages.job_shadowing.errors import Refused
from pages.models import PledgeAcceptance, PledgeText
from portal.audit import trail
from portal.models import User

PUBLISHED = trail.register("job_shadowing.pledge", _("Verschwiegenheitserklärung veröffentlicht"), ("version",))
ACCEPTED = trail.register("job_shadowing.accept", _("Verschwiegenheitserklärung angenommen"), ("version",))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def tidied(text: str) -> str:
    """One notation of line ends and paragraphs, so that the same words have the same digest."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def ensure_first_version() -> None:
    """The text that comes with the portal; nothing where there is one already."""
    if not PledgeText.objects.exists():
        text = tidied(resources.files("pages.job_shadowing").joinpath("pledge.txt").read_text("utf-8"))
        PledgeText.objects.create(number=1, text=text, digest=digest_of(text))


def current() -> PledgeText | None:
    return PledgeText.objects.order_by("-number").first()


def acceptance_of(user: User) -> PledgeAcceptance | None:
    """Of the version that holds now; None where the person has yet to accept it."""
    text = current()
    return PledgeAcceptance.objects.filter(user=user, pledge=text).first() if text else None


@transaction.atomic
def publish(*, text: str, known: int, by: User) -> PledgeText:
    """A new version, from now on asked of everybody again. `known` is the number of the version it was written from."""
    list(PledgeText.objects.select_for_update().order_by("pk"))  # read only for its lock: two become two versions
    last = PledgeText.objects.aggregate(last=Max("number"))["last"] or 0
    wanted = tidied(text)
    if last != known:
        raise Refused(
            _("Inzwischen gibt es eine neuere Fassung. Sie steht unten; Ihr Text ist noch im Feld."), code="stale"
        )
    if PledgeText.objects.filter(number=last, digest=digest_of(wanted)).exists():
        raise Refused(_("Das ist der Wortlaut, der schon gilt. Bitte ändern Sie etwas daran."), code="same")
    made = PledgeText.objects.create(number=last + 1, text=wanted, digest=digest_of(wanted), published_by=by)
    trail.record(PUBLISHED, by, about=("pledge", made.number), details={"version": made.number})
    return made


@transaction.atomic
def accept(*, digest: str, by: User) -> PledgeAcceptance:
    """`digest` is that of the text the person has read; refused when another holds by now."""
    text = current()
    if text is None or text.digest != digest:
        raise Refused(_("Die Erklärung hat sich inzwischen geändert. Bitte lesen Sie die neue Fassung."), code="stale")
    row, is_new = PledgeAcceptance.objects.get_or_create(user=by, pledge=text, defaults={"digest": text.digest})
    if is_new:
        trail.record(ACCEPTED, by, about=("pledge", text.number), details={"version": text.number})
    return row
