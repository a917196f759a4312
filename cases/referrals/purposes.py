"""Pure: what a referral may be for, what kinds of data there are, and which of them a purpose usually takes."""

from dataclasses import dataclass

FIRST_TALK, ALIGNMENT, LANGUAGE_COURSE, DROPOUT = "first_talk", "alignment", "language_course", "dropout"
BENEFITS, REGULAR_SERVICE, CONFLICT = "benefits", "regular_service", "conflict"

IDENTITY, CONTACT, LANGUAGE, RESIDENCE, FAMILY = "identity", "contact", "language", "residence", "family"
LANGUAGE_LEVEL, WORK, GOALS, ATTENDANCE = "language_level", "work", "goals", "attendance"
HOUSING, BENEFIT_DATA, HEALTH, CONCERN = "housing", "benefits", "health", "concern"
CATEGORIES = (
    CONCERN,
    IDENTITY,
    CONTACT,
    LANGUAGE,
    GOALS,
    LANGUAGE_LEVEL,
    WORK,
    ATTENDANCE,
    FAMILY,
    HOUSING,
    RESIDENCE,
    BENEFIT_DATA,
    HEALTH,
)
# Taken over from the client's record instead of being written anew.
FROM_RECORD = (IDENTITY, CONTACT, LANGUAGE)
# Special categories of personal data (Art. 9 GDPR), or such as harm most when they get about: never chosen beforehand.
SENSITIVE = frozenset({HEALTH, RESIDENCE, BENEFIT_DATA})


@dataclass(frozen=True)
class Purpose:
    """`clause` names the part of the source agreements it rests on; `usual` are the kinds of data chosen beforehand."""

    slug: str
    clause: str
    usual: tuple[str, ...]


PURPOSES = (
    Purpose(FIRST_TALK, "LÖ-KV 5", (CONCERN, IDENTITY, CONTACT, LANGUAGE)),
    Purpose(ALIGNMENT, "LÖ-KV 4", (CONCERN, IDENTITY, CONTACT, LANGUAGE, GOALS)),
    Purpose(LANGUAGE_COURSE, "LÖ-KV 5", (CONCERN, IDENTITY, CONTACT, LANGUAGE, LANGUAGE_LEVEL)),
    Purpose(DROPOUT, "LÖ-KV 5", (CONCERN, IDENTITY, CONTACT, ATTENDANCE)),
    Purpose(BENEFITS, "LÖ-KV 6", (CONCERN, IDENTITY, CONTACT)),
    Purpose(REGULAR_SERVICE, "LÖ-RL 3.11.1", (CONCERN, IDENTITY, CONTACT, LANGUAGE)),
    Purpose(CONFLICT, "LÖ-KV 5", (CONCERN, IDENTITY, GOALS)),
)
BY_SLUG = {purpose.slug: purpose for purpose in PURPOSES}
