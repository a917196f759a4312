"""Inbox of an organisation with 10,000 referrals, and one referral; each answer writes its event into the trail."""

import tempfile

from tests.benchmarks.serving import PRODUCTION, Reader, build, collect_static, row, server

ROUNDS = 100
WARM_UP = 10
CASES = (
    ("Eingang, offene von 10.000", "inbox", "FÜ-".encode()),
    ("Eingang, alle 10.000", "all", "FÜ-".encode()),
    ("Eine Fallübergabe", "referral", b"Pflegehilfe"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build("cases", PRODUCTION, folder)
        collect_static(folder)
        with server("portal.wsgi", PRODUCTION, folder) as own:
            print(f"{'Fallübergaben in ms, ' + str(ROUNDS) + ' Runden':<46}{'Median':>8}{'p95':>8}")
            for name, case, expected in CASES:
                reader = Reader(own.port, built["cookie"], expected)
                times = [reader.milliseconds(built[case]) for _round in range(WARM_UP + ROUNDS)][WARM_UP:]
                print(row(name, times))


if __name__ == "__main__":
    main()
