"""Bold stretches of a paragraph, marked in its text."""

import re


def are_bold(runs: list[tuple[str, bool]]) -> bool:
    return all(bold for text, bold in runs if text.strip())


def marked(runs: list[tuple[str, bool]]) -> str:
    """Text with ** around its bold stretches."""
    joined: list[tuple[str, bool]] = []
    for text, bold in runs:
        if joined and (joined[-1][1] == bold or not text.strip()):
            joined[-1] = (joined[-1][0] + text, joined[-1][1])
        else:
            joined.append((text, bold))
    return "".join(
        re.sub(r"^(\s*)(.*?)(\s*)$", r"\1**\2**\3", text, flags=re.S) if bold and text.strip() else text
        for text, bold in joined
    )
