"""`make matrix-rows`: writes the table anew as the portal answers now, zones and remarks as they are. Read the difference!"""

import logging

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
    routes = list(matrix.routes())
    with walking.without_templates():
        for subject in matrix.SUBJECTS:
            asks_editor = subject.role in (*walking.DECIDING, matrix.ANONYMOUS)
            wanted = [one for one in routes if asks_editor or not one.startswith("cms/")]
            for route, kind, _method, got in walking.walk(ground, subject, wanted, is_full=True):
                seen.setdefault((route, kind), {}).setdefault(subject, []).append(got)
    rows = []
    for (route, kind), found in seen.items():
        for subject in matrix.SUBJECTS:
            found.setdefault(subject, found[Subject("reader", subject.has_factor)])
        answers = {subject: Answer(tuple(outcomes)) for subject, outcomes in found.items()}
        rows.append(matrix.row(table, route, kind, answers))
    kept = [
        line
        for line in matrix.TABLE.read_text(encoding="utf-8").splitlines()
        if "\tzone\t" in line or line[:1] in {"#", ""}
    ]
    matrix.TABLE.write_text("\n".join([*kept, *rows]) + "\n", encoding="utf-8")
