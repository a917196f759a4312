"""`make matrix-rows`: adds rows for routes that nobody classified, as the portal answers now, and drops those without a route.

MATRIX=full asks everything anew. Read the difference before you commit it!
"""

import logging
import os

import pytest

from tests.portal import matrix, walking
from tests.portal.ground import Ground
from tests.portal.matrix import Answer, Subject

# some views of Wagtail leave an uploaded file open, one lists without an order
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]


def test_propose(portal):
    logging.disable(logging.CRITICAL)
    ground, table = Ground(), matrix.table()
    seen: dict[tuple[str, str], dict[Subject, list[str]]] = {}
    known = {} if os.environ.get("MATRIX") == "full" else table.rows
    there = [(route, kind) for route in matrix.routes() for kind in ground.paths(route)]
    routes = list(dict.fromkeys(route for route, kind in there if (route, kind) not in known))
    with walking.without_templates():
        for subject in matrix.SUBJECTS:
            asks_editor = subject.role in (*walking.DECIDING, matrix.ANONYMOUS)
            wanted = [one for one in routes if asks_editor or not one.startswith("cms/")]
            for route, kind, _method, got in walking.walk(ground, subject, wanted, is_full=True):
                seen.setdefault((route, kind), {}).setdefault(subject, []).append(got)
    rows = {(line.split("\t")[0], line.split("\t")[1]): line for line in lines() if "\t" in line}
    for (route, kind), found in seen.items():
        for subject in matrix.SUBJECTS:
            found.setdefault(subject, found[Subject("reader", subject.has_factor)])
        answers = {subject: Answer(tuple(outcomes)) for subject, outcomes in found.items()}
        rows[route, kind] = matrix.row(table, route, kind, answers)
    kept = [line for line in lines() if "\tzone\t" in line or line[:1] == "#"]
    matrix.TABLE.write_text("\n".join([*kept, *(rows[one] for one in there)]) + "\n", encoding="utf-8")


def lines() -> list[str]:
    return matrix.TABLE.read_text(encoding="utf-8").splitlines()
