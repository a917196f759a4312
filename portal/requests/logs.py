"""Log lines as JSON, with a list of the keys they may carry: what somebody typed, who it was and what failed on it stays out (R36).

Of messages of others only the wording in their code is kept; values are left out unless they are numbers. An exception is
named by its type and the places in the code it came through; its text may hold anything.
"""

import logging
import logging.config
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.typing import EventDict

KEYS = (
    "time",
    "level",
    "logger",
    "event",
    "request",
    "method",
    "route",
    "status",
    "ms",
    "exception",
    "place",
)
OWN = frozenset({"portal", "pages", "directory", "search", "cases"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MAX_FRAMES = 12
ROOT = Path(__file__).resolve().parents[2]
Failure = tuple[type[BaseException], BaseException, TracebackType | None]

structlog.configure(
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
    # Through the standard library, so that lines of Django and gunicorn take the same way.
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
requests = structlog.stdlib.get_logger("portal.requests")


def formatter() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.contextvars.merge_contextvars,
            basics,
            failure,
            allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=[wording],
        pass_foreign_args=True,
        use_get_message=False,
    )


def wording(_logger: object, _name: str, line: EventDict) -> EventDict:
    """The message as the code has it, with numbers; nothing of a message that was put together before it was logged."""
    arguments = line.pop("positional_args", ())
    own = line["_record"].name.partition(".")[0] in OWN
    # Others may have put values into the message already; without arguments it cannot be told, so it is left out.
    line["event"] = filled(str(line["event"]), arguments) if own or arguments else ""
    return line


def filled(template: str, arguments: object) -> str:
    if not arguments:
        return template
    values = arguments if isinstance(arguments, tuple) else (arguments,)
    try:
        return template % tuple(map(harmless, values))
    except (TypeError, ValueError):
        return template


def harmless(value: object) -> object:
    if isinstance(value, BaseException):
        return Named(type(value).__name__)
    return value if isinstance(value, int | float) else Named("…")


class Named(str):
    """Looks the same for %s and %r."""

    __slots__ = ()
    __repr__ = str.__str__


def basics(_logger: object, _name: str, line: EventDict) -> EventDict:
    record = line["_record"]
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    line.update(time=f"{moment}.{int(record.msecs):03d}Z", level=record.levelname.lower(), logger=record.name)
    if not line["_from_structlog"] and not line["event"]:
        line["place"] = [placed(record.pathname, record.lineno, record.funcName)]
    return line


def failure(_logger: object, _name: str, line: EventDict) -> EventDict:
    exc_info = line.pop("exc_info", None)
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        line["exception"] = " < ".join(kinds(exc_info[1]))
        line["place"] = frames(exc_info[2])
    return line


def kinds(error: BaseException) -> Iterator[str]:
    """The types of an exception and of those it came from."""
    current: BaseException | None = error
    # An exception can name itself as its cause.
    for _depth in range(5):
        if current is None:
            return
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def frames(trace: TracebackType | None) -> list[str]:
    return [
        placed(frame.filename, frame.lineno or 0, frame.name) for frame in traceback.extract_tb(trace)[-MAX_FRAMES:]
    ]


def placed(path: str, number: int, function: str) -> str:
    """A place in the code without the folders of this machine."""
    shown = path.partition("site-packages/")[2] or path.removeprefix(f"{ROOT}/")
    return f"{shown if not shown.startswith('/') else Path(shown).name}:{number} {function}"


def allowed(_logger: object, _name: str, line: EventDict) -> EventDict:
    return {key: line[key] for key in KEYS if key in line and line[key] != ""}


def config(level: str, as_json: bool) -> dict[str, Any]:
    """The LOGGING setting: everything on standard error, nothing by mail; plain text while developing."""
    text = {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    silent: dict[str, Any] = {"handlers": [], "level": "NOTSET", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter} if as_json else text},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "level": level}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": silent,
            "elastic_transport": {"level": "WARNING"},
            **({"django.server": silent, "gunicorn.error": silent, "gunicorn.access": silent} if as_json else {}),
        },
    }


def configure(setting: dict[str, Any]) -> None:
    """What Django calls with LOGGING; where lines are JSON, what nobody caught becomes one of them too."""
    logging.config.dictConfig(setting)
    if "()" not in setting["formatters"]["line"]:
        return
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # it would print the values of a line that cannot be formatted
    sys.excepthook = uncaught
    threading.excepthook = lambda given: uncaught(
        given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
    )


def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        logging.getLogger("portal").critical("not caught", exc_info=(kind, error, trace))


class RequestLogMiddleware:
    """Gives each request a number for support and writes one line about it: the pattern of its address, never the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        number = uuid.uuid4().hex[:12]
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            match = request.resolver_match
            requests.info(
                "request",
                method=request.method if request.method in METHODS else "",
                route=match.route if match else "",
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
            )
        response["X-Request-ID"] = number
        return response


def number() -> str:
    """The number of the request that is being answered, for the page about a fault."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))
