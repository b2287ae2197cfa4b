"""Refusals and warnings of the service."""

from __future__ import annotations

import json
import warnings
from typing import Any, Dict, Iterable, List, Mapping, Optional


class Problem(Exception):
    """The service refuses a request. The text of the exception lists every fault.

    ``status`` is the HTTP status, ``detail`` says what is wrong and what helps. ``errors`` has the faulty places of the input:
    ``pointer`` (a JSON Pointer, ``line N, column M``, or ``?name`` for a parameter) and ``detail``.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Optional[List[Dict[str, str]]] = None,
        *,
        title: str = "",
        type: str = "about:blank",
        retry_after: Optional[int] = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors or [])
        self.title = title
        self.type = type
        #: Seconds after which the same request may succeed.
        self.retry_after = retry_after

    def __str__(self) -> str:
        lines = [f"{self.status} {self.title}".rstrip() + f": {self.detail}"]
        lines += [f"  {error.get('pointer', '')}: {error.get('detail', '')}" for error in self.errors]
        return "\n".join(lines)

    def __reduce__(self) -> Any:
        # Worker processes send exceptions to their parent.
        return _restored, (self.status, self.detail, self.errors, self.title, self.type, self.retry_after)


class NoAnswer(ConnectionError, TimeoutError):
    """The service is silent for longer than the client's timeout. Whether it does what was requested is not known."""


class LawWarning(UserWarning):
    """A warning of the service about predictions. Its text begins with ``code``, so a filter of Python can name it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def warn(answered: Iterable[Mapping[str, str]], stacklevel: int) -> None:
    """Issues the warnings of an answer, which has each code once.

    ``stacklevel`` is the number of calls from here up to the line that is warned of: 2 is the caller of this function.
    """
    for warning in answered:
        warnings.warn(LawWarning(warning["code"], warning["message"]), stacklevel=stacklevel)


def _restored(
    status: int, detail: str, errors: List[Dict[str, str]], title: str, type: str, retry_after: Optional[int]
) -> Problem:
    return Problem(status, detail, errors, title=title, type=type, retry_after=retry_after)


def problem(status: int, reason: str, body: bytes, retry_after: Optional[str]) -> Problem:
    """The problem of an answer. A proxy in between may answer with something that is no problem document."""
    seconds = int(retry_after) if retry_after is not None and retry_after.isdigit() else None
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "detail" not in document:
        text = body[:500].decode("utf-8", "replace").strip()
        return Problem(status, text or reason, title=reason, retry_after=seconds)
    return Problem(
        status,
        str(document["detail"]),
        document.get("errors"),
        title=str(document.get("title", reason)),
        type=str(document.get("type", "about:blank")),
        retry_after=seconds,
    )
