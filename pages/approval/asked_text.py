"""The very text a party is asked about, as it reads it, and what differs from the one that counts today."""

from dataclasses import dataclass, field, replace

from pages.documents.sections import Section, arranged
from pages.models import Approval, NormativePage, Version
from pages.models.approvals import shortened
from pages.versions import changes, queries
from pages.versions.changes import FactChange
from pages.versions.compared_sections import ShownSection, shown_sections
from pages.versions.queries import Dated


@dataclass(frozen=True)
class AskedText:
    """`compared` and `facts` are empty where no text counts yet."""

    version: Version
    page: NormativePage
    sections: list[Section]
    compared: list[ShownSection] = field(default_factory=list)
    facts: list[FactChange] = field(default_factory=list)

    @property
    def short_digest(self) -> str:
        return shortened(self.version.digest)


def asked_text(approval: Approval) -> AskedText:
    version = Version.objects.with_texts().get(pk=approval.version_id)
    sections, _removed = arranged(version.outline(), [])
    old = queries.in_force(version.document)
    if old is None:
        return AskedText(version, version.page, sections)
    before, after = Dated(old, queries.IN_FORCE), Dated(version, queries.ASKED)
    # Links to other texts would lead a reader without an account to the page for signing in.
    compared = shown_sections(changes.comparison(old, version), "", before, after, False)
    bare = [replace(one, old_url="", new_url="") for one in compared]
    return AskedText(version, version.page, sections, bare, changes.changed_facts(old, version))
