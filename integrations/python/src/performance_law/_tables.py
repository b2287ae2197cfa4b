"""Turns what people have in Python into a body that the service reads: frames, files, records and sequences."""

from __future__ import annotations

import datetime
import decimal
import itertools
import json
import math
import numbers
import os
import uuid
from collections.abc import Set
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Union

from . import _frames, _names

#: Bytes that are read from a file at once.
FILE_BYTES = 1 << 18

#: A column by its name, or by its number from 1.
Column = Union[str, int]
#: Columns by role, or the text of HTTP.
Columns = Union[str, Mapping[str, Any]]

#: What a table may be: of a log, and of a grid of experiments.
LOG = "records (a list of dicts), sequences (a list of lists, or a dict of lists by user), or a dict of columns (lists of one length)"
GRID = "records (a list of dicts), or a dict of columns (lists of one length)"


#: The members of a body of HTTP that hold the log, and what each of their elements is.
DOCUMENT: Dict[str, Any] = {"sequences": (list, tuple), "interactions": Mapping}


class Body(NamedTuple):
    """A table as bytes."""

    pieces: Iterator[bytes]
    content_type: str
    #: The number of bytes, where it is known before they are read.
    size: Optional[int]
    is_compressed: bool


def body(data: Any, *, is_grid: bool = False, has_columns: bool = False) -> Body:
    """The bytes of a frame, of a path, of an open file, of bytes, of records, of a dict of columns, or of sequences.

    A grid of experiments has no sequences. A dict has its columns, and rows without names raise ``TypeError``. A dict of a log
    has columns if their names say so, or if the caller names them (``has_columns``), and users otherwise.

    A set has no order, so it raises ``TypeError``.

    Everything is made piece by piece, so a table of any size needs little memory. Only a lazy frame is computed as a whole.
    """
    if isinstance(data, (str, os.PathLike)):
        return _file(os.fspath(data))
    if isinstance(data, (bytes, bytearray, memoryview)):
        text = bytes(data)
        return Body(iter([text]), "application/octet-stream", len(text), text[:2] == b"\x1f\x8b")
    data = _frames.with_index_columns(_frames.collected(data))
    if _frames.is_frame(data):
        if len(data) > 0 and _frames.has_nested_cells(data):
            return Body(_lines(_frames.planned(_frames.records(data))), "application/x-ndjson", None, False)
        return Body(_frames.text(data), "text/csv", None, False)
    if _frames.is_arrow(data):
        return _arrow(data)
    _frames.refuse_table(data)
    if hasattr(data, "read"):
        return Body(_read(data), "application/octet-stream", None, False)
    if isinstance(data, Mapping):
        data = _grid_rows(data) if is_grid else _log_rows(data, has_columns)
    _refuse_set(data)
    try:
        rows = iter(data)
    except TypeError:
        raise TypeError(
            f"cannot read a table from {type(data).__name__}; give a data frame, a path, an open file, "
            f"{GRID if is_grid else LOG}"
        ) from None
    return Body(_lines(_with_names(rows) if is_grid else rows), "application/x-ndjson", None, False)


def _grid_rows(columns: Mapping[Any, Any]) -> List[Any]:
    """The records of a dict of columns. A body of HTTP has the records in ``experiments``, and stays."""
    experiments = columns.get("experiments")
    if isinstance(experiments, (list, tuple)) and any(isinstance(record, Mapping) for record in experiments):
        return [columns]
    lists: Dict[str, List[Any]] = {}
    for name, column in columns.items():
        lists[str(name)] = listed(_column(name, column)) or []
    return records(lists)


def _log_rows(data: Mapping[Any, Any], has_columns: bool) -> Iterable[Any]:
    """The records of a dict of columns, or a record for each user of a dict of users. A body of HTTP stays.

    Raises ``ValueError`` if the columns have different lengths, or if it is not clear whether there are columns or users.
    """
    if any(isinstance(row, kind) for name, kind in DOCUMENT.items() for row in _beginning(data.get(name))):
        return [data]
    roles = {str(name): _names.role(str(name)) for name in data}
    stated = {name: role for name, role in roles.items() if role is not None}
    if has_columns or len(set(stated.values())) > 1:
        lists = {str(name): _column(name, column) for name, column in data.items()}
        try:
            _check_lengths(lists)
        except ValueError as error:
            raise ValueError(
                f"{error}; the names say that these are columns, so give the sequences of users as a list, list(data.values())"
            ) from None
        return _frames.planned(dict(zip(lists, cells)) for cells in zip(*lists.values()))
    lengths = {len(items) if hasattr(items, "__len__") and not isinstance(items, str) else -1 for items in data.values()}
    # A letter alone can be anybody.
    stated = {name: role for name, role in stated.items() if len(name) > 1}
    if stated and len(data) > 1 and len(lengths) == 1 and max(lengths) > 1:
        name, role = next(iter(stated.items()))
        raise ValueError(
            f"it is not clear whether the dict has columns or users: {name!r} is a name of a column ({role}), and all lists have "
            f'one length; say which columns there are, such as columns={{"user": …, "item": …}}, or give the sequences of '
            "users as a list, list(data.values())"
        )
    return ({"user": user, "items": items} for user, items in data.items())


def _beginning(value: Any) -> List[Any]:
    """The first element of a list."""
    return list(value[:1]) if isinstance(value, (list, tuple)) else []


def _column(name: Any, column: Any) -> Any:
    """The cells of a column, which have a number."""
    _refuse_set(column)
    is_single = isinstance(column, (str, bytes, Mapping)) or getattr(column, "ndim", 1) == 0
    if hasattr(column, "__len__") and hasattr(column, "__iter__") and not is_single:
        return column
    elements = listed(column)
    if elements is None:
        raise TypeError(f"column {str(name)!r} is of type {type(column).__name__}; each column of a dict is a list")
    return elements


def _with_names(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows of a grid. Refuses a first row that has no names, before anything is sent. A text may be a line of CSV."""
    first = next(rows, None)
    if first is None:
        return iter([])
    if not isinstance(plain(first), (dict, str)):
        raise TypeError(
            f"the first row is of type {type(first).__name__} and has no names of columns; give a data frame such as "
            f'pandas.DataFrame(rows, columns=["layers", "dim", "HR@10"]), {GRID}'
        )
    return itertools.chain([first], rows)


def _arrow(data: Any) -> Body:
    if getattr(data, "num_rows", None) == 0:
        return Body(iter([_frames.header(data.schema.names)]), "text/csv", None, False)
    return Body(_lines(_frames.planned(_frames.arrow_records(data))), "application/x-ndjson", None, False)


def _file(path: Union[str, bytes]) -> Body:
    size = os.path.getsize(path)
    file = open(path, "rb")
    begin = file.read(2)
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            yield from _read(file)

    return Body(pieces(), "application/octet-stream", size, begin == b"\x1f\x8b")


def _read(file: Any) -> Iterator[bytes]:
    while True:
        piece = file.read(FILE_BYTES)
        if not piece:
            return
        yield piece.encode() if isinstance(piece, str) else piece


def _lines(rows: Iterable[Any]) -> Iterator[bytes]:
    pending: List[str] = []
    size = 0
    for number, row in enumerate(rows, 1):
        try:
            value = plain(row)
        except TypeError as error:
            raise TypeError(f"row {number}: {error}") from None
        text = json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
        pending.append(text)
        size += len(text)
        if size >= FILE_BYTES:
            yield ("\n".join(pending) + "\n").encode()
            pending, size = [], 0
    if pending:
        yield ("\n".join(pending) + "\n").encode()


def plain(value: Any) -> Any:
    """A value that JSON has. NaN means «not measured» in Python, and becomes ``null``."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    # Words of pandas for a missing value, one of which is a time.
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return value.decode()
    # Their texts are what CSV has of them.
    if isinstance(value, (datetime.timedelta, uuid.UUID)):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return None if value.is_nan() else str(value)
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers
        return plain(value.tolist())
    if hasattr(value, "as_py"):  # Arrow's values
        return plain(value.as_py())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    _refuse_set(value)
    try:
        return [plain(element) for element in value]
    except TypeError:
        raise TypeError(f"cannot write {type(value).__name__} as JSON") from None


def _refuse_set(value: Any) -> None:
    """Refuses a set, a frozenset, and the keys or the items of a dict."""
    if isinstance(value, Set):
        raise TypeError(
            f"a value of type {type(value).__name__} has no order and nothing twice, and both are measured; give a list"
        )


def listed(value: Any) -> Optional[List[Any]]:
    """The elements of a list, an array, a range or an iterator as plain values. ``None`` for a single value.

    A text, a dict and an array without dimensions are single values.
    """
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__") or getattr(value, "ndim", 1) == 0:
        return None
    _refuse_set(value)
    return [plain(element) for element in value]


def several(value: Any) -> List[Any]:
    """The elements of a collection of names or of answers. One text or one dict is a collection of itself."""
    return [value] if isinstance(value, (str, Mapping)) else list(value)


def records(columns: Mapping[str, List[Any]]) -> List[Dict[str, Any]]:
    """The rows of a table of columns. Raises ``ValueError`` if these have different lengths."""
    _check_lengths(columns)
    return [dict(zip(columns, cells)) for cells in zip(*columns.values())]


def _check_lengths(columns: Mapping[str, Any]) -> None:
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError("the lists have different lengths: " + ", ".join(f"{n} has {c}" for n, c in lengths.items()))


def columns_text(columns: Columns) -> str:
    """The parameter ``columns`` for a dict of roles. A text is that of HTTP, ``user:customer,item:sku``, and stays.

    A column is a name, a number from 1, two names (``["date", "time"]``), or ``None`` for no column. ``ignore`` may have
    several.
    """
    if isinstance(columns, str):
        return columns
    if not isinstance(columns, Mapping):
        raise TypeError(
            f'columns is of type {type(columns).__name__}; give a dict such as {{"user": "customer", "item": "sku"}}, or its text, '
            '"user:customer,item:sku"'
        )
    entries: List[str] = []
    for role, column in columns.items():
        if role == "ignore" and isinstance(column, (list, tuple)):
            entries += [f"ignore:{_reference(name)}" for name in column]
        elif isinstance(column, (list, tuple)):
            entries.append(f"{_quoted(role)}:" + "+".join(_reference(name) for name in column))
        else:
            entries.append(f"{_quoted(role)}:{_reference(column)}")
    return ",".join(entries)


def _reference(column: Any) -> str:
    if column is None or column == "-":
        return "-"
    if isinstance(column, numbers.Integral) and not isinstance(column, bool):
        return str(int(column))
    return _quoted(str(column))


def _quoted(name: str) -> str:
    # `items:2..` is a range of columns, and no name.
    if name.replace(".", "").isdigit() and ".." in name:
        return name
    if name and not any(mark in name for mark in ',:"+/') and not name.isdigit() and name == name.strip():
        return name
    return '"' + name.replace('"', '""') + '"'


def metric_names(metrics: Any) -> Dict[str, Optional[Column]]:
    """Metrics by name, each with its column where it has another name."""
    if isinstance(metrics, str):
        return {metrics: None}
    if isinstance(metrics, Mapping):
        return {str(name): column for name, column in metrics.items()}
    return {str(name): None for name in metrics}
