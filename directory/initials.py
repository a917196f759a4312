"""Pure: the letters of a register. Ä stands with A, digits before all letters."""

from search.language.german import fold


def initial(name: str) -> str:
    """The letter under which a name stands, "#" where it begins with none."""
    first = fold(name[:1]).upper()[:1]
    return first if first.isalpha() else "#"
