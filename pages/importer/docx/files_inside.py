"""Files that lie in a Word file and are shown in it (altChunk): their words, as far as they are text."""

import email
from email.message import Message
from html.parser import HTMLParser

BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "title", "tr", "ul",
}  # fmt: skip
NOT_SHOWN = {"script", "style", "title", "template"}


class Words(HTMLParser):
    """A line for each block; lists of elements that never end are usual in what programs write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in NOT_SHOWN
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(self.hidden - (tag in NOT_SHOWN), 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.lines[-1] += data

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self.lines.append("")


def lines_of(path: str, data: bytes) -> list[str] | None:
    """None for what is no text."""
    ending = path.rpartition(".")[2].casefold()
    if ending in {"htm", "html", "xhtml"}:
        return html_lines(decoded(data))
    if ending in {"mht", "mhtml"}:
        return message_lines(email.message_from_bytes(data))
    if ending == "txt":
        return decoded(data).splitlines()
    return None


def html_lines(text: str) -> list[str]:
    words = Words()
    words.feed(text)
    words.close()
    return [" ".join(line.split()) for line in words.lines]


def message_lines(message: Message) -> list[str] | None:
    """The page in an archive of a page."""
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            return html_lines(decoded(content))
    return None


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
