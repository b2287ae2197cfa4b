"""A service that belongs to this process."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import weakref
from types import TracebackType
from typing import IO, Any, Dict, List, Optional, Tuple, Type

from ._client import Client
from ._executable import executable

# The shell ends the service as soon as its input ends. The input ends when this process closes it, and also when this process
# dies, however it dies.
_SUPERVISOR = """
"$0" "$@" </dev/null & service=$!
exec >&-
cat >/dev/null
kill "$service" 2>/dev/null
wait "$service"
"""

#: Seconds that the service has to finish its requests.
_PATIENCE = 15


class Local(Client):
    """A client with a service of its own. ``close()``, the end of a ``with`` block, or the end of the process ends the service."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str) -> None:
        # It lives with this process, which waits for as long as its own options let it work.
        super().__init__(url, timeout=None)
        # A finalizer also runs when the interpreter exits.
        self._finalizer = weakref.finalize(self, _end, process, os.getpid())

    def close(self) -> None:
        self._finalizer()

    def __enter__(self) -> "Local":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()


def local(**options: Any) -> Local:
    """Starts a service on a free port of this machine, with a store in memory.

    Options are those of ``performance-law serve``: ``memory="4GiB"`` is ``--memory 4GiB``, ``store="sqlite:///laws.sqlite"``
    keeps what is fitted, ``True`` is an option without a value, and a list repeats an option.
    """
    arguments = _arguments({"host": "127.0.0.1", "port": 0, "store": "memory:", "log_level": "warning", **options})
    # Variables of another service must not change this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PERFORMANCE_LAW_")}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _SUPERVISOR, executable(), "serve", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            # Ctrl-C stops a cell of a notebook, and not the service.
            start_new_session=True,
        )
        assert process.stdout is not None
        with process.stdout as output:
            line = output.readline().decode("utf-8", "replace").strip()
        if not line.startswith("listening on "):
            _end(process, os.getpid())
            raise RuntimeError(f"the service did not start: {_text(log) or line or 'it says nothing'}")
    return Local(process, line[len("listening on ") :])


def _arguments(options: Dict[str, Any]) -> List[str]:
    arguments: List[str] = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        values: Tuple[Any, ...] = tuple(value) if isinstance(value, (list, tuple)) else (value,)
        for one in values:
            if one is True:
                arguments.append(option)
            elif one is not None and one is not False:
                arguments += [option, str(one)]
    return arguments


def _text(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read(4_096).decode("utf-8", "replace").strip()


def _end(process: "subprocess.Popen[bytes]", owner: int) -> None:
    # A forked copy of this process does not own the service.
    if os.getpid() != owner:
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
