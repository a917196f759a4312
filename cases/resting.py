"""What of this area rests on which section of an agreement: duties, forms and figures. Nothing of a case."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.indicators import clauses
from cases.models import Indicator, IndicatorSet
from cases.models.consents import Purpose
from cases.referrals import purposes
from portal import agreed
from portal.agreed import Pointer
from portal.navigation import reverse_or_none

REPORTS = (
    ("LÖ-RL 3.11.2", gettext_lazy("Pflicht: Halbjahresmeldung")),
    ("LÖ-RL 3.11.3", gettext_lazy("Pflicht: Jahresmeldung")),
    ("LÖ-RL 3.10.1", gettext_lazy("Pflicht: Verwendungsnachweis")),
    ("LÖ-RL 3.11.2", gettext_lazy("Strichliste")),
)


def pointing() -> Iterator[Pointer]:
    figures, cases = reverse_or_none("indicators:index") or "", reverse_or_none("cases:inbox") or ""
    yield from agreed.pointers((clause, title, figures) for clause, title in REPORTS)
    yield from agreed.pointers([("LÖ-KV 10", _("Formular: Einwilligung"), cases)])
    yield from agreed.pointers(
        (one.clause, _("Fallübergabe: %(purpose)s") % {"purpose": Purpose(one.slug).label}, cases)
        for one in purposes.PURPOSES
    )
    for indicator in asked():
        if key := clauses.key_of(indicator):
            yield Pointer(key, _("Kennzahl: %(name)s") % {"name": indicator.name}, figures)


def asked() -> list[Indicator]:
    """Of the catalogue published last."""
    newest = IndicatorSet.objects.published().order_by("-valid_from", "-pk").first()
    return list(newest.indicators.all()) if newest else []
