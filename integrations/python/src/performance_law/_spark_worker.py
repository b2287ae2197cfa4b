"""What runs on the executors of Spark.

Spark sends these functions by value, so the executors need neither this package nor anything else but pyarrow.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import zlib
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

#: Around the description of a failure in the text of the exception that Spark passes to the driver.
FAILURE = ("<performance-law>", "</performance-law>")
#: The numbers of the pieces that hold the counts of a partition's rows, and those of its patterns. Pieces of a summary have
#: numbers from 0.
COUNTS, PATTERNS = -1, -2
#: The columns of a partition's result, without and with patterns.
COLUMNS = "part bigint, piece int, data binary"
PATTERN_COLUMNS = COLUMNS + ", length bigint, high bigint, low bigint, count bigint"
#: A record of a file of patterns: its length, both halves of its fingerprint, and its count.
RECORD_BYTES = 32
#: So many records are in a batch.
BATCH_RECORDS = 1 << 15
#: A summary travels in rows of at most so many bytes.
PIECE_BYTES = 4 << 20


class Tool(NamedTuple):
    """How an executor calls the executable."""

    #: The name under which the driver has shipped it.
    shipped: str
    #: The most memory for one call, as ``--memory`` takes it.
    memory: str


def measure(batches: Iterator[Any], tool: Tool, arguments: List[str], has_patterns: bool) -> Iterator[Any]:
    """One partition: rows ordered by user and time go into the executable, and its summary comes back in pieces.

    The columns are the user, the item, and those that order. A row in which one of them is null is left out and counted.
    With ``has_patterns`` the counts of the patterns follow the summary.
    """
    import pyarrow as pa

    run: Optional[Run] = None
    rows = RowWriter()
    part = _partition()
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        file = os.path.join(folder, "patterns")
        options = ["--patterns", file] if has_patterns else []
        try:
            for batch in batches:
                for text in rows.csv(batch):
                    if run is None:
                        run = Run(tool, ["apen", "-", "--partial", *arguments, *options])
                    run.write(text)
            results = [_row(pa, part, COUNTS, json.dumps(rows.counts()).encode())]
            for result in results if run is None else itertools.chain(results, _pieces(pa, part, run.output())):
                yield _padded(pa, result) if has_patterns else result
            if run is not None and has_patterns:
                yield from _patterns(pa, part, file)
        finally:
            if run is not None:
                run.end()


def merge(batches: Iterator[Any], tool: Tool) -> Iterator[Any]:
    """Merges the summaries of each group. The columns are the group, the part and the number of the piece, which order the
    rows, and the piece. Counts are passed on as they are."""
    import pyarrow as pa

    run: Optional[Run] = None
    group: Optional[int] = None
    part: Optional[int] = None
    expansion = zlib.decompressobj()
    try:
        for batch in batches:
            for row in batch.to_pylist():
                if row["piece"] == COUNTS:
                    yield _row(pa, row["part"], COUNTS, row["data"])
                    continue
                if run is not None and row["group"] != group:
                    assert group is not None
                    yield from _pieces(pa, group, run.output())
                    run = None
                if run is None:
                    run = Run(tool, ["apen", "-", "--merge", "--partial"])
                    group, part = row["group"], None
                if row["part"] != part:
                    part, expansion = row["part"], zlib.decompressobj()
                run.write(expansion.decompress(row["data"]))
        if run is not None and group is not None:
            yield from _pieces(pa, group, run.output())
    finally:
        if run is not None:
            run.end()


class RowWriter:
    """Turns batches of rows into lines of CSV that the executable reads: a number for each user, and the item."""

    def __init__(self) -> None:
        self._nulls: Dict[str, int] = {"user": 0, "item": 0, "time": 0}
        self._rows = 0
        self._pairs = 0
        self._ties = 0
        self._users = 0
        self._last: Optional[Tuple[Any, List[Any]]] = None
        self._quoting = "none"

    def counts(self) -> Dict[str, Any]:
        return {"nulls": self._nulls, "rows": self._rows, "pairs": self._pairs, "ties": self._ties}

    def csv(self, batch: Any) -> Iterator[bytes]:
        import pyarrow as pa

        batch = self._complete(batch)
        if batch.num_rows == 0:
            return
        self._rows += batch.num_rows
        users = self._numbers(batch)
        yield self._text(pa.RecordBatch.from_arrays([users, batch.column(1)], ["user", "item"]))

    def _complete(self, batch: Any) -> Any:
        """The rows without a null. A row is counted once, by the first of its columns that is null."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not any(column.null_count for column in batch.columns):
            return batch
        kept: Any = None
        for index, column in enumerate(batch.columns):
            valid = pc.is_valid(column)
            here = valid if kept is None else pc.and_(kept, valid)
            lost = (batch.num_rows if kept is None else _true(kept)) - _true(here)
            self._nulls["user" if index == 0 else "item" if index == 1 else "time"] += lost
            kept = here
        # The filter of a batch is younger than that of a table.
        table = pa.Table.from_batches([batch]).filter(kept).combine_chunks()
        return table.to_batches()[0] if table.num_rows else batch.slice(0, 0)

    def _numbers(self, batch: Any) -> Any:
        """Numbers the users in order, and counts neighbours of equal time on the way."""
        import pyarrow as pa
        import pyarrow.compute as pc

        users, times = batch.column(0), batch.columns[2:]
        rows = batch.num_rows
        first = [column[0] for column in times]
        continues = self._last is not None and users[0].equals(self._last[0])
        if self._last is not None and continues:
            self._pairs += 1
            self._ties += bool(times) and all(a.equals(b) for a, b in zip(first, self._last[1]))
        elif not continues:
            self._users += 1
        same = pc.equal(users.slice(1), users.slice(0, rows - 1))
        self._pairs += _true(same)
        begins = pc.cast(pc.invert(same), pa.int64())
        numbers = pc.add(pc.cumulative_sum(pa.concat_arrays([pa.array([0], pa.int64()), begins])), self._users)
        if times:
            tied = same
            for column in times:
                tied = pc.and_(tied, pc.equal(column.slice(1), column.slice(0, rows - 1)))
            self._ties += _true(tied)
        self._users = numbers[rows - 1].as_py()
        self._last = (users[rows - 1], [column[rows - 1] for column in times])
        return numbers

    def _text(self, batch: Any) -> bytes:
        import pyarrow as pa
        from pyarrow import csv

        # Text without quotation marks is read faster. The first label that needs them changes all that follow.
        while True:
            sink = pa.BufferOutputStream()
            try:
                csv.write_csv(batch, sink, csv.WriteOptions(include_header=False, quoting_style=self._quoting))
                return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]
            except pa.ArrowInvalid:
                if self._quoting == "needed":
                    raise
                self._quoting = "needed"


class Run:
    """One call of the executable. It prints nothing before its input ends, so one thread is enough."""

    def __init__(self, tool: Tool, arguments: List[str]) -> None:
        # Variables such as PERFORMANCE_LAW_MEMORY are options, which must not change this call.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PERFORMANCE_LAW_")}
        folder = _folder()
        if folder is not None:
            environment["TMPDIR"] = folder
        self._errors = tempfile.TemporaryFile()
        command = [find(tool.shipped), *arguments, "--memory", tool.memory]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=environment
        )

    def write(self, text: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text)
        except BrokenPipeError:
            self._check()
            raise

    def output(self) -> Iterator[bytes]:
        """Ends the input, and gives what the executable prints."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        while True:
            text = self._process.stdout.read(PIECE_BYTES)
            if not text:
                break
            yield text
        self._check()

    def _check(self) -> None:
        status = self._process.wait()
        if status != 0:
            self._errors.seek(0)
            fail(self._errors.read(4_000).decode("utf-8", "replace").strip(), status)

    def end(self) -> None:
        """Leaves no process behind when Spark gives the task up."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            try:
                if stream is not None:
                    stream.close()
            except BrokenPipeError:
                pass


def find(shipped: str) -> str:
    """The variable ``PERFORMANCE_LAW`` of the executor, else the file that the driver has shipped, else one on the path."""
    from pyspark import SparkFiles

    named = os.environ.get("PERFORMANCE_LAW", "")
    candidates: List[str] = [named, SparkFiles.get(shipped), shutil.which("performance-law") or ""]
    for candidate in candidates:
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    fail(f"the executable performance-law is not there; looked at {', '.join(repr(path) for path in candidates)}", None)
    raise AssertionError


def fail(message: str, status: Optional[int]) -> None:
    """Raises an exception from which the driver reads what happened."""
    cause = {"message": message, "status": status, "host": socket.gethostname(), "part": _partition()}
    raise RuntimeError(FAILURE[0] + json.dumps(cause) + FAILURE[1])


def _partition() -> int:
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.partitionId() if context is not None else 0


def _pieces(pa: Any, part: int, texts: Iterator[bytes]) -> Iterator[Any]:
    """A summary as compressed rows."""
    compressor = zlib.compressobj(1)
    number = 0
    for text in texts:
        piece = compressor.compress(text)
        if piece:
            yield _row(pa, part, number, piece)
            number += 1
    yield _row(pa, part, number, compressor.flush())


def _patterns(pa: Any, part: int, file: str) -> Iterator[Any]:
    """The counts of the patterns as rows."""
    import numpy as np

    with open(file, "rb") as records:
        while True:
            text = records.read(BATCH_RECORDS * RECORD_BYTES)
            if not text:
                return
            words = np.frombuffer(text, "<i8").reshape(-1, 4)
            columns = [
                pa.array(np.full(len(words), part, "i8")),
                pa.array(np.full(len(words), PATTERNS, "i4")),
                pa.nulls(len(words), pa.binary()),
                *(pa.array(np.ascontiguousarray(words[:, column])) for column in range(4)),
            ]
            yield pa.RecordBatch.from_arrays(columns, ["part", "piece", "data", "length", "high", "low", "count"])


def _padded(pa: Any, row: Any) -> Any:
    """A row of a summary among the rows of patterns."""
    columns = row.columns + [pa.nulls(row.num_rows, pa.int64())] * 4
    return pa.RecordBatch.from_arrays(columns, ["part", "piece", "data", "length", "high", "low", "count"])


def _folder() -> Optional[str]:
    """What does not fit into the memory goes where Spark's own files go."""
    folders = [folder for folder in os.environ.get("SPARK_LOCAL_DIRS", "").split(",") if os.path.isdir(folder)]
    return random.choice(folders) if folders else None


def _row(pa: Any, part: int, piece: int, data: bytes) -> Any:
    columns = [pa.array([part], pa.int64()), pa.array([piece], pa.int32()), pa.array([data], pa.binary())]
    return pa.RecordBatch.from_arrays(columns, ["part", "piece", "data"])


def _true(mask: Any) -> int:
    import pyarrow.compute as pc

    return pc.sum(mask).as_py() or 0
