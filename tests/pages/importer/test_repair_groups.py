"""Repairs as groups: one line for forty places, each place still by itself."""

from pages.importer.ocr.edits import Repair
from pages.importer.ocr.groups import grouped


def repair(line: int, before: str, after: str, why: str = "gelesen") -> Repair:
    return Repair(f"{line}:0", line, before, after, why)


def test_f69_the_same_change_is_one_group_and_the_largest_comes_first() -> None:
    made = [repair(1, "fiir", "für"), repair(2, "konnen", "können"), repair(3, "konnen", "können")]
    groups = grouped(made)
    assert [(group.before, group.after, group.count, group.lines) for group in groups] == [
        ("konnen", "können", 2, (2, 3)),
        ("fiir", "für", 1, (1,)),
    ]
    assert sorted((one for group in groups for one in group.repairs), key=lambda one: one.line) == made


def test_f69_another_change_or_reason_is_another_group_in_the_order_of_the_document() -> None:
    made = [repair(9, "$", "§", "Zählung"), repair(2, "$", "§", "Verweis"), repair(4, "$", "8", "Zählung")]
    assert [group.repairs for group in grouped(made)] == [(one,) for one in made]
