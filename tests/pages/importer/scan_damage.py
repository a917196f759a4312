"""What a scanner makes of a text, seeded. It confuses more than the repair knows of: letters, spaces, hyphens, § and digits, and it leaves dirt."""

import random
import re
from dataclasses import dataclass

# Share of the letters that are hit. An umlaut is hit oftener than a plain letter: scanners are often set to another language.
LEVELS = {"leicht": 0.005, "mittel": 0.02, "schwer": 0.05}
UMLAUT_TIMES = 6
MISREAD: dict[str, tuple[str, ...]] = {
    "ü": ("ii", "u", "i", "ti", "ù", "{i", "il", "0"),
    "ä": ("a", "é", "d", "á", "4", "ii", "ã"),
    "ö": ("o", "é", "6", "ó", "0", "ii", "d"),
    "ß": ("B", "f3", "fs", "8", "ss", "b"),
    "Ü": ("U", "Ii", "0"),
    "Ä": ("A", "Á", "4"),
    "Ö": ("O", "0", "C)"),
    "m": ("rn", "ni", "in", "m1"),
    "n": ("u", "ri", "m", "ii"),
    "u": ("n", "ii", "v"),
    "l": ("1", "I", "i", "|", "t"),
    "i": ("l", "1", "j", "!", "í"),
    "I": ("l", "1", "|", "T"),
    "e": ("c", "o", "a", "é"),
    "c": ("e", "o", "("),
    "h": ("b", "li", "n"),
    "b": ("h", "6", "lo"),
    "t": ("l", "f", "r", "c"),
    "f": ("t", "l", "r"),
    "r": ("n", "t", "v", "f"),
    "s": ("5", "a", "g", "8"),
    "a": ("o", "e", "n", "u"),
    "d": ("cl", "ci", "a", "b"),
    "g": ("q", "9", "y"),
    "w": ("vv", "iv", "v"),
    "k": ("lc", "h", "lr"),
    "o": ("0", "c", "e"),
    "z": ("2", "x"),
    "B": ("8", "E", "13"),
    "S": ("5", "8", "$"),
    "G": ("C", "6"),
    "O": ("0", "Q"),
    "E": ("F", "B"),
    "D": ("O", "0"),
    "V": ("Y", "v"),
}
DIGITS = {"0": "O", "1": "lIi|", "2": "Z", "5": "S", "6": "b", "8": "B", "9": "g"}
SIGNS = ("8", "$", "S", "&", "5", "B", "3", "8 ", "$ ", "S ", "& ", "§S", "s ")
SIGN = re.compile(r"§(?P<second>§)?(?P<space>\s?)")
DIRT = ("| | .", "~ ;", "‘ e", "· .", "^", ". ,", "i", "—", "_ -")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Scan:
    """The damaged text beside the right one, line by line: lines of dirt are empty on the right."""

    text: str
    right: str


def scanned(text: str, *, share: float, seed: int, signs: float = 0.0) -> Scan:
    """`share` of the letters misread, and `signs` of all §."""
    chance = random.Random(seed)
    lines: list[tuple[str, str]] = []
    for line in text.split("\n"):
        hurt = damaged_signs(damaged_letters(line, share, chance), signs, chance)
        lines.append((damaged_spaces(hurt, share, chance), line))
        if chance.random() < share / 2:
            lines.append((chance.choice(DIRT), ""))
    return Scan("\n".join(damaged for damaged, _right in lines), "\n".join(right for _damaged, right in lines))


def damaged_letters(line: str, share: float, chance: random.Random) -> str:
    return "".join(damaged_letter(letter, share, chance) for letter in line)


def damaged_letter(letter: str, share: float, chance: random.Random) -> str:
    if letter in DIGITS:
        return chance.choice(DIGITS[letter]) if chance.random() < share else letter
    likely = share * UMLAUT_TIMES if letter in "äöüßÄÖÜ" else share * 0.8
    return chance.choice(MISREAD[letter]) if letter in MISREAD and chance.random() < likely else letter


def damaged_signs(line: str, signs: float, chance: random.Random) -> str:
    """§ as what it looks like; "§§" as two of it."""

    def misread(match: re.Match[str]) -> str:
        if chance.random() >= signs:
            return match[0]
        sign = chance.choice(SIGNS)
        return sign.strip() * 2 + match["space"] if match["second"] else sign + match["space"] * (len(sign) == 1)

    return SIGN.sub(misread, line)


def damaged_spaces(line: str, share: float, chance: random.Random) -> str:
    """Spaces lost and put in, hyphens at the end of the line broken, dots beside words."""
    pieces = re.split(r"(\s+)", line)
    for at, piece in enumerate(pieces):
        if piece.isspace() and at and chance.random() < share / 2:
            pieces[at] = ""
        elif len(piece) > 6 and LETTER.match(piece) and chance.random() < share / 4:
            cut = chance.randrange(2, len(piece) - 2)
            pieces[at] = f"{piece[:cut]} {piece[cut:]}"
        elif piece.endswith("-") and at == len(pieces) - 1 and chance.random() < share * 4:
            pieces[at] = piece[:-1] + chance.choice("¬~_.")
        elif LETTER.match(piece) and chance.random() < share / 4:
            pieces[at] = piece + chance.choice(" .,'·:")
    return "".join(pieces)
