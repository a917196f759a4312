"""Pure: numbers as people type them on a keyboard of their own script."""


def in_ascii(text: str) -> str:
    """ "١٩٩١" and "۱۹۹۱" are 1991."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)
