"""Cells of tables that people open in a spreadsheet: none begins a formula, whoever typed it, and none loses a sign (F25)."""

# As OWASP lists them ("CSV Injection"), the wide forms included, which spreadsheets of East Asia read alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def as_text(value: str) -> str:
    """Text that a spreadsheet takes for text; marked, too, what looks as if it were marked already, so that none is ambiguous."""
    return f"{MARK}{value}" if value.lstrip(MARK).startswith(FORMULA) else value


def as_typed(cell: str) -> str:
    """What `as_text` was given."""
    return cell[1:] if cell.startswith(MARK) and cell.lstrip(MARK).startswith(FORMULA) else cell
