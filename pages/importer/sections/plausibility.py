"""How much a numbered line looks like a section or a list item by itself; the figures of test_seeds.py hang on these weights."""

from dataclasses import dataclass

from pages.importer.sections.flowtext import TERMINAL
from pages.importer.sections.line_marks import DIVISIONS, Mark
from pages.importer.sections.phrases import is_title, names_party
from pages.importer.sections.surroundings import ITEM_END, Context

FORMAL = {"§", "artikel", *DIVISIONS}
LETTERED = {"a)", "a.", "(a)", "aa)", "i)", "i.", "(i)", "n)", "A)", "A.", "A", "I)", "I."}
WEAK_LETTERS = LETTERED - {"I.", "A."}
LISTABLE = LETTERED | {"decimal", "(n)"}
PARTY_WITH_NUMBER = 6.0
LONGEST_SMALL_HEADING = 60
# Right below a heading no sentence announces a list: there a comma at the end is a slip of the pen.
UNANNOUNCED_ITEM_END = 0.5


@dataclass(frozen=True)
class Weights:
    """Worth of a family of numbers alone on a line and before prose, and what it loses where the line seems to be none of its kind."""

    bare: float
    prose: float
    low_start: float
    mid_sentence: float
    intro: float
    unfinished: float
    item_end: float
    in_parties: float


# A family whose numbers count list items as well loses more wherever a list would be no surprise.
WEIGHTS = {
    "formal": Weights(2.0, 1.0, low_start=5.0, mid_sentence=4.0, intro=0.0, unfinished=0.0, item_end=0.5, in_parties=0.0),
    "several": Weights(3.0, 2.0, low_start=1.5, mid_sentence=4.0, intro=0.5, unfinished=0.0, item_end=0.5, in_parties=0.0),
    "clause": Weights(0.5, 3.0, low_start=2.0, mid_sentence=4.0, intro=1.5, unfinished=0.0, item_end=0.5, in_parties=0.0),
    "dotted": Weights(1.0, 0.8, low_start=3.0, mid_sentence=6.0, intro=3.5, unfinished=1.5, item_end=2.5, in_parties=2.0),
    "plain": Weights(-1.5, -2.5, low_start=3.0, mid_sentence=6.0, intro=3.5, unfinished=1.5, item_end=2.5, in_parties=2.0),
    "lettered": Weights(-1.0, 0.4, low_start=3.0, mid_sentence=6.0, intro=4.0, unfinished=2.0, item_end=2.5, in_parties=4.0),
}  # fmt: skip


def family(mark: Mark) -> str:
    """ "formal" is § and words, "several" 3.1, "dotted" 3., "plain" 3, "clause" (3), "lettered" whatever else counts."""
    if mark.scheme == "decimal":
        return "several" if len(mark.values) > 1 else "dotted" if mark.dotted else "plain"
    if mark.scheme in FORMAL:
        return "formal"
    return "clause" if mark.scheme == "(n)" else "lettered"


def section_look(context: Context, mark: Mark) -> float:
    """How much the line looks like a section, without its place in the sequence."""
    rest = context.rest_of(mark)
    weights = WEIGHTS[family(mark)]
    worth = form_worth(context, mark, rest)
    worth += (1.0 if context.gap else -0.5) + (2.5 if context.styled else 0.0) + (1.0 if context.run_in else 0.0)
    worth -= weights.low_start if rest[:1].islower() and not is_small_heading(mark) else 0.0
    worth -= weights.mid_sentence * context.mid_sentence
    worth -= weights.intro if context.intro else weights.unfinished if context.unfinished else 0.0
    if ITEM_END.search(rest):
        worth -= UNANNOUNCED_ITEM_END if context.below_heading else weights.item_end
    if context.in_parties and weights.in_parties:
        worth -= PARTY_WITH_NUMBER if names_party(rest) else weights.in_parties
    return worth


def is_small_heading(mark: Mark) -> bool:
    """A doubtful mark is looked at only where the numbering awaits it; there a few small words without a stop are a heading."""
    return mark.doubtful and len(mark.rest) <= LONGEST_SMALL_HEADING and not TERMINAL.search(mark.rest)


def form_worth(context: Context, mark: Mark, rest: str) -> float:
    """By what follows the number: nothing, a title, or prose."""
    kind = family(mark)
    if not mark.rest:
        return 0.3 if kind == "plain" and context.title_next else WEIGHTS[kind].bare
    if is_title(rest) or mark.rest in {"…", "..."}:
        is_weak = kind == "plain" or mark.scheme in WEAK_LETTERS
        return (1.5 if is_weak else 3.0) + (0.5 if context.gap_after else 0.0)
    return WEIGHTS[kind].prose


def item_look(context: Context, mark: Mark) -> float | None:
    """How much the line looks like a list item; None for numbers that never count items: §, Artikel."""
    if mark.scheme not in LISTABLE:
        return None
    signs = (
        (list_announced(context), True),
        (1.5, mark.rest[:1].islower()),
        (1.2, ITEM_END.search(context.rest_of(mark)) is not None),
        (2.0, context.in_parties),
        (-2.5, context.styled),
        (-5.0 * context.mid_sentence, True),
        (-1.5, mark.scheme == "(n)" and not context.intro),
        (-2.0, not mark.rest),
        (-1.0, context.below_heading),
        (-2.0, family(mark) == "plain" and not context.intro and not context.in_parties),
    )
    return sum((worth for worth, holds in signs if holds), 0.5)


def announced_loss(mark: Mark) -> float:
    """What a further section loses where a sentence led up to the first of its level."""
    return WEIGHTS[family(mark)].intro


def list_announced(context: Context) -> float:
    if context.intro:
        return 2.5
    return 1.5 if context.unfinished and not context.mid_sentence else 0.0
