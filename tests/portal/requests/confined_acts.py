"""What a reader of files may try in its process; apart from the tests, for the process knows no Django."""

import os

MEGABYTE = 1024 * 1024


def secrets_here(_content: bytes) -> list[str]:
    return sorted(os.environ)


def writes(name: str, _content: bytes) -> str:
    try:
        with open(name, "wb") as file:
            file.write(b"x")
    except OSError:
        return "refused"
    return "written"


def prints(_content: bytes) -> str:
    print('{"given": "false"}')
    return "right"


def gives_too_much(_content: bytes) -> str:
    return "x" * (70 * MEGABYTE)


def fails(_content: bytes) -> None:
    raise KeyError("what stands in the file")
