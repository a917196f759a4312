"""Why a file is refused; below every reader, so that each can say it."""

from portal.requests.confined_process import Refused


class UnreadableDocument(Refused):
    """The file cannot be imported; the message (German) says why and what to do."""
