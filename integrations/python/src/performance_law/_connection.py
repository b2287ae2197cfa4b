"""One request over HTTP: streamed, compressed, and answered with JSON or a problem."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import math
import numbers
import socket
import ssl
import zlib
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional
from urllib.parse import quote, urlencode, urlsplit

from ._problem import NoAnswer, problem
from ._progress import shown
from ._tables import Body, listed


#: Seconds without a byte from the service, or without one that it takes. A service works on a request for a minute by default, and
#: a request may wait for others.
TIMEOUT = 600.0
#: The most seconds for a connection. One to a machine that is there takes much less.
CONNECTING = 30.0
#: The most bytes that are sent at once. The timeout holds for each of them.
PIECE_BYTES = 1 << 16


class Connection:
    """Where a service is, and what its requests carry."""

    def __init__(self, url: str, token: Optional[str], timeout: Optional[float] = TIMEOUT) -> None:
        if timeout is not None and not (isinstance(timeout, numbers.Real) and 0 < timeout < math.inf):
            kind = ValueError if isinstance(timeout, numbers.Real) else TypeError
            raise kind(f"the timeout is {timeout!r}; give a number of seconds above 0, or None to wait without end")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a service; give one like 'http://127.0.0.1:8080'")
        self.url = url.rstrip("/")
        # What is encoded already stays as it is.
        self._prefix = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
        self._is_secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._timeout = timeout
        # On the same machine, compressing takes longer than sending.
        self.compresses = not (self._host == "localhost" or self._host.startswith("127.") or self._host == "::1")
        self._fields: Dict[str, str] = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        if token is not None:
            _check(token)
            self._fields["Authorization"] = f"Bearer {token}"

    def get(self, path: str, parameters: Mapping[str, Any]) -> Any:
        return self._request("GET", path, parameters, None, {})

    def delete(self, path: str) -> None:
        self._request("DELETE", path, {}, None, {})

    def post_json(self, path: str, document: Any) -> Any:
        text = json.dumps(document, allow_nan=False).encode()
        return self._request("POST", path, {}, [text], {"Content-Type": "application/json"})

    def post_table(self, path: str, parameters: Mapping[str, Any], table: Body) -> Any:
        fields = {"Content-Type": table.content_type}
        pieces: Iterable[bytes] = shown(table.pieces, table.size)
        if table.is_compressed:
            fields["Content-Encoding"] = "gzip"
        elif self.compresses:
            fields["Content-Encoding"] = "gzip"
            pieces = _compressed(pieces)
        return self._request("POST", path, parameters, pieces, fields)

    def _request(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, Any],
        pieces: Optional[Iterable[bytes]],
        fields: Mapping[str, str],
    ) -> Any:
        query = urlencode([(name, _text(value)) for name, value in parameters.items() if value is not None])
        target = self._prefix + path + (f"?{query}" if query else "")
        connection = self._open()
        try:
            try:
                connection.connect()
            except (OSError, UnicodeError) as error:
                raise ConnectionError(f"no service answers at {self.url}: {error}") from error
            if connection.sock is not None:
                connection.sock.settimeout(self._timeout)
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in {**self._fields, **fields}.items():
                connection.putheader(name, value)
            if pieces is not None:
                connection.putheader("Transfer-Encoding", "chunked")
            with self._patience():
                connection.endheaders()
            if pieces is not None:
                self._send(connection, pieces)
            with self._patience():
                return self._answer(connection)
        except http.client.HTTPException as error:
            raise ConnectionError(f"the answer of {self.url} is incomplete: {error!r}") from error
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        connecting = CONNECTING if self._timeout is None else min(CONNECTING, self._timeout)
        if self._is_secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=connecting, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=connecting)

    @contextlib.contextmanager
    def _patience(self) -> Iterator[None]:
        """Names a silence of the service that is longer than the timeout."""
        try:
            yield
        except socket.timeout as error:
            raise NoAnswer(
                f"{self.url} did not answer within {self._timeout or 0:g} s; if the request may take longer, give the client a "
                "longer timeout"
            ) from error

    def _send(self, connection: http.client.HTTPConnection, pieces: Iterable[bytes]) -> None:
        try:
            for piece in pieces:
                view = memoryview(piece)
                for begin in range(0, len(view), PIECE_BYTES):
                    part = bytes(view[begin : begin + PIECE_BYTES])
                    # What makes the pieces may have a timeout of its own, which is no silence of the service.
                    with self._patience():
                        connection.send(b"%x\r\n%b\r\n" % (len(part), part))
            with self._patience():
                connection.send(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            # A service that refuses a body answers before it has read everything. The answer says why.
            pass

    @staticmethod
    def _answer(connection: http.client.HTTPConnection) -> Any:
        response = connection.getresponse()
        content = response.read()
        if response.getheader("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        if response.status >= 300:
            raise problem(response.status, response.reason, content, response.getheader("Retry-After"))
        return json.loads(content) if content else None


def path_part(reference: str) -> str:
    """An id or a name as a part of a path."""
    return quote(reference, safe="")


def _check(token: str) -> None:
    """Refuses a token that HTTP cannot carry. The text does not show it."""
    if not token:
        raise ValueError("the token is empty; leave it out, or give the one that `performance-law token new` printed")
    for number, character in enumerate(token, 1):
        if not "!" <= character <= "~":
            raise ValueError(
                f"character {number} of the token is {ascii(character)}; a token has visible ASCII characters only, so copy it again"
            )


def _text(value: Any) -> str:
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    elements = listed(value)
    return str(value) if elements is None else ",".join(_text(element) for element in elements)


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    # 15 bits of window, and 16 for the gzip format. Level 1 is fast enough for a fast network.
    compressor = zlib.compressobj(1, zlib.DEFLATED, 15 + 16)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()
