"""Pure: the places of a form – a cell, a row – and the names of their inputs."""

from dataclasses import dataclass

KIND, REASON, ESTIMATED, SEEN = "art", "grund", "geschaetzt", "gezaehlt"
QUESTION = "frage-"
VALUE, TEXT, NOTHING, NOT_AVAILABLE = "value", "text", "nothing", "not_available"
LARGEST = 999_999
SMALL_CHANGE = 5  # below this a difference between periods means nothing
Key = tuple[str, str, str]  # indicator, row, column; "" where there is none


@dataclass(frozen=True)
class RowPlace:
    """A row of the form: its cells share the kind of answer and the reason. A plain number is a row of one cell."""

    indicator: str
    row: str = ""
    columns: tuple[str, ...] = ("",)

    @property
    def name(self) -> str:
        return ".".join(filter(None, (self.indicator, self.row)))

    @property
    def cells(self) -> list[Key]:
        return [(self.indicator, self.row, column) for column in self.columns]

    def field(self, what: str) -> str:
        return f"{self.name}:{what}"


def cell_name(key: Key) -> str:
    return ".".join(filter(None, key))


def seen_name(key: Key) -> str:
    """Of the hidden input that says what the tally showed when the page was made."""
    return f"{cell_name(key)}:{SEEN}"


def deviates(now: int, before: int | None, percent: int | None) -> bool:
    """Whether a row's sum differs so much from the period before that a reason is asked (F56); nothing to compare: no."""
    if before is None or percent is None or abs(now - before) < SMALL_CHANGE:
        return False
    return abs(now - before) * 100 >= percent * before


def change_in_percent(now: int, before: int) -> int | None:
    return round((now - before) * 100 / before) if before else None


def whole_number(text: str) -> int:
    """ValueError unless it is a plain whole number from 0 on; digits of other scripts, signs and separators are none."""
    if not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > len(str(LARGEST)):
        raise ValueError(text)
    return int(text)
