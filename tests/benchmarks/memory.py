"""How much larger a web process is after 4,000 pages than after the first 800. REQUESTS=8000 asks for more.

QUESTIONS says how many different ones are asked of the search: what a process remembers of them has its bounds, which so many reach.
"""

import os
import tempfile
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks.serving import PRODUCTION, Reader, build, children, collect_static, load, server

ROUND = 400
WARM = 800
REQUESTS = int(os.environ.get("REQUESTS", "4000"))
QUESTIONS = int(os.environ.get("QUESTIONS", "300"))
WORDS = ("Wohnung", "Sprachkurs", "Kita", "Ummeldung", "Beratung", "Wengertsheim", "Jobcenter", "Schule", "Arzt")


def megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024 / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build("directory", PRODUCTION, folder)
        collect_static(folder)
        with server("portal.wsgi", PRODUCTION, folder) as own:
            reader = Reader(own.port, built["cookie"], b"")
            reader.connection.timeout = 120  # a busy machine
            own_pages = [built[name] for name in ("page", "data", "organisations", "people")]
            asked = cycle(f"/suche/?q={WORDS[number % len(WORDS)]}+{number}" for number in range(QUESTIONS))
            pages = (page for question in asked for page in (*own_pages, "/", "/konto/", question))
            print(f"{load()}; MB nach so vielen Seiten")
            for done in range(ROUND, WARM + REQUESTS + 1, ROUND):
                for page in islice(pages, ROUND):
                    reader.milliseconds(page)
                print(f"{done:6}{sum(map(megabytes, children(own.pid))):8.1f}", flush=True)


if __name__ == "__main__":
    main()
