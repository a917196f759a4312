"""Cells of tables that people open in a spreadsheet: none begins a formula, whoever typed it (F25)."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """Text that a spreadsheet takes for text."""
    return f"'{value}" if value.startswith(FORMULA) else value
