"""What the preview shows, worked out of plain data: tree, places, groups of repairs, what is left over."""

import pytest
from django.http import QueryDict

from pages.importer.furniture import Leftover
from pages.importer.ocr import lexicon
from pages.importer.ocr.edits import MISREAD, REASONS, Repair
from pages.importer.outline import OutlineSection, build_outline
from pages.importer.preview.choices import asks_for, refused
from pages.importer.preview.leftovers import grouped_left
from pages.importer.preview.repair_groups import PLACES_AT_ONCE, PLACES_OF_GROUP, Choice, RepairList, repair_list
from pages.importer.preview.shown import NO_WISH, preview_of
from pages.importer.preview.spans import spans
from pages.importer.preview.spots import MOST_ROWS, places_of
from pages.importer.preview.tree import TEXT_AT_ONCE, Tree
from pages.importer.preview.wishes import Wish, wish_in
from pages.importer.reasons import NO_TEXT, RUNNING
from pages.importer.source_lines import SourceLine, read_lines

KNOWN = REASONS[lexicon.DICTIONARY]


def repairs(word: str, after: str, count: int, line: int = 1, why: str = KNOWN) -> list[Repair]:
    return [
        Repair(f"{line + at}:0", line + at, word, after, why, {"read": "„a“", "printed": "„ä“", "word": after})
        for at in range(count)
    ]


MADE = [*repairs("Trager", "Träger", 3), *repairs("Moschdorf", "Möschdorf", 2, 10, MISREAD)]


def section(number: str, level: int, line: int, text: str = "", heading: str = "") -> OutlineSection:
    return OutlineSection(number or None, level, (), heading, text, "", line, line, (line,))


def grown(sections: tuple[OutlineSection, ...], remarks: dict[int, list[str]]) -> Tree:
    return Tree(sections, places_of(sections, (), has_pages=False), remarks)


def listed(made: list[Repair], wish: Wish = NO_WISH, text: str = "") -> RepairList:
    lines = [SourceLine(one.line, text or f"{one.before} sind da.") for one in made]
    return repair_list(made, (), places_of((), lines, has_pages=False), wish)


@pytest.mark.parametrize(
    ("numbers", "told"), [([], ""), ([4], "4"), ([3, 1, 2, 2], "1–3"), ([1, 3, 4, 5, 9], "1, 3–5, 9")]
)
def test_f68_numbers_are_told_as_spans(numbers: list[int], told: str) -> None:
    assert spans(numbers) == told


def test_f68_doubtful_groups_stand_first_and_the_largest_before_the_small() -> None:
    shown = listed([*repairs("Uber", "Über", 5, 20), *MADE])
    assert [(group.words.after, group.is_doubtful) for group in shown.groups] == [
        ("Möschdorf", True),
        ("Über", False),
        ("Träger", False),
    ]
    assert (shown.repairs, shown.number_of_groups, shown.refused, shown.doubtful) == (10, 3, 0, 1)


def test_f69_a_repair_stands_in_the_words_around_it() -> None:
    made = [Repair("7:4", 7, "Trager", "Träger", KNOWN, {"read": "„a“", "printed": "„ä“", "word": "Träger"})]
    (group,) = listed(made, text="Die Trager helfen.").groups
    (place,) = group.places
    assert (place.before, place.after) == ("Die ", " helfen.")


def test_f69_at_the_edge_of_a_line_the_words_come_from_the_lines_beside_it() -> None:
    texts = ["Über jeden Antrag, der bis zum Ersten eingeht, entscheiden die", "Trager des", "Angebots gemeinsam."]
    lines = [SourceLine(number, text) for number, text in enumerate(texts, start=1)]
    made = [Repair("2:0", 2, "Trager", "Träger", "gelesen")]
    (group,) = repair_list(made, (), places_of((), lines, has_pages=False), NO_WISH).groups
    (place,) = group.places
    assert (place.before, place.after) == ("… zum Ersten eingeht, entscheiden die ", " des Angebots gemeinsam.")


@pytest.mark.parametrize(
    ("sent", "before", "ids"),
    [
        ("repair-1:0=none&repair-10:0=all", set(), {"1:0", "2:0", "3:0"}),
        ("repair-1:0=all", {"2:0"}, set()),
        ("", {"2:0", "10:0"}, {"2:0", "10:0"}),
        ("repair-1:0=single&places=all:1:0&keep=1:0&keep=3:0", set(), {"2:0"}),
        ("repair-1:0=all&places=all:1:0&keep=1:0&keep=3:0", set(), {"2:0"}),
        ("repair-1:0=all&places=none:1:0", {"1:0", "2:0", "3:0"}, set()),
        ("repair-1:0=none&places=single:1:0&keep=1:0", {"3:0"}, {"1:0", "2:0", "3:0"}),
        ("repair-1:0=single", {"3:0"}, {"3:0"}),
        ("repair-1:0=maybe", {"3:0"}, {"3:0"}),
        ("every=none&repair-1:0=all", set(), {one.id for one in MADE}),
        ("every=all&repair-1:0=none", {"1:0"}, set()),
    ],
    ids=[
        "a group refused",
        "a group taken again",
        "what was not on the page stays",
        "one place unticked",
        "a tick counts though the choice above it was left alone",
        "a new choice counts more than ticks",
        "a group refused that was mixed",
        "single without places",
        "nonsense",
        "the whole document refused",
        "the whole document taken",
    ],
)
def test_f69_choices_become_refusals(sent: str, before: set[str], ids: set[str]) -> None:
    assert refused(QueryDict(sent), MADE, before) == ids


def test_f69_places_of_a_large_group_come_when_they_are_asked_for() -> None:
    many = repairs("Trager", "Träger", PLACES_OF_GROUP + 1)
    (group,) = listed(many).groups
    assert group.places is None
    sent = QueryDict(f"repair-{group.key}=single")
    asked = asks_for(sent, many)
    assert asked == group.key
    (group,) = listed(many, Wish(group=asked)).groups
    assert len(group.places) == PLACES_OF_GROUP + 1
    assert group.choice == Choice.SINGLE


def test_f69_a_part_of_the_repairs_never_shows_too_many_places() -> None:
    made = [one for at in range(120) for one in repairs(f"Trager{at}", f"Träger{at}", 40, at * 100 + 1)]
    shown = listed(made)
    assert (len(shown.groups), shown.parts) == (100, 2)
    assert sum(len(group.places or ()) for group in shown.groups) <= PLACES_AT_ONCE
    assert len(listed(made, Wish(part=2)).groups) == 20
    assert listed(made, Wish(part=99)).wish.part == 2


def test_f69_repairs_are_shown_by_kind() -> None:
    made = [*MADE, *repairs("$ 3", "§ 3", 1, 50, "Ziffer"), *repairs("e", "•", 2, 60, "Aufzählungszeichen")]
    shown = listed(made)
    assert [(one.label, one.count) for one in shown.filters] == [
        ("alle", 4),
        ("Wörter", 2),
        ("Ziffern und §", 1),
        ("Zeichen", 1),
    ]
    assert [group.words.after for group in listed(made, Wish("number")).groups] == ["§ 3"]
    assert len(listed(made, Wish("nonsense")).groups) == 4


def test_f69_what_is_looked_at_stands_in_the_address() -> None:
    wish = Wish("word", 3, "12:5")
    assert wish_in(wish.query) == wish
    assert wish.address.endswith("#gruppe-12-5")
    assert wish_in("teil=-3&art=") == wish_in("teil=x") == wish_in("teil=99999999999") == Wish()


def test_f68_sections_stand_below_the_one_they_belong_to() -> None:
    sections = (section("1", 1, 1), section("1.1", 2, 2), section("1.2", 2, 3), section("2", 1, 4))
    first, second = grown(sections, {2: ["Bitte ansehen."]}).top()
    assert [part.section.number for part in first.parts] == ["1.1", "1.2"]
    assert (second.parts, first.is_open, second.has_more) == ((), True, False)
    assert first.parts[1].remarks == ("Bitte ansehen.",)


def test_f68_a_long_document_opens_closed_and_without_its_text() -> None:
    sections = tuple(
        section(str(at), 1 if at % 10 == 1 else 2, at, "Wort " * (TEXT_AT_ONCE // 400)) for at in range(1, 101)
    )
    branches = grown(sections, {14: ["Bitte ansehen."]}).top()
    assert [branch.is_open for branch in branches] == [False, True, *[False] * 8]
    assert {branch.text for branch in branches} == {None}


def test_f68_of_a_very_long_document_the_deepest_sections_come_with_their_section() -> None:
    chapters = [[section(f"§ {at}", 1, at * 10), section("(1)", 2, at * 10 + 1)] for at in range(MOST_ROWS - 1)]
    tree = grown(tuple(one for chapter in chapters for one in chapter), {})
    assert {(branch.parts, branch.missing_parts) for branch in tree.top()} == {((), 1)}
    assert (tree.places.spot(31).section, tree.places.spot(31).name) == (6, "(1)")
    assert [part.index for part in tree.alone(6).parts] == [7]


def test_f68_a_title_that_stands_above_the_whole_document_gives_its_place_to_the_sections() -> None:
    lines = read_lines("# Satzung über die Lesehilfe\n\n## § 1 Ziel\n\nLesen.\n\n## § 2 Weg\n\nÜben.\n")
    preview = preview_of(build_outline(lines), lines)
    assert [branch.section.number for branch in preview.branches] == ["§ 1", "§ 2"]


def test_f68_the_title_is_not_told_again_as_first_section() -> None:
    lines = read_lines("Satzung über die Lesehilfe\n\n§ 1 Ziel\n\nDie Gemeinde hilft beim Lesen.\n")
    outline = build_outline(lines)
    assert outline.sections[0].heading == outline.title
    preview = preview_of(outline, lines)
    assert [branch.section.number for branch in preview.branches] == ["§ 1"]
    assert preview.sections == 1


def test_f68_a_title_with_text_below_it_stays() -> None:
    lines = read_lines("Satzung über die Lesehilfe\n\nDer Rat hat beschlossen:\n\n§ 1 Ziel\n\nDie Gemeinde hilft.\n")
    first, _second = preview_of(build_outline(lines), lines).branches
    assert "beschlossen" in first.section.text


def test_f68_what_is_left_over_is_told_once_with_all_its_places() -> None:
    left = [Leftover(at * 40, "Landkreis Rebental", RUNNING, at) for at in (1, 2, 3, 7)]
    (group,) = grouped_left([*left, Leftover(500, "", NO_TEXT, 9)])
    (entry,) = group.entries
    assert (entry.lines, entry.pages, entry.page, group.count) == ("40, 80, 120, 280", "1–3, 7", 1, 4)


def test_f68_notes_stand_beside_the_section_they_concern() -> None:
    lines = read_lines("1. Ziel\n\nDas ist es.\n\n2. Weg\n\nSo geht es.\n\n4. Ende\n\nDas war es.\n")
    preview = preview_of(build_outline(lines), lines)
    (remark,) = preview.remarks
    assert preview.branches[remark.spot.section].remarks == (remark.text,)
    assert (remark.spot.line, remark.spot.name) == (9, "4")
