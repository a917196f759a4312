"""Who is responsible, in the invented county: nine services with contacts, deputies and hours, for a signed-in reader."""

import tempfile

from tests.benchmarks.serving import PRODUCTION, Reader, build, collect_static, row, server

ROUNDS = 300
WARM_UP = 30
CASES = (
    ("Zuständig, Seite, neun Karten", "page", b"Sozialwerk"),
    ("Zuständig, Daten", "data", b"Sozialwerk"),
    ("Organisationen A bis Z", "organisations", b"Sozialwerk"),
    ("Personen, erste Seite", "people", b"Ammerling"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build("directory", PRODUCTION, folder)
        collect_static(folder)
        with server("portal.wsgi", PRODUCTION, folder) as own:
            print(f"{'Verzeichnis in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
            for name, case, expected in CASES:
                reader = Reader(own.port, built["cookie"], expected)
                times = [reader.milliseconds(built[case]) for _round in range(WARM_UP + ROUNDS)][WARM_UP:]
                print(row(name, times))


if __name__ == "__main__":
    main()
