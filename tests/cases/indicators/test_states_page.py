"""The table of the docs is the table of the code."""

from pathlib import Path

from cases.indicators import states

PAGE = Path(__file__).resolve().parents[3] / "docs" / "kennzahlen.md"


def line(step: states.Transition) -> str:
    flags = ("ja" if flag else "" for flag in (step.needs_text, step.needs_factor, step.after_lock))
    sources = ", ".join(one for one in states.STATES if one in step.sources)
    return f"| {' | '.join([step.name, sources, step.target or '–', step.role, *flags])} |"


def test_f54_the_docs_name_every_step():
    rows = "\n".join(line(step) for step in states.TRANSITIONS)
    assert rows in PAGE.read_text(encoding="utf-8"), rows
