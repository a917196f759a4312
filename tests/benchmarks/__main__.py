"""`make bench`: a document of 60 sections, and one of 300 with 20 former versions, for a signed-in reader, against the same text as a bare Wagtail page for anybody.

Both are served by gunicorn with one worker on this machine and asked in turn, so that the ratio holds when the machine's
speed drifts. Times are milliseconds from the first byte sent to the last byte received.
"""

import statistics
import tempfile

from tests.benchmarks import directory, search
from tests.benchmarks.serving import BARE, PRODUCTION, Reader, aim, build, collect_static, row, server

ROUNDS = 300
WARM_UP = 30
LARGE_AIM = 60


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, reference = build("portal", PRODUCTION, folder), build("bare", BARE, folder)
        collect_static(folder)
        with (
            server("portal.wsgi", PRODUCTION, folder) as own,
            server("tests.benchmarks.bare.wsgi", BARE, folder) as bare,
        ):
            signed_in, anybody = Reader(own.port, ours["cookie"]), Reader(bare.port)
            pairs = [
                (signed_in.milliseconds(ours["path"]), anybody.milliseconds(reference["path"]))
                for _round in range(WARM_UP + ROUNDS)
            ][WARM_UP:]
            large = [signed_in.milliseconds(ours["large"]) for _round in range(WARM_UP + ROUNDS // 3)][WARM_UP:]
    mine, other = [one for one, _other in pairs], [other for _one, other in pairs]
    print(f"{'Antwortzeit in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
    print(row("Dokument, 60 Abschnitte, angemeldet", mine))
    print(row("bloße Wagtail-Seite, gleicher Text, öffentlich", other))
    print(row("Dokument, 300 Abschnitte, 21 Fassungen", large) + aim(statistics.median(large), LARGE_AIM))
    print(
        f"Verhältnis Dokument zu bloßer Seite, Median der Paare: {statistics.median(one / other for one, other in pairs):.2f}"
    )


main()
directory.main()
search.main()
