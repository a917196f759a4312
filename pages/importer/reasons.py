"""Why a line of a file is no text of the document (German; whoever shows it translates it). What only one kind of file knows stands there."""

from portal.requests.confined_process import gettext_noop

COMMENT = gettext_noop("Kommentar")
CONTENTS = gettext_noop("Inhaltsverzeichnis")
NO_TEXT = gettext_noop("Seite ohne Text")
NUMBER = gettext_noop("Seitenzahl")
RULE_LINE = gettext_noop("Trennlinie")
RUNNING = gettext_noop("Kopf- oder Fußzeile")
