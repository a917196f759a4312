"""Why a file is refused; below every reader, so that each can say it."""


class UnreadableDocument(ValueError):
    """The file cannot be imported; the message (German) says why and what to do."""
