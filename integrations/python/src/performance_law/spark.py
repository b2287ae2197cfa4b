"""Measures a log in Apache Spark, where it lies.

    from performance_law import spark

    answer = spark.apen(clicks, user="customer", item="sku", time="ts")
    print(answer["dPrime"])
    spark.publish(answer, "http://laws.example:8080", token="…", name="clicks")

Spark distributes the users and orders each user's interactions. The executable counts on every executor, and only mergeable
summaries come back. The figures are those of one machine, and so is the id of the dataset.
"""

from __future__ import annotations

import collections
import functools
import json
import os
import re
import subprocess
import zlib
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _spark_worker as worker
from ._connection import Connection
from ._executable import executable
from ._problem import Problem
from ._tables import Body, several

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["ExecutorFailure", "apen", "publish"]

#: So many summaries are merged at a time: by an executor, and at last by the driver.
FAN_IN = 16
#: The words that the reading of every table takes for «no label».
MISSING_WORDS = ("", "NA", "\\N", "nan", "NULL", "null", "None")
#: A decimal integer with a fraction of zeros is known by its integer.
ZERO_FRACTION = r"^(0|-?[1-9][0-9]*)\.0+$"
#: So many bits of a user's hash order the rows of a part; the rest of 64 bits is for the time.
USER_BITS = 38
#: Patterns are added up in so many parts for each part of the log, because they are longer than the log.
BUCKETS_PER_PART = 4
#: A share of tied neighbours above which the answer warns, as for any log.
MANY_TIES = 0.1

Name = Union[str, "Column"]


class ExecutorFailure(RuntimeError):
    """The executable has failed on an executor, also when Spark tried again. The text names the cause."""

    def __init__(self, message: str, *, status: Optional[int], host: str, partition: int) -> None:
        super().__init__(message, status, host, partition)
        self.message = message
        #: The exit status of the executable; negative for the signal that ended it, ``None`` if it did not start.
        self.status = status
        self.host = host
        self.partition = partition

    def __str__(self) -> str:
        if self.status is None:
            how = "could not start"
        elif self.status < 0:
            how = f"was ended by signal {-self.status}"
        else:
            how = f"ended with status {self.status}"
        text = f"performance-law {how} on {self.host} (partition {self.partition})"
        return f"{text}: {self.message}" if self.message else text

    def __reduce__(self) -> Any:
        return _restored, (self.message, self.status, self.host, self.partition)


def _restored(message: str, status: Optional[int], host: str, partition: int) -> ExecutorFailure:
    return ExecutorFailure(message, status=status, host=host, partition=partition)


def apen(
    df: "DataFrame",
    user: Name,
    item: Name,
    time: Union[Name, Sequence[Name], None] = None,
    m: int = 2,
    max_length: Optional[int] = None,
    measures: Union[str, Iterable[str], None] = None,
    *,
    r: float = 0,
    short: Optional[str] = None,
    partitions: Optional[int] = None,
    memory: str = "2GiB",
) -> Dict[str, Any]:
    """Measures the quality of a log, which stays where it is.

    ``user``, ``item`` and ``time`` are columns, by name or as expressions. Ids may have any type but that of a list. ``time``
    is a number, a date or a timestamp, or several columns of which the later ones order what the earlier ones leave equal.
    Interactions of a user with equal time are ordered by their item: numbers by value, all others by the bytes of their
    text. So the answer depends neither on the number of partitions nor on the order of the rows. Without ``time`` the order
    is that in which Spark reads the rows, which is that of the file only for a single file; the answer warns of it.

    ``measures`` are ``lempelZiv`` and ``shannon``, both by default, and ``pooled``, for which Spark also shuffles the patterns of
    all users; none for ``[]``. Rows in which the user, the item or the
    time is null are left out and counted. ``partitions`` is the number of parts into which users are distributed; by default
    Spark chooses it. ``memory`` bounds one call of the executable; an executor runs one for each of its tasks. Merging
    takes some 700 bytes for each distinct item.

    The answer is that of ``POST /apen``. Its ``summary`` is the mergeable summary, a line of JSON, which :func:`publish`
    sends to a service.

    Raises ``FileNotFoundError`` before any job starts if the executable is not here, :class:`Problem` for parameters that it
    refuses and for a log without interactions, and :class:`ExecutorFailure` if it fails on an executor.
    """
    program = executable()
    chosen = ["lempelZiv", "shannon"] if measures is None else several(measures)
    is_pooled = "pooled" in chosen
    arguments = _arguments(m, r, max_length, short, [measure for measure in chosen if measure != "pooled"])
    # The executable refuses parameters before a job starts.
    _call(program, ["apen", "-", "--partial", *arguments, *(["--patterns", os.devnull] if is_pooled else [])], [b"0,1\n"])
    columns = _columns(df, user, item, time)
    parts = _parts(columns, _count(df, partitions), partitions is not None)
    tool = worker.Tool(_ship(df, program), memory)
    merging = ["apen", "-", "--merge", "--memory", memory]
    count = _count(df, partitions)
    buckets = BUCKETS_PER_PART * count if is_pooled else 0
    summaries = _map(
        parts, functools.partial(worker.measure, tool=tool, arguments=arguments, user_bits=USER_BITS, buckets=buckets)
    )
    # Patterns are added up in the first round.
    for number, groups in enumerate(list(_levels(count)) or [1] * is_pooled):
        has_patterns = is_pooled and number == 0
        summaries = _map(_grouped(summaries, groups, has_patterns, partitions), functools.partial(worker.merge, tool=tool))
    counts, lines, patterns = _collect(summaries)
    if not lines:
        left_out = sum(counts.nulls.values())
        rest = f" beside {left_out} with a null" if left_out else ""
        raise Problem(400, f"there is nothing to measure: the data frame has no interaction{rest}", title="Bad Request")
    summary = _call(program, [*merging, "--partial"], lines)
    if is_pooled:
        summary = _call(program, [*merging, "--partial"], [_with_pooled(summary, patterns, m)])
    answer: Dict[str, Any] = json.loads(_call(program, [*merging, "--json"], [summary]))
    answer["read"] = {
        "columns": {"user": _text(user), "item": _text(item), **({"time": _texts(time)} if columns.is_timed else {})},
        "order": "time" if columns.is_timed else "file",
        "ties": counts.ties,
        "skipped": sum(counts.nulls.values()),
    }
    answer.setdefault("warnings", []).extend(_warnings(counts, columns.is_timed))
    answer["summary"] = summary.decode().rstrip("\n")
    return answer


def publish(
    answer: Union[Dict[str, Any], str],
    url: str,
    token: Optional[str] = None,
    name: Optional[str] = None,
    *,
    replace_name: Optional[bool] = None,
) -> Dict[str, Any]:
    """Stores a measured log as a dataset of a service, so that laws can use its D′.

    ``answer`` is what :func:`apen` gives, or only its summary. The id follows from the content, so sending it again changes
    nothing.
    """
    summary = answer if isinstance(answer, str) else answer.get("summary")
    if isinstance(summary, dict):
        summary = json.dumps(summary, allow_nan=False)
    if not isinstance(summary, str):
        raise TypeError("the answer has no summary; give what performance_law.spark.apen returns")
    text = summary.encode()
    parameters = {"name": name, "replaceName": replace_name}
    body = Body(iter([text]), "application/json", len(text), False)
    stored: Dict[str, Any] = Connection(url, token).post_table("/datasets/import", parameters, body)
    return stored


# The parameters


def _arguments(m: int, r: float, max_length: Optional[int], short: Optional[str], measures: List[str]) -> List[str]:
    for measure in measures:
        if measure.startswith("compression"):
            raise Problem(
                400,
                f"{measure} needs the sequences of all users together, so no summary of a part has it; measure it on one "
                "machine, or leave it out",
                title="Bad Request",
            )
    arguments = ["--m", str(m), "--r", str(r), "--measures", ",".join(measures)]
    if max_length is not None:
        arguments += ["--max-length", str(max_length)]
    if short is not None:
        arguments += ["--short", short]
    # What the worker writes, so that nothing has to be recognised.
    reading = {"format": "csv", "header": "absent", "columns": "user:1,item:2", "delimiter": "comma", "charset": "utf-8"}
    for option, value in reading.items():
        arguments += [f"--{option}", value]
    return arguments


def _call(program: str, arguments: List[str], texts: Iterable[bytes]) -> bytes:
    """Runs the executable on the driver."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PERFORMANCE_LAW_")}
    with subprocess.Popen(
        [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        output, errors = process.communicate(b"".join(texts))
    if process.returncode != 0:
        message = errors.decode("utf-8", "replace").strip() or f"it ended with status {process.returncode}"
        raise Problem(400, f"performance-law refuses: {message}", title="Bad Request")
    return output


# The rows


class _Columns(NamedTuple):
    """The columns of the log, each an expression over the data frame, with null for what is no label and no time."""

    frame: "DataFrame"
    user: "Column"
    item: "Column"
    times: List["Column"]
    is_timed: bool


def _columns(df: "DataFrame", user: Name, item: Name, time: Union[Name, Sequence[Name], None]) -> _Columns:
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if time is None:
        times: List[Name] = []
    elif isinstance(time, (list, tuple)):
        times = list(time)
    else:
        single: Any = time
        times = [single]
    named = [F.col(name) if isinstance(name, str) else name for name in [user, item, *times]]
    types = [field.dataType for field in df.select(*(c.alias(f"c{i}") for i, c in enumerate(named))).schema.fields]
    labels = [_label(column, kind, name) for column, kind, name in zip(named, types, ["user", "item"])]
    order = []
    for column, kind in zip(named[2:], types[2:]):
        orders = (T.NumericType, T.DateType, T.TimestampType, T.TimestampNTZType)
        if not isinstance(kind, orders):
            raise Problem(
                400,
                f"the time {column} is {kind.simpleString()}, which has no order of time; convert it first, for example with "
                "to_timestamp",
                title="Bad Request",
            )
        if isinstance(kind, (T.FloatType, T.DoubleType)):
            column = F.when(~F.isnan(column), column)
        order.append(column)
    if not order:
        order = [F.monotonically_increasing_id()]
    return _Columns(df, labels[0], labels[1], order, bool(times))


def _label(column: "Column", kind: Any, role: str) -> "Column":
    """The label of a value, by the rules of all tables; null if it is none. Integers keep their type, and so their order."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if isinstance(kind, (T.ByteType, T.ShortType, T.IntegerType, T.LongType)):
        return column
    if isinstance(kind, T.ArrayType) and role == "item":
        raise Problem(
            400,
            "the item is a list; make a row of each element first, with its place as the time: "
            'select("user", posexplode("items").alias("time", "item"))',
            title="Bad Request",
        )
    if isinstance(kind, (T.FloatType, T.DoubleType)):
        # Beyond 2^53 not every integer is a double, and a fraction has no other text than Spark's.
        is_integer = (column == F.floor(column)) & (F.abs(column) <= F.lit(float(1 << 53)))
        text = F.when(is_integer, column.cast("bigint").cast("string")).otherwise(column.cast("string"))
        return F.when(~F.isnan(column), text)
    if isinstance(kind, (T.StructType, T.MapType, T.ArrayType)):
        return F.when(column.isNotNull(), F.to_json(F.struct(column.alias("id"))))
    text = F.hex(column) if isinstance(kind, T.BinaryType) else column.cast("string")
    text = F.btrim(text, F.lit(" \t"))
    text = F.when(F.instr(text, ".") > 0, F.regexp_replace(text, ZERO_FRACTION, "$1")).otherwise(text)
    return F.when(~text.isin(*MISSING_WORDS), text)


def _parts(columns: _Columns, count: int, is_fixed: bool) -> "DataFrame":
    """Distributes the rows by user and orders them within each part: by place, then by user, by time, and then by item.

    A place is 38 bits of the user's hash and 26 bits of the time. So the rows of a user are neighbours, and nearly each comparison
    of Spark's sort is one of two integers that it keeps beside each other. A sort by user and time reads two rows of the log for
    a comparison, and takes 2.5 times as long. Rows of users with equal bits alternate, in order of time; the worker tells them
    apart.
    """
    from pyspark.sql import functions as F

    times = [f"time{index}" for index in range(len(columns.times))]
    rows = columns.frame.select(
        columns.user.alias("user"),
        columns.item.alias("item"),
        *(column.alias(name) for column, name in zip(columns.times, times)),
    )
    # Rows without a user would all meet in one part.
    part = F.when(F.col("user").isNotNull(), F.xxhash64("user")).otherwise(F.xxhash64("item", *times))
    rows = rows.repartition(count, part) if is_fixed else rows.repartition(part)
    user = F.shiftleft(F.xxhash64("user"), 64 - USER_BITS)
    place = user.bitwiseOR(_rank(F.col("time0"), rows.schema["time0"].dataType))
    return rows.select(place.alias("place"), "*").sortWithinPartitions("place", "user", *times, "item")


def _rank(time: "Column", kind: Any) -> "Column":
    """An integer of 64 - USER_BITS bits that never falls while time grows. It is a logarithm, so it needs no range and no unit:
    it tells times of today apart that differ by 2^-19 of the time since 1970."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if isinstance(kind, T.TimestampType):
        time = F.unix_micros(time)
    elif isinstance(kind, (T.DateType, T.TimestampNTZType)):
        time = F.unix_date(time.cast("date"))
    number = time.cast("double")
    # All times beyond e^63 have one rank.
    logarithm = F.signum(number) * F.least(F.log1p(F.abs(number)), F.lit(63.0))
    return F.floor((logarithm / 64 + 1) * float(1 << (63 - USER_BITS))).cast("bigint")


def _count(df: "DataFrame", partitions: Optional[int]) -> int:
    """About how many parts there will be, at most."""
    if partitions is not None:
        if partitions < 1:
            raise ValueError("partitions must be at least 1")
        return partitions
    value = df.sparkSession.conf.get("spark.sql.shuffle.partitions") or ""
    # Databricks also knows `auto`. If there are other parts than that, a round of merging is larger or smaller.
    return int(value) if value.isdigit() else FAN_IN * FAN_IN


# The summaries


def _map(frame: "DataFrame", function: Any) -> "DataFrame":
    from pyspark import cloudpickle

    # Executors do not have this package.
    cloudpickle.register_pickle_by_value(worker)
    return frame.mapInArrow(function, worker.COLUMNS)


def _levels(parts: int) -> Iterator[int]:
    """How many groups each round of merging on the executors leaves."""
    while parts > FAN_IN:
        parts = -(-parts // FAN_IN)
        yield parts


def _grouped(summaries: "DataFrame", groups: int, has_patterns: bool, partitions: Optional[int]) -> "DataFrame":
    """Brings together what is merged."""
    from pyspark.sql import functions as F

    group = F.pmod(F.col("part"), F.lit(groups))
    if has_patterns:
        # The part of a row of patterns is its bucket.
        group = F.when(F.col("piece") == worker.PATTERNS, -1 - F.col("part")).otherwise(group)
    rows = summaries.withColumn("group", group)
    if not has_patterns:
        rows = rows.repartition(groups, "group")
    elif partitions is not None:
        rows = rows.repartition(BUCKETS_PER_PART * partitions, "group")
    else:
        # Adaptive execution sees how large the buckets are.
        rows = rows.repartition("group")
    return rows.sortWithinPartitions("group", "part", "piece")


class _Counts(NamedTuple):
    """What was counted beside the summaries."""

    nulls: Dict[str, int]
    rows: int
    pairs: int
    ties: int


def _collect(summaries: "DataFrame") -> Tuple[_Counts, List[bytes], worker.Histogram]:
    """Runs the job. It gives the last summaries, one after the other, and how many patterns of each length occur how often."""
    try:
        rows = summaries.collect()
    except Exception as error:
        failure = _failure(str(error))
        if failure is None:
            raise
        raise failure from error
    counts = _Counts({"user": 0, "item": 0, "time": 0}, 0, 0, 0)
    patterns: worker.Histogram = collections.Counter()
    pieces: Dict[int, List[Tuple[int, bytes]]] = {}
    for row in rows:
        if row["piece"] == worker.COUNTS:
            of_part = json.loads(bytes(row["data"]))
            nulls = {role: count + of_part["nulls"][role] for role, count in counts.nulls.items()}
            counts = _Counts(
                nulls, counts.rows + of_part["rows"], counts.pairs + of_part["pairs"], counts.ties + of_part["ties"]
            )
        elif row["piece"] == worker.HISTOGRAM:
            patterns.update(worker.histogram(bytes(row["data"])))
        else:
            pieces.setdefault(row["part"], []).append((row["piece"], bytes(row["data"])))
    lines = [zlib.decompress(b"".join(data for _, data in sorted(part))) for part in pieces.values()]
    return counts, lines, patterns


def _with_pooled(summary: bytes, histogram: worker.Histogram, m: int) -> bytes:
    """Adds how often the patterns of all users occur."""
    of_length: Dict[int, List[List[int]]] = {m: [], m + 1: []}
    for (length, times), patterns in histogram.items():
        of_length[length].append([times, patterns])
    pooled = json.dumps({"patterns": sorted(of_length[m]), "nextPatterns": sorted(of_length[m + 1])})
    text = summary.decode().rstrip()
    named = re.search(r'"measures":(\[[^\]]*\])', text)
    assert named is not None and text.endswith("}")
    measures = json.dumps([*json.loads(named.group(1)), "pooled"])
    return f'{text[: named.start(1)]}{measures}{text[named.end(1) : -1]},"pooled":{pooled}}}'.encode()


def _failure(text: str) -> Optional[ExecutorFailure]:
    """What an executor has said, in the text of Spark's exception."""
    begin, end = (re.escape(mark) for mark in worker.FAILURE)
    found = re.search(f"{begin}(.*?){end}", text, re.DOTALL)
    if found is None:
        return None
    cause = json.loads(found.group(1))
    return ExecutorFailure(cause["message"], status=cause["status"], host=cause["host"], partition=cause["part"])


def _ship(df: "DataFrame", program: str) -> str:
    """Sends the executable to every executor. - Returns: its name there."""
    session = df.sparkSession
    try:
        context = session.sparkContext
    except Exception:
        # A session of Spark Connect has no context.
        session.addArtifacts(program, file=True)
    else:
        context.addFile(program)
    return os.path.basename(program)


def _warnings(counts: _Counts, is_timed: bool) -> Iterator[Dict[str, str]]:
    left_out = sum(counts.nulls.values())
    if left_out:
        places = ", ".join(f"{count:,} without {role}" for role, count in counts.nulls.items() if count)
        yield {
            "code": "skippedRecords",
            "message": f"{left_out:,} of {left_out + counts.rows:,} rows have a null and were left out: {places}.",
        }
    if not is_timed:
        yield {
            "code": "fileOrder",
            "message": "No time orders the interactions, so they are in the order in which Spark reads the rows, which is that "
            "of the log only for a single file. Name the column that orders them.",
        }
    elif counts.ties > MANY_TIES * counts.pairs:
        yield {
            "code": "tiedTimes",
            "message": f"{counts.ties:,} of {counts.pairs:,} neighbouring interactions of a user have the same time. They are "
            "ordered by their item, so ApEn depends on how the items are named. Give a further column that orders them.",
        }


def _text(column: Name) -> str:
    return column if isinstance(column, str) else str(column)


def _texts(time: Any) -> Any:
    return [_text(name) for name in time] if isinstance(time, (list, tuple)) else _text(time)
