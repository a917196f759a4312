"""Pure: the process that becomes a program for text recognition, with limits that the system keeps (R62)."""

import os
import resource
import sys

PATIENCE = 15  # of the processor: whoever reads a page comes first


def main() -> None:
    """Seconds of the processor, bytes of memory and of a file, then the program and its arguments."""
    seconds, memory, file_bytes = (int(value) for value in sys.argv[1:4])
    os.nice(PATIENCE)
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.execvp(sys.argv[4], sys.argv[4:])  # noqa: S606  # the program that the portal itself names


if __name__ == "__main__":
    main()
