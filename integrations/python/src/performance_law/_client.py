"""The client of a service."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Mapping, Optional, Sequence, Union

from ._connection import TIMEOUT, Connection, path_part
from ._law import Law, Stored, dataset_reference, reference
from ._tables import Column, Columns, body, columns_text, metric_names, several

#: Options of reading in Python's spelling, and in HTTP's.
READING_OPTIONS = {
    "format": "format",
    "delimiter": "delimiter",
    "header": "header",
    "time_format": "timeFormat",
    "charset": "charset",
    "padding": "padding",
    "on_error": "onError",
}


class Client:
    """A service at an address. Answers are dicts with the keys of HTTP; a refusal raises :class:`Problem`.

    ``timeout`` is the number of seconds for which the service may be silent, whether it receives a body or works on an answer. So a
    long upload needs no longer one, but a service that may work longer does (``serve --work-seconds``). Then :class:`NoAnswer` is
    raised, a ``ConnectionError`` as for a service that is not there. ``None`` waits without end.
    """

    def __init__(self, url: str, token: Optional[str] = None, *, timeout: Optional[float] = TIMEOUT) -> None:
        self._connection = Connection(url, token, timeout)

    @property
    def url(self) -> str:
        return self._connection.url

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def apen(
        self,
        data: Any,
        columns: Optional[Columns] = None,
        name: Optional[str] = None,
        m: Union[int, Sequence[int], None] = None,
        r: Optional[float] = None,
        max_length: Union[int, Sequence[int], None] = None,
        measures: Union[str, Iterable[str], None] = None,
        *,
        short: Optional[str] = None,
        replace_name: Optional[bool] = None,
        **reading: str,
    ) -> Dict[str, Any]:
        """Measures the quality of a dataset.

        ``data`` is a frame, the path of a file, records (dicts), sequences (lists of items, or a dict of them by user), a dict of
        columns, whose lists have one length, or the body of ``POST /apen`` as a dict. It is sent while it is read, so it may be
        larger than the memory. A dict has columns if two of its keys are names of different columns, such as ``user_id`` and
        ``item_id``, or if ``columns`` is given. It is ``ValueError`` if that is not clear, and a set, which has no order, is
        ``TypeError``.

        ``columns`` says which column has which role (``{"user": "customer", "item": "sku", "time": "ts"}``, or as text
        ``"user:customer,item:sku,time:ts"``); the usual names are recognised without it. ``m`` is 2 and ``r`` is 0, unless a body
        says otherwise. ``measures`` are the
        further measures (``pooled``, ``lempelZiv``, ``shannon``, ``compression``), all by default, none for ``[]``. The named
        levels of the index of a pandas frame are columns too, as after ``reset_index()``. Further
        keywords are options of reading: ``format``, ``delimiter``, ``header``, ``time_format``, ``charset``, ``padding``,
        ``on_error``.
        """
        parameters: Dict[str, Any] = {
            "name": name,
            "m": m,
            "r": r,
            "maxLength": max_length,
            "measures": None if measures is None else ",".join(several(measures)),
            "short": short,
            "replaceName": replace_name,
            "columns": columns_text(columns) if columns else None,
            **_reading(reading),
        }
        answer: Dict[str, Any] = self._connection.post_table("/apen", parameters, body(data, has_columns=bool(columns)))
        return answer

    def fit(
        self,
        data: Any,
        layers: Optional[Column] = None,
        dim: Optional[Column] = None,
        metrics: Union[str, Iterable[str], Mapping[str, Column], None] = None,
        columns: Optional[Columns] = None,
        goals: Optional[Mapping[str, str]] = None,
        form: Optional[str] = None,
        name: Optional[str] = None,
        *,
        dataset: Optional[Stored] = None,
        d_prime: Optional[float] = None,
        level: Optional[float] = None,
        replace_name: Optional[bool] = None,
        **reading: str,
    ) -> Law:
        """Fits laws to a grid of experiments.

        ``data`` is a frame, the path of a file, records (dicts), a dict of columns (``{"layers": [4, 8], …}``), whose lists have
        one length, or the body of ``POST /fit`` as a dict. Rows without names raise ``TypeError``, lists of different lengths
        ``ValueError``.

        ``layers`` and ``dim`` are the columns of both sizes, by name or by number from 1, where their names are unusual.
        ``metrics`` are the columns to fit (all known metrics by default), or a dict from the metric's name to its column. ``goals``
        says for a metric whether it is to be maximised (``{"NE": "minimise"}``), where its name does not say so. ``form`` is
        ``auto`` by default. ``dataset`` is a stored dataset whose D′ is that of all experiments.
        """
        roles: Dict[str, Any] = {} if not columns or isinstance(columns, str) else dict(columns)
        if layers is not None:
            roles["layers"] = layers
        if dim is not None:
            roles["dim"] = dim
        named = metric_names(metrics) if metrics is not None else {}
        roles.update({metric: column for metric, column in named.items() if column is not None})
        parameters: Dict[str, Any] = {
            "name": name,
            "metrics": ",".join(named) if named else None,
            "goals": ",".join(f"{metric}:{goal}" for metric, goal in goals.items()) if goals else None,
            "form": form,
            "dataset": dataset_reference(dataset),
            "dPrime": d_prime,
            "level": level,
            "replaceName": replace_name,
            "columns": _joined(columns if isinstance(columns, str) else "", columns_text(roles)),
            **_reading(reading),
        }
        return Law(self._connection, self._connection.post_table("/fit", parameters, body(data, is_grid=True)))

    def preview(self, data: Any, columns: Optional[Columns] = None, **reading: str) -> Dict[str, Any]:
        """How a table would be read. Nothing is stored."""
        parameters = {"columns": columns_text(columns) if columns else None, **_reading(reading)}
        answer: Dict[str, Any] = self._connection.post_table("/preview", parameters, body(data, has_columns=bool(columns)))
        return answer

    def compare(
        self,
        laws: Iterable[Stored],
        metric: Optional[str] = None,
        *,
        d_prime: Optional[float] = None,
        dataset: Optional[Stored] = None,
        level: Optional[float] = None,
    ) -> Dict[str, Any]:
        """Which of several laws has more room to grow."""
        parameters = {
            "laws": [reference(law, "law") for law in several(laws)],
            "metric": metric,
            "dPrime": d_prime,
            "dataset": dataset_reference(dataset),
            "level": level,
        }
        answer: Dict[str, Any] = self._connection.get("/compare", parameters)
        return answer

    def law(self, law: Stored) -> Law:
        """A stored law, by id, by name or by an answer that has it. An empty name raises ``ValueError``."""
        return Law(self._connection, self._connection.get(f"/laws/{path_part(reference(law, 'law'))}", {}))

    def dataset(self, dataset: Stored) -> Dict[str, Any]:
        """The measurements of a stored dataset, by id, by name or by an answer. An empty name raises ``ValueError``."""
        answer: Dict[str, Any] = self._connection.get(f"/datasets/{path_part(reference(dataset, 'dataset'))}", {})
        return answer

    def laws(self, limit: int = 100, after: Optional[str] = None) -> Dict[str, Any]:
        """Stored laws, the newest first."""
        answer: Dict[str, Any] = self._connection.get("/laws", {"limit": limit, "after": after})
        return answer

    def datasets(self, limit: int = 100, after: Optional[str] = None) -> Dict[str, Any]:
        """Stored datasets, the newest first."""
        answer: Dict[str, Any] = self._connection.get("/datasets", {"limit": limit, "after": after})
        return answer

    def delete_law(self, law: Stored) -> None:
        self._connection.delete(f"/laws/{path_part(reference(law, 'law'))}")

    def delete_dataset(self, dataset: Stored) -> None:
        self._connection.delete(f"/datasets/{path_part(reference(dataset, 'dataset'))}")


def _joined(*texts: str) -> Optional[str]:
    return ",".join(text for text in texts if text) or None


def _reading(options: Mapping[str, str]) -> Dict[str, str]:
    unknown = [name for name in options if name not in READING_OPTIONS]
    if unknown:
        raise TypeError(f"unknown option {unknown[0]!r}; known: {', '.join(sorted(READING_OPTIONS))}")
    return {READING_OPTIONS[name]: value for name, value in options.items()}
