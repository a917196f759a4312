"""§ that a scanner read as 8, $ or S: the numbering of the document proves it. After § 2 comes § 3, so "8 3" is § 3."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pages.importer.ocr.chains import Key, Reading, best_chain, runs
from pages.importer.ocr.clause_numbers import clause_edits
from pages.importer.ocr.edits import Edit, line_edit
from pages.importer.ocr.references import reference_edits
from pages.importer.sections.line_marks import DATE_OR_AMOUNT
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

# What scanners make of §, the likelier the earlier; two of them stand for §§ or for one that was seen twice.
SIGN = r"§[§8$S&5]|[8$S&5]§|\$\$|&&|SS|88(?=\s)|[§$&8SBs3569gfF%#©¢£?]"
WEIGHTS = {"§": 2.0, "$": 1.6, "&": 1.6, "8": 1.4}
OTHER_SIGN = 0.8
DIGITS = str.maketrans("lIi|!JOoQDZzSsBbGgq", "1111110000225586699")
HEAD = re.compile(
    rf"^(?P<sign>{SIGN})(?P<space>\s{{0,2}})(?P<number>\d[\dlIi|!OoQSZB]{{0,3}}|[lIi|!ZS][\dlIi|!OoQSZB]{{0,2}}?)"
    r"(?P<suffix>\s?[a-z])?(?P<stop>\.?)(?=[\s:,(„–-]|$|(?<=[\da-z])[A-ZÄÖÜ][a-zäöü])(?P<rest>.*)$"
)
SENTENCE_END = re.compile(r"[.:;!?)\]“\"»*]$")
OPENS = re.compile(r"^[\s:.–-]*(?:$|[A-ZÄÖÜ„“\"\[]|\d[a-zäöü]{2}|\((?:\d|[lI]\)|weg|auf|ent|gestr))")
PART_OF_SECTION = re.compile(
    r"^[\s,]*(?:Abs(?:atz|\.)|Satz\b|Nr\.|Nummer\b|Buchst|i\.\s?V\.|S\.\s?\d|bis\b|und\b|oder\b|Halbsatz)"
)
WHOLE = re.compile(r"\d{1,4}\b(?![.,]\d)")
GLUED = re.compile(r"[^\W\d_]+")
WHY = gettext_noop("Zeichen falsch gelesen; die Zählung des Dokuments geht so weiter")
HIGHEST = 2999
SHORT_LINE = 0.75
LEAST_RUN = 3


def sign_edits(lines: Sequence[SourceLine]) -> Iterator[Edit]:
    """Heads of sections, clauses and references that are read anew."""
    heads = proven_heads(lines)
    yield from (head_edit(lines[head.index], head) for head in heads if not head.sound)
    yield from clause_edits(lines, {head.index for head in heads})
    yield from reference_edits(lines, {head.printed for head in heads})


def head_edit(line: SourceLine, head: Reading) -> Edit:
    glued = GLUED.match(line.text, head.end)
    end, after = (glued.end(), f"§ {head.printed} {glued[0]}") if glued else (head.end, f"§ {head.printed}")
    return line_edit(line, head.index, head.start, end, after, WHY)


def head_lines(lines: Sequence[SourceLine]) -> frozenset[int]:
    """Numbers of the lines whose bare number ("81", "8 3") the numbering proves to be a § and no page number."""
    return frozenset(lines[head.index].number for head in proven_heads(lines) if not head.sound)


def proven_heads(lines: Sequence[SourceLine]) -> list[Reading]:
    """The numbering of the sections; a misread one only where the others prove it."""
    readings = list(readings_of(lines))
    chain = best_chain(readings)
    if all(reading.sound for reading in readings):
        return chain
    has_sign = any("§" in line.text for line in lines)
    refused = numbers_in_order(lines, chain)
    apart = heads_stand_apart(lines, chain)
    kept = [
        one
        for one in chain
        if one.sound or (one.before not in refused and (stands_apart(lines, one.index) or not apart))
    ]
    proven = [run for run in runs(kept) if is_proven(run, has_sign=has_sign)]
    return sorted(
        [*(one for run in proven for one in run if not one.sound), *(one for one in kept if one.sound)],
        key=lambda one: one.index,
    )


def heads_stand_apart(lines: Sequence[SourceLine], chain: Sequence[Reading]) -> bool:
    """True where the sound heads of this document have a wide space above."""
    sound = [reading.index for reading in chain if reading.sound]
    return len(sound) > 1 and all(stands_apart(lines, index) for index in sound)


def stands_apart(lines: Sequence[SourceLine], index: int) -> bool:
    return index == 0 or lines[index].gap or lines[index].styled or lines[index].page != lines[index - 1].page


def numbers_in_order(lines: Sequence[SourceLine], chain: Sequence[Reading]) -> set[str]:
    """Whole numbers at the start of lines that go on with another one of these: "83" between "82" and "84" is what it says."""
    read_anew = {reading.index for reading in chain if not reading.sound}
    plain = {
        int(match[0])
        for index, line in enumerate(lines)
        if index not in read_anew and (match := WHOLE.match(line.text))
    }
    whole = (reading.before for reading in chain if reading.before.isdigit())
    return {number for number in whole if {int(number) - 1, int(number) + 1} & plain}


def is_proven(run: Sequence[Reading], *, has_sign: bool) -> bool:
    """A sound § beside it, or a numbering from 1 on with text between its numbers."""
    if any(reading.sound for reading in run):
        return len(run) > 1
    if (
        run[0].key != (1, "")
        or len(run) < LEAST_RUN
        or any(after.index - before.index < 2 for before, after in pairwise(run))
    ):
        return False
    is_whole = all(reading.before.isdigit() for reading in run)
    return (has_sign and not is_whole) or len(run) >= 10 or all(reading.before[0] in "$&" for reading in run)


def readings_of(lines: Sequence[SourceLine]) -> Iterator[Reading]:
    usual = usual_length(lines)
    for index, line in enumerate(lines):
        if line.why or line.table:
            continue
        match = HEAD.match(line.text)
        if match and not (match["stop"] and match["sign"].isdigit() and not match["space"]):
            yield from line_readings(index, match, opens=opens_block(lines, index, usual))


def usual_length(lines: Sequence[SourceLine]) -> int:
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def opens_block(lines: Sequence[SourceLine], index: int, usual: int) -> bool:
    """False inside a paragraph whose sentence runs on from the line above."""
    if index == 0 or lines[index].gap or lines[index].styled:
        return True
    before = lines[index - 1].text.rstrip()
    return bool(SENTENCE_END.search(before)) or len(before) < SHORT_LINE * usual


def line_readings(index: int, match: re.Match[str], *, opens: bool) -> Iterator[Reading]:
    sound_sign = match["sign"] == "§"
    is_reference = bool(PART_OF_SECTION.match(match["rest"])) or not OPENS.match(match["rest"])
    if not sound_sign and (is_reference or not opens or counts_something(match)):
        return
    weight = WEIGHTS.get(match["sign"], OTHER_SIGN) + (0.2 if match["space"] else 0.0)
    weight += (1.0 if opens else -1.0) if sound_sign else 0.0
    weight -= 1.5 if is_reference else 0.0
    for key, end, cost in numbers(match):
        if 0 < key[0] <= HIGHEST:
            before = match.string[:end]
            printed = re.sub(r"\s", "", before) == f"§{key[0]}{key[1]}"
            sound = printed and not GLUED.match(match.string, end)
            yield Reading(index, 0, end, before, key, weight - (0.0 if printed else cost), sound=sound)


def counts_something(match: re.Match[str]) -> bool:
    """ "83 Personen", "8 3 Monate": an amount."""
    counted = f"{match['number']}{(match['suffix'] or '').strip()} {match['rest'].strip()}"
    return DATE_OR_AMOUNT.match(counted) is not None


def numbers(match: re.Match[str]) -> Iterator[tuple[Key, int, float]]:
    """Each number it may be, where it ends and what the reading costs: a letter in it may be a digit or a letter."""
    number, suffix = match["number"], (match["suffix"] or "").strip()
    end = match.end("suffix") if match["suffix"] else match.end("number")
    read = number.translate(DIGITS)
    cost = 0.3 * sum(1 for letter in number if not letter.isdigit())
    if read.isdigit() and not read.startswith("0"):
        yield (int(read), suffix), end, cost
    if suffix in ("l", "i", "o") and not (match["suffix"] or "").startswith(" ") and read.isdigit():
        yield (int(read + suffix.translate(DIGITS)), ""), end, cost + 0.3
    if not suffix and number[-1] in "li" and number[:-1].isdigit():
        yield (int(number[:-1]), number[-1]), end, 0.1
