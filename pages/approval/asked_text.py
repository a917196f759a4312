"""The very text a party is asked about, as it reads it."""

from dataclasses import dataclass

from pages.documents.sections import Section, arranged
from pages.models import Approval, NormativePage, Version
from pages.models.approvals import shortened


@dataclass(frozen=True)
class AskedText:
    version: Version
    page: NormativePage
    sections: list[Section]

    @property
    def short_digest(self) -> str:
        return shortened(self.version.digest)


def asked_text(approval: Approval) -> AskedText:
    version = Version.objects.with_texts().get(pk=approval.version_id)
    sections, _removed = arranged(version.outline(), [])
    return AskedText(version, version.page, sections)
