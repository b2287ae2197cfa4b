"""Data frames of pandas and Polars, and tables of Arrow, as text or as records. None of these packages is needed."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable
from typing import Any, Dict, Iterator, List

#: Rows of a frame that are converted at once.
FRAME_ROWS = 100_000

#: A list that may not fit into the first 64 KiB, by which a table is planned.
LONG = 5_000

#: How the types of nested columns begin, as pandas writes those of Arrow.
NESTED = ("list<", "large_list<", "fixed_size_list<", "list_view<", "large_list_view<", "struct<", "map<")


def collected(data: Any) -> Any:
    """The frame that a lazy frame of Polars computes; everything else as it is."""
    return data.collect() if hasattr(data, "collect") and hasattr(data, "collect_schema") else data


def with_index_columns(data: Any) -> Any:
    """A frame of pandas whose first columns are the named levels of its index; everything else as it is.

    The index itself stays. Raises ``ValueError`` if a level has the name of a column or of another level.
    """
    if not (is_frame(data) and _is_pandas(data)):
        return data
    named = [(number, name) for number, name in enumerate(data.index.names) if name is not None]
    if not named:
        return data
    taken = {str(name) for name in data.columns}
    for _, name in named:
        if str(name) in taken:
            raise ValueError(
                f"the index of the frame is named {str(name)!r}, as is a column or another level of the index; rename it, "
                "or drop it with reset_index(drop=True)"
            )
        taken.add(str(name))
    # The numbers of levels are clear only without names, which may be numbers too.
    levels = data.index.set_names([None] * len(data.index.names))
    frame = data.copy(deep=False)
    for position, (number, name) in enumerate(named):
        frame.insert(position, name, levels.get_level_values(number))
    return frame


def is_frame(data: Any) -> bool:
    """Whether it is a frame of pandas or Polars."""
    if not hasattr(data, "columns") or hasattr(data, "compute"):
        return False
    return _is_pandas(data) or any(kind.__module__.startswith("polars.") for kind in type(data).__mro__)


def is_arrow(data: Any) -> bool:
    """Whether it is a table, a record batch, a dataset or a reader of Arrow."""
    return hasattr(data, "schema") and any(hasattr(data, name) for name in ("to_batches", "to_pylist", "read_next_batch"))


def refuse_table(data: Any) -> None:
    """Refuses tables that are none of these. Iterated, some of them give their columns, which would look like sequences."""
    columns = getattr(data, "columns", None)
    if columns is not None and not callable(columns) and not isinstance(data, dict):
        raise TypeError(
            f"cannot read a table from {type(data).__name__}; make a frame of pandas or Polars of it, for example with "
            "df(), toPandas() or compute()"
        )


def has_nested_cells(frame: Any) -> bool:
    """Whether cells hold lists and the like. In CSV, pandas shortens a long array, and Polars writes none."""
    if _is_pandas(frame):
        return any(_is_nested_column(frame.iloc[:, position]) for position in range(frame.shape[1]))
    return any(dtype.is_nested() or str(dtype) in ("Binary", "Object") for dtype in frame.dtypes)


def text(frame: Any) -> Iterator[bytes]:
    """The frame as CSV, piece by piece."""
    # An empty frame still has a header, so that the service can say what is missing.
    if len(frame) == 0:
        yield header(frame.columns)
    for begin in range(0, len(frame), FRAME_ROWS):
        if _is_pandas(frame):
            yield frame.iloc[begin : begin + FRAME_ROWS].to_csv(index=False, header=begin == 0).encode()
        else:
            yield frame.slice(begin, FRAME_ROWS).write_csv(include_header=begin == 0).encode()


def records(frame: Any) -> Iterator[Dict[str, Any]]:
    """The rows of a frame as records. Nothing of a nested cell is lost."""
    names = _distinct(frame.columns)
    for begin in range(0, len(frame), FRAME_ROWS):
        if _is_pandas(frame):
            rows = frame.iloc[begin : begin + FRAME_ROWS]
            for cells in zip(*(rows.iloc[:, position].tolist() for position in range(len(names)))):
                yield dict(zip(names, cells))
        else:
            yield from frame.slice(begin, FRAME_ROWS).iter_rows(named=True)


def arrow_records(data: Any) -> Iterator[Dict[str, Any]]:
    """The rows of what Arrow has as records."""
    _distinct(data.schema.names)
    batches = data.to_batches() if hasattr(data, "to_batches") else data if hasattr(data, "read_next_batch") else [data]
    for batch in batches:
        for begin in range(0, batch.num_rows, FRAME_ROWS):
            yield from batch.slice(begin, FRAME_ROWS).to_pylist()


def planned(rows: Iterator[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
    """The records, in which no column hides behind a long list of the first one: a table is planned by its beginning."""
    first = next(rows, None)
    if first is None:
        return
    sizes = {name: len(cell) if hasattr(cell, "__len__") and not isinstance(cell, str) else 0 for name, cell in first.items()}
    if max(sizes.values(), default=0) < LONG:
        yield first
        yield from rows
        return
    names = sorted(sizes, key=lambda name: sizes[name])
    for row in itertools.chain([first], rows):
        yield {name: row[name] for name in names}


def header(names: Iterable[Any]) -> bytes:
    """The names of columns as the first line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([str(name) for name in names])
    return line.getvalue().encode()


def _is_pandas(frame: Any) -> bool:
    return hasattr(frame, "to_csv") and hasattr(frame, "iloc")


def _is_nested_column(column: Any) -> bool:
    kind = str(column.dtype)
    if kind != "object":
        return kind.startswith(NESTED)
    return any(isinstance(cell, Iterable) and not isinstance(cell, (str, bytes, bytearray)) for cell in column)


def _distinct(columns: Iterable[Any]) -> List[str]:
    """The names of columns. A record would keep only one of two columns of one name."""
    names = [str(name) for name in columns]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the frame has several columns {name!r}; give each a name of its own")
    return names
