"""Fields and content controls: what they show where the file stores no text for it."""

import re
from xml.etree.ElementTree import Element

from pages.importer.docx.names import W14, W, is_on, value
from pages.importer.docx.symbols import sign

CHECKED, UNCHECKED = "☒", "☐"


def form_value(data: Element | None) -> str:
    """What an old form field (w:ffData) shows: the default text, the choice, the box."""
    if data is None:
        return ""
    if (box := data.find(f"{W}checkBox")) is not None:
        mark = next((node for name in ("checked", "default") if (node := box.find(f"{W}{name}")) is not None), None)
        return CHECKED if mark is not None and is_on(mark) else UNCHECKED
    if (choices := data.find(f"{W}ddList")) is not None:
        return chosen(choices)
    return value(data.find(f"{W}textInput/{W}default"))


def chosen(choices: Element) -> str:
    entries = [value(entry) for entry in choices.findall(f"{W}listEntry")]
    index = value(choices.find(f"{W}result")) or value(choices.find(f"{W}default")) or "0"
    return entries[int(index)] if index.isdecimal() and int(index) < len(entries) else ""


def control_value(properties: Element | None) -> str:
    """What a content control without text shows."""
    if properties is None:
        return ""
    if (box := properties.find(f"{W14}checkbox")) is not None:
        mark = box.find(f"{W14}checked")
        return CHECKED if mark is not None and mark.get(f"{W14}val") in {"1", "true", "on"} else UNCHECKED
    for name in ("dropDownList", "comboBox"):
        if (choices := properties.find(f"{W}{name}")) is not None:
            return listed(choices)
    date = properties.find(f"{W}date")
    return date.get(f"{W}fullDate", "")[:10] if date is not None else ""


def listed(choices: Element) -> str:
    last = choices.get(f"{W}lastValue", "")
    items = {item.get(f"{W}value", ""): item.get(f"{W}displayText", "") for item in choices.findall(f"{W}listItem")}
    return items.get(last, "") or last


def shown_by(instruction: str) -> str:
    """What a field shows that stores no result: Word draws it from the instruction."""
    name, _blank, rest = instruction.strip().partition(" ")
    if name.upper() in {"MACROBUTTON", "GOTOBUTTON"}:
        return rest.strip().partition(" ")[2].strip()
    if name.upper() == "SYMBOL":
        return symbol_of(rest)
    return FORMULA_SIGNS.sub("", rest).strip() if name.upper() == "EQ" else ""


FORMULA_SIGNS = re.compile(r"\\[a-z]+(?:\([^()]*\)(?=[\s(]*\())?", re.I)
SYMBOL = re.compile(r"(?P<number>0x[0-9a-f]+|\d+)(?:.*\\f\s+\"?(?P<font>[^\"\\]+))?", re.I)


def symbol_of(rest: str) -> str:
    found = SYMBOL.match(rest.strip())
    if found is None:
        return ""
    number = int(found["number"], 16 if found["number"][:2].lower() == "0x" else 10)
    return sign((found["font"] or "").strip(), f"{number:x}")
