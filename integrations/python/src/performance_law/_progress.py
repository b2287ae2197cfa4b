"""A line on the terminal that shows how an upload goes on."""

from __future__ import annotations

import sys
import time
from typing import Iterable, Iterator, Optional, TextIO


def shown(pieces: Iterable[bytes], total: Optional[int], stream: Optional[TextIO] = None) -> Iterator[bytes]:
    """Passes pieces on. On a terminal it writes how many bytes were passed, at most five times a second."""
    stream = sys.stderr if stream is None else stream
    if stream is None or not stream.isatty():
        yield from pieces
        return
    begin = time.monotonic()
    written, last, width = 0, begin, 0
    try:
        for piece in pieces:
            yield piece
            written += len(piece)
            now = time.monotonic()
            if now - last >= 0.2:
                last = now
                text = line(written, total, now - begin)
                stream.write("\r" + text.ljust(width))
                stream.flush()
                width = len(text)
    finally:
        # The terminal is left as it was.
        if width:
            stream.write("\r" + " " * width + "\r")
            stream.flush()


def line(written: int, total: Optional[int], seconds: float) -> str:
    """``12.5 MB of 40.0 MB (31 %), 25.0 MB/s``"""
    rate = f"{written / seconds / 1e6:.1f} MB/s" if seconds > 0 else ""
    if not total:
        return f"{written / 1e6:.1f} MB, {rate}"
    return f"{written / 1e6:.1f} MB of {total / 1e6:.1f} MB ({min(100, 100 * written // total)} %), {rate}"
