"""Pure: until when a party that gives notice is bound, and what becomes of the agreement (LÖ-KV 11, 12, AA-KV 8).

Days are the last ones on which the party is bound; it has left on the day after.
"""

import datetime as dt
from dataclasses import dataclass

from pages.terms.clocks import end_of_notice

NOTICE, CAUSE, CONSENT = "notice", "cause", "consent"
RECEIPT, DISPATCH = "receipt", "dispatch"
CONTINUES, CONTINUES_UNLESS_ESSENTIAL, ENDS = "continues", "continues_unless_essential", "ends"
LEAST_PARTIES = 2  # nobody has an agreement with themselves


@dataclass(frozen=True)
class Rule:
    """What the agreement says about leaving it, in the words of its terms."""

    notice_months: int | None = None
    reckoning: str = ""
    leaving: str = ""


def counted_from(rule: Rule, dispatched_on: dt.date | None, received_on: dt.date) -> dt.date:
    """The day that counts: of receipt, unless the agreement counts from dispatch."""
    return dispatched_on if rule.reckoning == DISPATCH and dispatched_on else received_on


def earliest_end(rule: Rule, ground: str, dispatched_on: dt.date | None, received_on: dt.date) -> dt.date:
    """The first day that may be the last one; notice without an agreed period ends on the day that counts."""
    day = counted_from(rule, dispatched_on, received_on)
    if ground == NOTICE:
        return end_of_notice(rule, day)
    return received_on if ground == CONSENT else day


def ends_agreement(rule: Rule, is_essential: bool, others_left: int) -> bool:
    """Whether it ends for all; `others_left` are the parties that stay."""
    if others_left < LEAST_PARTIES or rule.leaving == ENDS:
        return True
    return rule.leaving == CONTINUES_UNLESS_ESSENTIAL and is_essential
