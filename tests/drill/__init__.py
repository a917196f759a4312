"""Drills of whole processes, and how long they last: DRILL=full is the whole length, otherwise as much as proves the rule."""

import os

IS_FULL = os.environ.get("DRILL") == "full"
