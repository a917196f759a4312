"""A formula in one line, as somebody would type it: 12×3, (a + b)/2, x², √(y)."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from pages.importer.docx.names import DELETED, M, W
from pages.importer.docx.symbols import sign

RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}noBreakHyphen": "-"}


def linear(node: Element) -> str:
    name = node.tag.removeprefix(M)
    if name in SHAPES:
        return SHAPES[name](node)
    if node.tag in {f"{M}t", f"{W}t"}:
        return node.text or ""
    return SIGNS.get(node.tag, "") or inside(node)


def inside(node: Element | None, between: str = "") -> str:
    """What stands in a node, properties and deleted parts left out; "" for none."""
    held = node if node is not None else ()
    texts = (linear(child) for child in held if child.tag not in DELETED and not child.tag.endswith("Pr"))
    return between.join(text for text in texts if text)


def operand(node: Element | None) -> str:
    """In brackets unless it is one number, word or sign."""
    text = inside(node).strip()
    is_single = len(text) == 1 or text.replace(",", "").replace(".", "").isalnum() or is_bracketed(text)
    return text if is_single or not text else f"({text})"


def is_bracketed(text: str) -> bool:
    return text[:1] == "(" and text[-1:] == ")" and "(" not in text[1:]


def raised(node: Element | None) -> str:
    text = inside(node).strip()
    return text.translate(RAISED) if set(text) <= set(map(chr, RAISED)) else f"^{operand(node)}"


def lowered(node: Element | None) -> str:
    text = inside(node).strip()
    return text.translate(LOWERED) if set(text) <= set(map(chr, LOWERED)) else f"_{operand(node)}"


def part(node: Element, name: str) -> Element | None:
    return node.find(f"{M}{name}")


def setting(node: Element, path: str, usual: str) -> str:
    found = node.find("/".join(f"{M}{name}" for name in path.split("/")))
    return found.get(f"{M}val", "") if found is not None else usual


def fraction(node: Element) -> str:
    if setting(node, "fPr/type", "") == "noBar":
        return f"({inside(part(node, 'num'))} | {inside(part(node, 'den'))})"
    return f"{operand(part(node, 'num'))}/{operand(part(node, 'den'))}"


def root(node: Element) -> str:
    radicand = inside(part(node, "e")).strip()
    return f"{raised(part(node, 'deg'))}√({radicand})"


def scripts(node: Element) -> str:
    below, above = part(node, "sub"), part(node, "sup")
    base = inside(part(node, "e"))
    return f"{base}{lowered(below) if below is not None else ''}{raised(above) if above is not None else ''}"


def scripts_before(node: Element) -> str:
    return f"{raised(part(node, 'sup'))}{lowered(part(node, 'sub'))}{inside(part(node, 'e'))}"


def many(node: Element) -> str:
    """A sum, a product, an integral."""
    sign = setting(node, "naryPr/chr", "∫")
    return f"{sign}{lowered(part(node, 'sub'))}{raised(part(node, 'sup'))} {inside(part(node, 'e'))}"


def brackets(node: Element) -> str:
    begin, end = setting(node, "dPr/begChr", "("), setting(node, "dPr/endChr", ")")
    between = setting(node, "dPr/sepChr", "|")
    return begin + between.join(inside(held) for held in node.findall(f"{M}e")) + end


def accented(node: Element) -> str:
    return inside(part(node, "e")) + setting(node, "accPr/chr", "\u0302")


def symbol(node: Element) -> str:
    return sign(node.get(f"{W}font", ""), node.get(f"{W}char", ""))


def limit(node: Element) -> str:
    return f"{inside(part(node, 'e'))}{lowered(part(node, 'lim'))} "


def function(node: Element) -> str:
    return f"{inside(part(node, 'fName')).strip()} {inside(part(node, 'e'))}"


def rows(node: Element) -> str:
    return inside(node, "; ")


SHAPES: dict[str, Callable[[Element], str]] = {
    "f": fraction,
    "rad": root,
    "sSub": scripts,
    "sSup": scripts,
    "sSubSup": scripts,
    "sPre": scripts_before,
    "nary": many,
    "d": brackets,
    "limLow": limit,
    "limUpp": limit,
    "func": function,
    "eqArr": rows,
    "m": rows,
    "acc": accented,
    f"{W}sym": symbol,
    "mr": lambda node: inside(node, ", "),
    "oMathPara": rows,
}
