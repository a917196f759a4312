"""One party of the invented county has decided already; what is due soon stands with the documents themselves."""

from django.db import transaction

from directory.models import Organisation
from pages.models import NormativePage, TermDay, TermEvent
from pages.terms import actions, clocks
from portal.models import User

COORDINATOR = "birgit.moench-saal@rebental.example"
RECOMMENDATIONS = "empfehlungen-kurstraeger"
DECIDED = "Sprachwerkstatt Haldenrain"


def is_loaded() -> bool:
    return TermEvent.objects.exists()


@transaction.atomic
def load() -> None:
    by = User.objects.filter(email=COORDINATOR).first()
    document = NormativePage.objects.filter(slug=RECOMMENDATIONS, locale__language_code="de").first()
    end = TermDay.objects.filter(document=document, kind=clocks.END).first() if document else None
    if by is None or document is None or end is None:
        return
    organisation = Organisation.objects.get(name=DECIDED)
    actions.settle(document=document, due_on=end.on, organisation=organisation, by=by)
