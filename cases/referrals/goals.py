"""Pure: how a goal of one side's plan stands to the other side's (LÖ-KV 4, 5), and when a reason is owed (LÖ-RL 5.8.2)."""

MATCHED, UNMATCHED, CONTRADICTING = "matched", "unmatched", "contradicting"
OWES_REASON = frozenset({"not_kept", "broken_off", "never_made"})


def match_of(employment: str, integration: str, *, contradicts: bool) -> str:
    """What only one side has planned is unmatched, whatever was ticked: a contradiction needs two."""
    if not employment.strip() or not integration.strip():
        return UNMATCHED
    return CONTRADICTING if contradicts else MATCHED


def owes_reason(state: str, reason: str) -> bool:
    return state in OWES_REASON and not reason.strip()
