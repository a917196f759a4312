"""Offers as search documents, for everybody; no person is named in them."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, override

from directory.models import Organisation, Team
from pages.models import ShadowingOffer
from portal.navigation import reverse_or_none
from search.documents import Document
from search.registry import owner, searchable

LANGUAGE = "de"


def offers() -> QuerySet[ShadowingOffer]:
    rows: QuerySet[ShadowingOffer] = ShadowingOffer.objects.open().select_related("organisation", "team")
    return rows


@searchable(
    ShadowingOffer,
    findable=offers,
    kinds={"offer": gettext_lazy("Hospitation")},
    follows={
        Organisation: lambda organisation: ShadowingOffer.objects.filter(organisation=organisation),
        Team: lambda team: ShadowingOffer.objects.filter(team=team),
    },
)
def offer_documents(offer: ShadowingOffer) -> Iterator[Document]:
    with override(LANGUAGE):
        told = ("Hospitation", offer.where, offer.description, offer.requirements, offer.place)
        yield Document(
            id=f"offer:{offer.pk}",
            owner=owner(ShadowingOffer, offer.pk),
            kind="offer",
            title=offer.title,
            text="\n".join(filter(None, told)),
            url=reverse_or_none("job_shadowing:offer", offer.pk) or "",
            language=LANGUAGE,
            organisations=(" ".join(offer.organisation.name.split()),),
            changed_on=offer.created_at.date(),
        )
