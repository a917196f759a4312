"""Nothing disappears: of a file made of all these parts at random each word is somewhere, and once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.importer.docx.word_files import (
    box,
    control,
    old_box,
    outline_of,
    p,
    part,
    r,
    row,
    run,
    table,
    twins,
    word_file,
)

BEGINNINGS = (
    "Ahorn",
    "Birken",
    "Buchen",
    "Eichen",
    "Erlen",
    "Eschen",
    "Fichten",
    "Hasel",
    "Kiefern",
    "Linden",
    "Pappel",
    "Tannen",
)
ENDINGS = ("bach", "berg", "brunnen", "feld", "furt", "garten", "hain", "hof", "tal", "wald", "weg", "wiese")
DELETED = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
KINDS = ("footnote", "endnote", "comment")


@dataclass
class Written:
    """A file as it grows: words that must be found, words that must not, and its notes."""

    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    numbers: "count[int]" = field(default_factory=count)

    def word(self, *, gone: bool = False) -> str:
        number = next(self.numbers)
        word = BEGINNINGS[number % 12] + ENDINGS[number // 12 % 12] + BEGINNINGS[number // 144 % 12].lower()
        (self.gone if gone else self.kept).append(word)
        return word

    def note(self, kind: str, inner: str) -> str:
        self.notes[kind].append(f'<w:{kind} w:id="{len(self.notes[kind]) + 3}">{inner}</w:{kind}>')
        return r(f'<w:{kind}Reference w:id="{len(self.notes[kind]) + 2}"/>')

    def parts(self) -> dict[str, str]:
        return {f"word/{kind}s.xml": part(f"{kind}s", "".join(notes)) for kind, notes in self.notes.items()}


Piece = Callable[[Written], str]


def word(made: Written) -> str:
    return run(f" {made.word()} ")


def deleted(made: Written) -> str:
    return f"<w:del><w:r><w:delText>{made.word(gone=True)}</w:delText></w:r></w:del>"


def moved(made: Written) -> str:
    return f"<w:moveFrom>{run(made.word(gone=True))}</w:moveFrom><w:moveTo>{run(made.word())}</w:moveTo>"


def hidden(made: Written) -> str:
    return r(f"<w:t>{made.word()}</w:t>", "<w:vanish/>")


def formula(made: Written) -> str:
    return f"<m:oMath><m:f><m:num><m:r><m:t>{made.word()}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"


def form_field(made: Written) -> str:
    data = f'<w:ffData><w:textInput><w:default w:val="{made.word()}"/></w:textInput></w:ffData>'
    return r(f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>') + r('<w:fldChar w:fldCharType="end"/>')


def lettering(made: Written) -> str:
    return r(f'<w:pict><v:shape><v:textpath string="{made.word()}"/></v:shape></w:pict>')


WORDS: list[Piece] = [word, word, word, deleted, moved, hidden, formula, form_field, lettering]


def inlines(blocks: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    """Pieces of a paragraph; some hold blocks of their own."""
    around: list[Callable[[Piece], Piece]] = [
        lambda inner: lambda made: r(box(inner(made))),
        lambda inner: lambda made: r(old_box(inner(made))),
        lambda inner: lambda made: control(word(made)) + r(twins("<w:drawing/>", old_box(inner(made)))),
        lambda inner: lambda made: both(inner(made)),
        *(lambda inner, kind=kind: lambda made: made.note(kind, inner(made)) for kind in KINDS),
    ]
    return st.one_of(
        st.sampled_from(WORDS), st.builds(lambda wrap, inner: wrap(inner), st.sampled_from(around), blocks)
    )


def both(inner: str) -> str:
    return r(twins(box(inner), old_box(inner)))


def paragraphs(blocks: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    def made_of(mark: str, pieces: list[Piece]) -> Piece:
        return lambda made: (
            p(mark, *(piece(made) for piece in pieces)) if mark else p(*(piece(made) for piece in pieces))
        )

    return st.builds(made_of, st.sampled_from(["", "", DELETED]), st.lists(inlines(blocks), min_size=1, max_size=3))


def tables(blocks: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    def made_of(columns: int, cells: list[Piece], around: Callable[[str], str]) -> Piece:
        def written(made: Written) -> str:
            rows = [row(*(cell(made) for cell in cells[at : at + columns])) for at in range(0, len(cells), columns)]
            gone = row(p(deleted(made)), properties="<w:trPr><w:del/></w:trPr>")
            return table(*map(around, rows), gone)

        return written

    around = st.sampled_from([str, control, lambda inner: f"<w:ins>{inner}</w:ins>"])
    return st.builds(made_of, st.integers(1, 3), st.lists(blocks, min_size=1, max_size=4), around)


def controls(blocks: st.SearchStrategy[Piece]) -> st.SearchStrategy[Piece]:
    return st.builds(lambda inner: lambda made: control(inner(made)), blocks)


PLAIN: st.SearchStrategy[Piece] = st.just(lambda made: p(word(made)))
BLOCKS = st.recursive(PLAIN, lambda inner: st.one_of(paragraphs(inner), tables(inner), controls(inner)), max_leaves=6)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.lists(BLOCKS, min_size=1, max_size=4), header=BLOCKS)
def test_k11_to_k17_each_word_of_a_file_is_somewhere_and_once(body: list[Piece], header: Piece) -> None:
    made = Written()
    inner = "".join(block(made) for block in body)
    parts = {"word/header1.xml": part("hdr", header(made))} | made.parts()
    targets = {f"{kind}s": f"{kind}s.xml" for kind in KINDS} | {"header": "header1.xml"}
    outline = outline_of(word_file(inner, parts, targets))
    found = [f"{section.heading} {section.text}" for section in outline.sections] + [
        left.text for left in outline.unplaced
    ]
    whole = " ".join(found)
    assert [whole.count(word) for word in made.kept] == [1] * len(made.kept)
    assert not [word for word in made.gone if word in whole]
