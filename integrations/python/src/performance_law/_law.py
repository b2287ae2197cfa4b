"""A fitted law."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._connection import Connection, path_part
from ._frames import collected, is_frame, refuse_table, with_index_columns
from ._plot import Plot
from ._problem import warn
from ._tables import listed, plain, records

#: One size, a range ``(4, 64)``, a range with a step ``(16, 512, 16)``, a list or a ``range`` of sizes, or the text of HTTP.
Axis = Union[str, int, Tuple[int, ...], Sequence[int]]

#: A stored law or dataset: its id, its name, or an answer that has its id.
Stored = Union[str, Mapping[str, Any]]

#: The most configurations of one request.
BATCH = 10_000


class Law(Dict[str, Any]):
    """The answer of ``/fit`` or ``/laws/{id}``, which can be asked."""

    def __init__(self, connection: Connection, answer: Mapping[str, Any]) -> None:
        super().__init__(answer)
        self._connection = connection

    def __repr__(self) -> str:
        metrics = ", ".join(
            f"{name}: {fitted['form']}, leave-one-out error {fitted['looRmse']:.2g}"
            if fitted.get("looRmse") is not None
            else f"{name}: {fitted['form']}"
            for name, fitted in self["metrics"].items()
        )
        named = f" {self['name']!r}" if self.get("name") else ""
        return f"<Law {self['law']}{named}: {self['experiments']} experiments; {metrics}>"

    def predict(
        self,
        layers: Any,
        dim: Any = None,
        d_prime: Any = None,
        dataset: Optional[Stored] = None,
        level: float = 0.95,
    ) -> Any:
        """Predicts a configuration, several, or a frame of them.

        Two numbers give the answer of ``GET /predict``; two sequences of the same length give that of ``POST /predict``.
        ``d_prime`` is a number or such a sequence.

        A frame with the columns ``layers`` and ``dim`` (and ``dPrime``) gives a frame with the same rows, and for each metric
        three columns, ``HR@10``, ``HR@10_low`` and ``HR@10_high``. The column ``octaves`` is the distance from the measured
        configurations in doublings, 0 among them. Columns with these names are replaced, which is issued as a
        :class:`LawWarning` of the code ``replacedColumns``. In a frame of pandas, named levels
        of the index are columns too, and ``attrs["warnings"]`` has the warnings of the answer. Each of them is also issued as
        a :class:`LawWarning`.

        Raises ``TypeError`` for sizes that are texts or dicts, and ``ValueError`` for sequences of different lengths and for a
        frame without one of its columns.
        """
        layers = collected(layers)
        if is_frame(layers):
            if dim is not None:
                raise TypeError("give a frame alone, or layers and dim")
            return self._predict_frame(layers, d_prime, dataset, level)
        refuse_table(layers)
        for name, size in (("layers", layers), ("dim", dim)):
            if isinstance(size, (str, bytes, Mapping)):
                raise TypeError(
                    f"{name} is of type {type(size).__name__}; give a whole number, a sequence of them, or a frame with the "
                    "columns layers and dim"
                )
        if dim is None:
            raise TypeError("dim is missing")
        d_primes = listed(d_prime)
        configurations = _configurations(layers, dim, d_primes)
        if configurations is not None:
            return self._predict_all(configurations, d_prime if d_primes is None else None, dataset, level)
        parameters = {
            "layers": plain(layers),
            "dim": plain(dim),
            "law": self["law"],
            "dPrime": d_prime,
            "dataset": dataset_reference(dataset),
            "level": level,
        }
        return self._connection.get("/predict", parameters)

    def optimal(
        self,
        max_parameters: Optional[float] = None,
        *,
        metric: Optional[str] = None,
        layers: Optional[Axis] = None,
        dim: Optional[Axis] = None,
        dim_multiple: Optional[int] = None,
        architecture: Optional[str] = None,
        items: Optional[int] = None,
        tolerance: Optional[float] = None,
        level: Optional[float] = None,
        beyond: Optional[bool] = None,
        max_training_flops: Optional[float] = None,
        tokens: Optional[float] = None,
        max_embedding_bytes: Optional[float] = None,
        bytes_per_weight: Optional[float] = None,
        softmax: Optional[str] = None,
        d_prime: Optional[float] = None,
        dataset: Optional[Stored] = None,
    ) -> Dict[str, Any]:
        """The best configuration within the budgets, and the cheapest one that is about as good."""
        parameters = {
            "law": self["law"],
            **_search(
                max_parameters, metric, layers, dim, dim_multiple, architecture, items, max_training_flops, tokens,
                max_embedding_bytes, bytes_per_weight, softmax, d_prime, dataset,
            ),
            "tolerance": tolerance,
            "level": level,
            "beyond": beyond,
        }  # fmt: skip
        answer: Dict[str, Any] = self._connection.get("/optimal", parameters)
        return answer

    def suggestions(
        self,
        count: int = 4,
        *,
        goal: Optional[str] = None,
        metric: Optional[str] = None,
        max_parameters: Optional[float] = None,
        layers: Optional[Axis] = None,
        dim: Optional[Axis] = None,
        dim_multiple: Optional[int] = None,
        architecture: Optional[str] = None,
        items: Optional[int] = None,
        max_training_flops: Optional[float] = None,
        tokens: Optional[float] = None,
        max_embedding_bytes: Optional[float] = None,
        bytes_per_weight: Optional[float] = None,
        softmax: Optional[str] = None,
        d_prime: Optional[float] = None,
        dataset: Optional[Stored] = None,
    ) -> Dict[str, Any]:
        """The experiments to run next: for the best configuration (``goal="optimum"``), or to learn the whole surface."""
        parameters = {
            "count": count,
            "goal": goal,
            **_search(
                max_parameters, metric, layers, dim, dim_multiple, architecture, items, max_training_flops, tokens,
                max_embedding_bytes, bytes_per_weight, softmax, d_prime, dataset,
            ),
        }  # fmt: skip
        answer: Dict[str, Any] = self._connection.get(f"/laws/{path_part(self['law'])}/suggestions", parameters)
        return answer

    def surface(
        self,
        layers: Axis,
        dim: Axis,
        metric: Optional[str] = None,
        *,
        d_prime: Optional[float] = None,
        dataset: Optional[Stored] = None,
        level: Optional[float] = None,
    ) -> Dict[str, Any]:
        """Predictions over a grid, rows by layer."""
        parameters = {
            "law": self["law"],
            "layers": axis(layers),
            "dim": axis(dim),
            "metric": metric,
            "dPrime": d_prime,
            "dataset": dataset_reference(dataset),
            "level": level,
        }
        answer: Dict[str, Any] = self._connection.get("/surface", parameters)
        return answer

    def plot(
        self,
        view: str = "surface",
        *,
        metric: Optional[str] = None,
        layers: Optional[Axis] = None,
        dim: Optional[Axis] = None,
        dim_multiple: Optional[int] = None,
        architecture: Optional[str] = None,
        items: Optional[int] = None,
        level: Optional[float] = None,
        beyond: Optional[bool] = None,
        max_parameters: Optional[float] = None,
        max_training_flops: Optional[float] = None,
        tokens: Optional[float] = None,
        max_embedding_bytes: Optional[float] = None,
        bytes_per_weight: Optional[float] = None,
        softmax: Optional[str] = None,
        d_prime: Optional[float] = None,
        dataset: Optional[Stored] = None,
    ) -> Plot:
        """A picture, which draws itself in notebooks: ``surface``, ``layers``, ``dim``, ``residuals`` or ``frontier``.

        ``layers`` and ``dim`` are the search space as in :meth:`optimal`; in a cut, the other size is one number.
        """
        parameters = {
            "view": view,
            **_search(
                max_parameters, metric, layers, dim, dim_multiple, architecture, items, max_training_flops, tokens,
                max_embedding_bytes, bytes_per_weight, softmax, d_prime, dataset,
            ),
            "level": level,
            "beyond": beyond,
        }  # fmt: skip
        return Plot(self._connection.get(f"/laws/{path_part(self['law'])}/plot", parameters))

    def _predict_all(
        self, configurations: Sequence[Mapping[str, Any]], d_prime: Any, dataset: Optional[Stored], level: float
    ) -> Dict[str, Any]:
        if not configurations:
            return {"law": self["law"], "level": level, "predictions": [], "warnings": []}
        answer: Dict[str, Any] = {}
        for begin in range(0, len(configurations), BATCH):
            request: Dict[str, Any] = {
                "law": self["law"],
                "level": level,
                "configurations": list(configurations[begin : begin + BATCH]),
            }
            if d_prime is not None:
                request["dPrime"] = plain(d_prime)
            if dataset is not None:
                request["dataset"] = dataset_reference(dataset)
            part = self._connection.post_json("/predict", request)
            if not answer:
                answer = part
                continue
            answer["predictions"] += part["predictions"]
            known = {warning["code"] for warning in answer["warnings"]}
            answer["warnings"] += [warning for warning in part["warnings"] if warning["code"] not in known]
        return answer

    def _predict_frame(self, frame: Any, d_prime: Any, dataset: Optional[Stored], level: float) -> Any:
        table = with_index_columns(frame)
        missing = [name for name in ("layers", "dim") if name not in table.columns]
        if missing:
            raise ValueError(f"the frame has no column {missing[0]!r}; name its columns layers and dim")
        d_primes = table["dPrime"] if "dPrime" in table.columns else None
        configurations = _configurations(table["layers"], table["dim"], d_primes) or []
        answer = self._predict_all(configurations, d_prime, dataset, level)
        added: Dict[str, List[float]] = {}
        for metric in self["metrics"]:
            for suffix, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                added[metric + suffix] = [prediction[metric][key] for prediction in answer["predictions"]]
        added["octaves"] = [prediction["extrapolation"]["octaves"] for prediction in answer["predictions"]]
        series = type(table["layers"])
        if hasattr(frame, "assign"):
            predicted = frame.assign(**{n: series(column, frame.index, dtype=float) for n, column in added.items()})
            predicted.attrs = {**frame.attrs, "warnings": answer["warnings"]}
        else:
            predicted = frame.with_columns([series(name, column, dtype=float) for name, column in added.items()])
        replaced = [name for name in added if name in frame.columns]
        # The caller of `predict` is warned.
        warn(answer["warnings"] + _replacement(replaced), stacklevel=4)
        return predicted


def _replacement(columns: Sequence[str]) -> List[Dict[str, str]]:
    """The warning that columns of a frame are replaced by predictions; none if there are no such columns."""
    if not columns:
        return []
    message = (
        f"The frame has {', '.join(columns)} already, and predictions stand in their place. Rename measured columns before predicting, "
        f'such as frame.rename(columns={{"{columns[0]}": "measured"}}).'
    )
    return [{"code": "replacedColumns", "message": message}]


def reference(stored: Stored, kind: str) -> str:
    """The id of a stored law or dataset, which is its ``kind``, or its name as it stands.

    Raises ``ValueError`` for an empty name, and ``TypeError`` for what has no id.
    """
    name = stored.get(kind) if isinstance(stored, Mapping) else stored
    if not isinstance(name, str):
        raise TypeError(f"{type(stored).__name__} is no {kind}; give an id, a name, or an answer with the member {kind!r}")
    if not name:
        raise ValueError(f"the name of the {kind} is empty")
    return name


def dataset_reference(dataset: Optional[Stored]) -> Optional[str]:
    """The id or name of a dataset that need not be given."""
    return None if dataset is None else reference(dataset, "dataset")


def axis(value: Optional[Axis]) -> Optional[str]:
    """The text of HTTP: a tuple is a range, a list is a list."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        if len(value) not in (2, 3):
            raise ValueError(f"{value!r} is no range; give (least, most) or (least, most, step)")
        return f"{value[0]}..{value[1]}" + (f":{value[2]}" if len(value) == 3 else "")
    sizes = plain(value)
    return ",".join(str(size) for size in sizes) if isinstance(sizes, list) else str(sizes)


def _search(
    max_parameters: Optional[float],
    metric: Optional[str],
    layers: Optional[Axis],
    dim: Optional[Axis],
    dim_multiple: Optional[int],
    architecture: Optional[str],
    items: Optional[int],
    max_training_flops: Optional[float],
    tokens: Optional[float],
    max_embedding_bytes: Optional[float],
    bytes_per_weight: Optional[float],
    softmax: Optional[str],
    d_prime: Optional[float],
    dataset: Optional[Stored],
) -> Dict[str, Any]:
    return {
        "metric": metric,
        "maxParameters": max_parameters,
        "layers": axis(layers),
        "dim": axis(dim),
        "dimMultiple": dim_multiple,
        "architecture": architecture,
        "items": items,
        "maxTrainingFlops": max_training_flops,
        "tokens": tokens,
        "maxEmbeddingBytes": max_embedding_bytes,
        "bytesPerWeight": bytes_per_weight,
        "softmax": softmax,
        "dPrime": d_prime,
        "dataset": dataset_reference(dataset),
    }


def _configurations(layers: Any, dim: Any, d_primes: Any) -> Optional[List[Dict[str, Any]]]:
    """One configuration for each element of the sequences. A single size belongs to all; ``None`` if all are single.

    Raises ``ValueError`` for sequences of different lengths.
    """
    values = {"layers": layers, "dim": dim, "dPrime": d_primes}
    elements = {name: listed(value) for name, value in values.items()}
    columns = {name: column for name, column in elements.items() if column is not None}
    if not columns:
        return None
    single = {name: plain(values[name]) for name in ("layers", "dim") if name not in columns}
    return [
        {**single, **{name: cell for name, cell in row.items() if cell is not None}}
        for row in records(columns)
    ]
