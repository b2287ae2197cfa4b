"""What runs on the executors of Spark.

Spark sends these functions by value, so the executors need neither this package nor anything else but pyarrow.
"""

from __future__ import annotations

import collections
import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import zlib
from typing import Any, Counter, Dict, Iterator, List, NamedTuple, Optional, Tuple

#: Around the description of a failure in the text of the exception that Spark passes to the driver.
FAILURE = ("<performance-law>", "</performance-law>")
#: What a row holds that is no piece of a summary: the counts of a partition's rows, patterns of a bucket, and how many patterns
#: occur how often. Pieces of a summary have numbers from 0.
COUNTS, PATTERNS, HISTOGRAM = -1, -2, -3
COLUMNS = "part bigint, piece int, data binary"
#: A record of a file of patterns: its length, both halves of its fingerprint, and its count.
RECORD_BYTES = 32
#: At least so many records are read at a time, and so many for each bucket, but no more than a row of Arrow can hold.
BATCH_RECORDS = 1 << 17
ROW_RECORDS = 64
MOST_READ = 1 << 23
#: About so many records are sorted at a time.
MOST_SORTED = 1 << 20
#: A summary travels in rows of at most so many bytes.
PIECE_BYTES = 4 << 20

#: How many patterns of a length occur how often.
Histogram = Counter[Tuple[int, int]]


class Tool(NamedTuple):
    """How an executor calls the executable."""

    #: The name under which the driver has shipped it.
    shipped: str
    #: The most memory for one call, as ``--memory`` takes it.
    memory: str


def measure(batches: Iterator[Any], tool: Tool, arguments: List[str], user_bits: int, buckets: int) -> Iterator[Any]:
    """One partition: rows ordered by user and time go into the executable, and its summary comes back in pieces.

    The columns are the place, the user, the item, and those that order. A row in which one of them is null is left out and
    counted. If there are ``buckets``, the counts of the patterns follow the summary, each in the bucket of its fingerprint.
    """
    import pyarrow as pa

    run: Optional[Run] = None
    rows = RowWriter(user_bits)
    part = _partition()
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        file = os.path.join(folder, "patterns")
        options = ["--patterns", file] if buckets else []
        try:
            for batch in batches:
                for text in rows.csv(batch):
                    if run is None:
                        run = Run(tool, ["apen", "-", "--partial", *arguments, *options])
                    run.write(text)
            yield _row(pa, part, COUNTS, json.dumps(rows.counts()).encode())
            if run is not None:
                yield from _pieces(pa, part, run.output())
                if buckets:
                    yield from _patterns(pa, file, buckets)
        finally:
            if run is not None:
                run.end()


def merge(batches: Iterator[Any], tool: Tool) -> Iterator[Any]:
    """Merges the summaries of each group, and adds up the patterns of each bucket.

    The columns are the group, the part and the number of the piece, which order the rows, and the piece. Buckets come first.
    Counts are passed on as they are.
    """
    import pyarrow as pa

    run: Optional[Run] = None
    group: Optional[int] = None
    part: Optional[int] = None
    expansion = zlib.decompressobj()
    patterns = PatternSum()
    try:
        for batch in batches:
            names = batch.schema.names
            groups, parts, numbers = (batch.column(names.index(name)).to_pylist() for name in ["group", "part", "piece"])
            pieces = batch.column(names.index("data"))
            for row, number in enumerate(numbers):
                piece = pieces[row].as_buffer()
                if number == COUNTS:
                    yield _row(pa, parts[row], COUNTS, piece.to_pybytes())
                elif number == HISTOGRAM:
                    patterns.histogram.update(histogram(piece.to_pybytes()))
                elif number == PATTERNS:
                    patterns.add(parts[row], piece)
                else:
                    if run is not None and groups[row] != group:
                        assert group is not None
                        yield from _pieces(pa, group, run.output())
                        run = None
                    if run is None:
                        run = Run(tool, ["apen", "-", "--merge", "--partial"])
                        group, part = groups[row], None
                    if parts[row] != part:
                        part, expansion = parts[row], zlib.decompressobj()
                    run.write(expansion.decompress(piece))
        if run is not None and group is not None:
            yield from _pieces(pa, group, run.output())
        patterns.end()
        if patterns.histogram:
            counted = [[*key, count] for key, count in sorted(patterns.histogram.items())]
            yield _row(pa, _partition(), HISTOGRAM, json.dumps(counted).encode())
    finally:
        if run is not None:
            run.end()


def histogram(text: bytes) -> Histogram:
    """What a row of a histogram holds."""
    return collections.Counter({(length, times): count for length, times, count in json.loads(text)})


class PatternSum:
    """Adds up the counts of equal patterns, bucket by bucket, and counts how many patterns occur how often."""

    def __init__(self) -> None:
        self.histogram: Histogram = collections.Counter()
        self._bucket: Optional[int] = None
        self._records: List[Any] = []

    def add(self, bucket: int, records: Any) -> None:
        import numpy as np

        if bucket != self._bucket:
            self.end()
            self._bucket = bucket
        self._records.append(np.frombuffer(records, "<u8").reshape(-1, 4))

    def end(self) -> None:
        """Ends a bucket."""
        import numpy as np

        # All records with one fingerprint are in one slice, so only a slice is sorted at a time.
        slices = 1 + sum(map(len, self._records)) // MOST_SORTED
        for number in range(slices):
            chosen = [records[records[:, 2] % slices == number] for records in self._records]
            if any(map(len, chosen)):
                self._count(np.concatenate(chosen))
        self._records = []

    def _count(self, records: Any) -> None:
        import numpy as np

        length, high, low, times = range(4)
        records = records[np.argsort(records[:, low])]
        ends = records[1:, low] != records[:-1, low]
        same = ~ends
        if (records[1:][same][:, :low] != records[:-1][same][:, :low]).any():
            # Half of the fingerprint is not enough.
            records = records[np.lexsort((records[:, length], records[:, high], records[:, low]))]
            ends = (records[1:, :times] != records[:-1, :times]).any(axis=1)
        begins = np.concatenate([[0], np.flatnonzero(ends) + 1])
        sums = np.stack([records[begins, length], np.add.reduceat(records[:, times], begins)], axis=1)
        keys, counts = np.unique(sums, axis=0, return_counts=True)
        for (of, total), count in zip(keys.tolist(), counts.tolist()):
            self.histogram[of, total] += count


class RowWriter:
    """Turns batches of rows into lines of CSV that the executable reads: a number for each user, and the item.

    The columns are the place, the user, the item, and those that order. Rows of users with equal bits of the hash in ``place``
    may alternate.
    """

    def __init__(self, user_bits: int) -> None:
        self._time_bits = 64 - user_bits
        self._nulls: Dict[str, int] = {"user": 0, "item": 0, "time": 0}
        self._rows = 0
        self._pairs = 0
        self._ties = 0
        self._users = 0
        #: The bits of the last user, and the number and the last times of each user who has them.
        self._bits: Optional[int] = None
        self._last: Dict[Any, Tuple[int, Tuple[Any, ...]]] = {}
        self._quoting = "none"

    def counts(self) -> Dict[str, Any]:
        return {"nulls": self._nulls, "rows": self._rows, "pairs": self._pairs, "ties": self._ties}

    def csv(self, batch: Any) -> Iterator[bytes]:
        import pyarrow as pa

        batch = self._complete(batch)
        if batch.num_rows == 0:
            return
        self._rows += batch.num_rows
        yield self._text(pa.RecordBatch.from_arrays([self._numbers(batch), batch.column(2)], ["user", "item"]))

    def _complete(self, batch: Any) -> Any:
        """The rows without a null. A row is counted once, by the first of its columns that is null."""
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = batch.columns[1:]
        if not any(column.null_count for column in columns):
            return batch
        kept: Any = None
        for index, column in enumerate(columns):
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

        bits, users, times = pc.shift_right(batch.column(0), self._time_bits), batch.column(1), batch.columns[3:]
        last = batch.num_rows - 1
        same = _equal_neighbours(users)
        if _true(_equal_neighbours(bits)) != _true(same):
            rows = zip(bits.to_pylist(), users.to_pylist(), zip(*times))
            return pa.array([self._number(*row) for row in rows], pa.int64())
        first = self._number(bits[0].as_py(), users[0].as_py(), tuple(column[0] for column in times))
        tied = same
        for column in times:
            tied = pc.and_(tied, _equal_neighbours(column))
        self._pairs += _true(same)
        self._ties += _true(tied)
        begun = pc.cumulative_sum(pa.concat_arrays([pa.array([0], pa.int64()), pc.cast(pc.invert(same), pa.int64())]))
        numbers = pc.if_else(pc.equal(begun, 0), first, pc.add(begun, self._users))
        if begun[last].as_py():
            self._users += begun[last].as_py()
            self._bits, self._last = bits[last].as_py(), {}
        self._last[users[last].as_py()] = (numbers[last].as_py(), tuple(column[last] for column in times))
        return numbers

    def _number(self, bits: int, user: Any, times: Tuple[Any, ...]) -> int:
        """The number of the user of the next row."""
        if bits != self._bits:
            self._bits, self._last = bits, {}
        if user in self._last:
            number, before = self._last[user]
            self._pairs += 1
            self._ties += times == before
        else:
            self._users += 1
            number = self._users
        self._last[user] = (number, times)
        return number

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


def _patterns(pa: Any, file: str, buckets: int) -> Iterator[Any]:
    """The records of a file of patterns, as rows of many records of one bucket."""
    import numpy as np

    # A row of few records would cost more than they.
    batch_records = min(max(BATCH_RECORDS, ROW_RECORDS * buckets), MOST_READ)
    with open(file, "rb") as records:
        while True:
            text = records.read(batch_records * RECORD_BYTES)
            if not text:
                return
            words = np.frombuffer(text, "<u8").reshape(-1, 4)
            places = ((words[:, 1] >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)
            # Integers of 16 bits are sorted by counting.
            places = places.astype("u2" if buckets <= 1 << 16 else "i8")
            order = np.argsort(places, kind="stable")
            used, begins = np.unique(places[order], return_index=True)
            offsets = np.append(begins, len(words)).astype("i4") * np.int32(RECORD_BYTES)
            data = pa.BinaryArray.from_buffers(
                pa.binary(), len(used), [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(words[order]))]
            )
            kinds = pa.array(np.full(len(used), PATTERNS, "i4"))
            columns = [pa.array(used.astype("i8")), kinds, data]
            yield pa.RecordBatch.from_arrays(columns, ["part", "piece", "data"])


def _folder() -> Optional[str]:
    """What does not fit into the memory goes where Spark's own files go."""
    folders = [folder for folder in os.environ.get("SPARK_LOCAL_DIRS", "").split(",") if os.path.isdir(folder)]
    return random.choice(folders) if folders else None


def _row(pa: Any, part: int, piece: int, data: bytes) -> Any:
    columns = [pa.array([part], pa.int64()), pa.array([piece], pa.int32()), pa.array([data], pa.binary())]
    return pa.RecordBatch.from_arrays(columns, ["part", "piece", "data"])


def _equal_neighbours(column: Any) -> Any:
    import pyarrow.compute as pc

    return pc.equal(column.slice(1), column.slice(0, len(column) - 1))


def _true(mask: Any) -> int:
    import pyarrow.compute as pc

    return pc.sum(mask).as_py() or 0
