"""Running text from source lines: which lines continue a sentence, hyphens at line ends, paragraphs and lists as text and HTML."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pages.importer import word_lists
from pages.importer.sections.line_marks import BULLET, REFERENCE_WORDS
from pages.importer.source_lines import SourceLine

HYPHEN_END = re.compile(r"[^\W\d_][-\u2010\u2011]$")
CONJUNCTIONS = re.compile(r"^(?:und|oder|bzw\.|sowie|bis|als|noch|u\.)(?=\W|$)")
FOOTNOTE = re.compile(r"^⁽?(?:[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]*)⁾?\s*\S")
TERMINAL = re.compile(r"[.!?:;…][\"“”»’)\]]*\s*$")
OPEN_END = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein|eine|einer|eines|einem|einen|und|oder|sowie|bzw\.?|von|vom|zu|zum|zur|im|in|an|am|auf|aus|bei|beim|mit|für|durch|nach|über|unter|zwischen|gegen|ohne|um|als|dieser|diese|dieses|ihrer|ihre|seiner|seine|bis|wie|dass|wenn|ob|pro|je|ab|seit|vor|höchstens|mindestens|spätestens|etwa|rund|ca\.)$",
    re.I,
)
BROKEN_WORD = re.compile(r"[a-zäöüß]-$")
SPLIT_WORD = re.compile(r"[a-zäöüßéA-ZÄÖÜ]-$")
ABBREVIATION_END = re.compile(r"\b[A-ZÄÖÜ]{2,}-$|(?:^|\s)[A-ZÄÖÜ]-$")  # "EU-", "E-": this hyphen is part of the word
INFINITIVE_END = re.compile(r"\s[a-zäöüß]+en$")
OPENER = re.compile(rf"(?:{word_lists.any_of(word_lists.load('sentences')['openers'])})\b")
NOUN_END = re.compile(r"(?:^|[\s„(/-])[A-ZÄÖÜ][^\s]*[“”\")\]]*$")
LONG_LINE = 40
NARROWEST = 24
FILL_IN = re.compile(r"_{4,}")
FULL_LINE = 0.72  # a line of this share of the usual width was broken by its length, not by its author
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")


@dataclass(frozen=True)
class Block:
    """A paragraph or (with `label`) a list item; `lines` are the source line numbers it is made of."""

    text: str
    lines: tuple[int, ...]
    label: str | None = None


def line_width(lines: Sequence[SourceLine]) -> int:
    """The width at which the document breaks its lines, 0 when every line is a paragraph of its own."""
    within = [(len(line.text), after.text[:1].islower()) for line, after in pairwise(lines) if not after.gap]
    if len(within) < 4 or len(within) * 5 < len(lines):
        return 0
    width = sorted(length for length, _goes_on in within)[int(len(within) * 0.85)]
    # Lines as short as in a narrow column are lists of names and places, unless sentences run through them.
    runs_on = 5 * sum(goes_on for _length, goes_on in within) >= len(within)
    return width if (NARROWEST if runs_on else 35) <= width <= 140 else 0


def is_bullet(line: SourceLine) -> bool:
    return bool(BULLET.match(line.text))


def ends_open(text: str) -> bool:
    """True when the last word cannot end a sentence or a heading: an article, a preposition, "und"."""
    return bool(OPEN_END.search(text.rstrip()[-20:]))


def ends_hyphenated(text: str) -> bool:
    return bool(HYPHEN_END.search(text.rstrip()[-2:]))


def continues(before: SourceLine, line: SourceLine, width: int) -> bool:
    """True when `line`, directly below `before`, goes on with its sentence."""
    if starts_anew(before, line):
        return False
    end = before.text.rstrip()
    if ends_hyphenated(end) or line.text[:1].islower() or (ends_open(end) and not before.styled):
        return True
    if begins_inside_sentence(line.text) and not TERMINAL.search(end):
        return True
    if len(end) >= LONG_LINE and not before.styled and goes_on_with_noun(end, line.text):
        return True
    return is_full(end, width) and not end.endswith(":") and not FILL_IN.search(end + line.text)


def goes_on_with_noun(end: str, below: str) -> bool:
    """ "… einschließlich deren" – "Dauer und Kosten": a noun is missing, and what begins with a capital here is one."""
    lacks_noun = not TERMINAL.search(end) and end[-1:].isalpha() and NOUN_END.search(end) is None
    return lacks_noun and may_be_noun(below)


def may_be_noun(below: str) -> bool:
    """True for a line that could stand in the middle of a sentence although it begins with a capital."""
    return below[:1].isupper() and OPENER.match(below) is None


def is_full(end: str, width: int) -> bool:
    return width > 0 and len(end) >= FULL_LINE * width


def starts_anew(before: SourceLine, line: SourceLine) -> bool:
    """By its look, whatever the words say."""
    is_own_block = line.gap or line.table or before.table or bool(line.level)
    return is_own_block or line.bold != before.bold or is_bullet(line)


def begins_inside_sentence(text: str) -> bool:
    return text[:1] in "([" or REFERENCE_WORDS.match(text) is not None


def resumes(before: str, line: SourceLine) -> bool:
    """True when `line`, after a gap, goes on in the middle of the sentence that `before` left open (page break)."""
    end = before.rstrip()
    if not end or TERMINAL.search(end) or line.styled or line.table or is_bullet(line):
        return False
    if BROKEN_WORD.search(end):
        return line.text[:1].isalpha()
    if line.text[:1].islower():
        return len(end) > 60 or ends_open(end)
    return line.text[:1].isalpha() and awaits_more(end)


def awaits_more(end: str) -> bool:
    """True for a long line whose last word a noun may follow."""
    return len(end) > 100 and (ends_open(end) or INFINITIVE_END.search(end) is not None)


def join(before: str, after: str) -> str:
    """Two line pieces as one: a hyphen that only breaks the word goes, a real one stays."""
    before, after = before.rstrip(), after.strip()
    if not before:
        return after
    if not ends_hyphenated(before) or CONJUNCTIONS.match(after):
        return f"{before} {after}"
    if after[:1].islower() and SPLIT_WORD.search(before) and not ABBREVIATION_END.search(before):
        return before[:-1] + after
    return before + after if after[:1].isalnum() else f"{before} {after}"


def joined(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        whole = join(whole, text)
    return whole


def blocks(lines: Iterable[SourceLine], labels: Mapping[int, str], width: int) -> list[Block]:
    """Paragraphs and list items; `labels` gives the printed label of lettered or numbered items by line number."""
    flow = Flow(labels, width)
    for line in lines:
        flow.take(line)
    return [*flow.text, *flow.notes]


class Flow:
    """Puts lines together into blocks. Footnotes wait until the sentence they interrupt has ended."""

    def __init__(self, labels: Mapping[int, str], width: int) -> None:
        self.labels = labels
        self.width = width
        self.text: list[Block] = []
        self.notes: list[Block] = []
        self.before: SourceLine | None = None
        self.in_note = False

    def take(self, line: SourceLine) -> None:
        bullet = BULLET.match(line.text)
        label = self.labels.get(line.number, "" if bullet else None)
        if label is None and self._begins_note(line):
            self.notes.append(Block(line.text, (line.number,)))
            self.in_note = True
        elif label is None and (target := self._block_to_go_on_with(line)) is not None:
            self.in_note = target is self.notes
            target[-1] = Block(join(target[-1].text, line.text), (*target[-1].lines, line.number), target[-1].label)
        else:
            self._begin_block(line, line.text[bullet.end() :] if bullet else line.text, label)
        self.before = line

    def _begins_note(self, line: SourceLine) -> bool:
        return line.gap and bool(self.text) and FOOTNOTE.match(line.text) is not None

    def _block_to_go_on_with(self, line: SourceLine) -> list[Block] | None:
        """The list whose last block `line` belongs to; None when it begins one of its own."""
        target = self.notes if self.in_note else self.text
        if target and self.before is not None and continues(self.before, line, self.width):
            return target
        is_interrupted = line.gap or self.in_note
        return self.text if self.text and is_interrupted and resumes(self.text[-1].text, line) else None

    def _begin_block(self, line: SourceLine, text: str, label: str | None) -> None:
        if label is None:
            self.text += self.notes
            self.notes = []
        self.in_note = False
        self.text.append(Block(text.strip(), (line.number,), label))


def plain(text: str) -> str:
    text = ITALIC.sub(r"\1", BOLD.sub(r"\1", text))
    text = re.sub(r"\*\*(?=\S)|(?<=\S)\*\*", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def plain_text(parts: Iterable[Block]) -> str:
    """Paragraphs apart by a blank line; items of one list on lines of their own, "- " before those without a label."""
    text, in_list = "", False
    for block in parts:
        line = plain(block.text)
        if block.label == "":
            line = f"- {line}"
        elif block.label and not line.startswith(block.label):
            line = f"{block.label} {line}"
        between = "\n" if in_list and block.label is not None else "\n\n"
        text = f"{text}{between}{line}" if text else line
        in_list = block.label is not None
    return text


def rich(text: str) -> str:
    escaped = html.escape(re.sub(r"[ \t]+", " ", text).strip(), quote=False)
    marked = ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", escaped))
    return re.sub(r"\*\*(?=\S)|(?<=\S)\*\*", "", marked)


def rich_text(parts: Iterable[Block]) -> str:
    """The same as HTML with p, ul, li, b and i; a printed label stays part of its item."""
    pieces: list[str] = []
    in_list = False
    for block in parts:
        item = block.label is not None
        if item != in_list:
            pieces.append("<ul>" if item else "</ul>")
            in_list = item
        content = rich(block.text)
        if block.label and not block.text.startswith(block.label):
            content = f"{html.escape(block.label, quote=False)} {content}"
        pieces.append(f"<li>{content}</li>" if item else f"<p>{content}</p>")
    return "".join([*pieces, "</ul>"] if in_list else pieces)
