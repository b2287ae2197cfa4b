"""A fitted law."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._connection import Connection, path_part
from ._frames import collected, is_frame, refuse_table
from ._plot import Plot
from ._tables import plain

#: One size, a range ``(4, 64)``, a range with a step ``(16, 512, 16)``, a list of sizes, or the text of HTTP.
Axis = Union[str, int, Tuple[int, ...], List[int]]

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
        dataset: Optional[str] = None,
        level: float = 0.95,
    ) -> Any:
        """Predicts a configuration, several, or a frame of them.

        Two numbers give the answer of ``GET /predict``; two sequences of the same length give that of ``POST /predict``. A frame
        with the columns ``layers`` and ``dim`` (and ``dPrime``) gives a frame with the same rows, and for each metric three
        columns: ``HR@10``, ``HR@10_low`` and ``HR@10_high``.
        """
        layers = collected(layers)
        if is_frame(layers):
            if dim is not None:
                raise TypeError("give a frame alone, or layers and dim")
            return self._predict_frame(layers, d_prime, dataset, level)
        refuse_table(layers)
        if dim is None:
            raise TypeError("dim is missing")
        if hasattr(layers, "__len__") or hasattr(dim, "__len__"):
            configurations = _configurations(layers, dim, d_prime)
            shared = None if d_prime is None or hasattr(d_prime, "__len__") else d_prime
            return self._predict_all(configurations, shared, dataset, level)
        parameters = {
            "layers": plain(layers),
            "dim": plain(dim),
            "law": self["law"],
            "dPrime": d_prime,
            "dataset": dataset,
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
        dataset: Optional[str] = None,
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
        dataset: Optional[str] = None,
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
        dataset: Optional[str] = None,
        level: Optional[float] = None,
    ) -> Dict[str, Any]:
        """Predictions over a grid, rows by layer."""
        parameters = {
            "law": self["law"],
            "layers": axis(layers),
            "dim": axis(dim),
            "metric": metric,
            "dPrime": d_prime,
            "dataset": dataset,
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
        dataset: Optional[str] = None,
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
        self, configurations: Sequence[Mapping[str, Any]], d_prime: Any, dataset: Optional[str], level: float
    ) -> Dict[str, Any]:
        answer: Dict[str, Any] = {}
        for begin in range(0, max(len(configurations), 1), BATCH):
            request: Dict[str, Any] = {
                "law": self["law"],
                "level": level,
                "configurations": list(configurations[begin : begin + BATCH]),
            }
            if d_prime is not None:
                request["dPrime"] = plain(d_prime)
            if dataset is not None:
                request["dataset"] = dataset
            part = self._connection.post_json("/predict", request)
            if not answer:
                answer = part
                continue
            answer["predictions"] += part["predictions"]
            known = {warning["code"] for warning in answer["warnings"]}
            answer["warnings"] += [warning for warning in part["warnings"] if warning["code"] not in known]
        return answer

    def _predict_frame(self, frame: Any, d_prime: Any, dataset: Optional[str], level: float) -> Any:
        missing = [name for name in ("layers", "dim") if name not in frame.columns]
        if missing:
            raise ValueError(f"the frame has no column {missing[0]!r}; name its columns layers and dim")
        values = frame["dPrime"] if "dPrime" in frame.columns else None
        configurations = _configurations(frame["layers"], frame["dim"], values)
        answer = self._predict_all(configurations, d_prime, dataset, level)
        added: Dict[str, List[Any]] = {}
        for metric in self["metrics"]:
            predictions = [prediction[metric] for prediction in answer["predictions"]]
            added[metric] = [prediction["value"] for prediction in predictions]
            added[f"{metric}_low"] = [prediction["low"] for prediction in predictions]
            added[f"{metric}_high"] = [prediction["high"] for prediction in predictions]
        if hasattr(frame, "assign"):
            return frame.assign(**added)
        series = type(frame["layers"])
        return frame.with_columns([series(name, column) for name, column in added.items()])


def reference(law: Union[str, Mapping[str, Any]]) -> str:
    """The id of a law, or the text as it stands."""
    return law if isinstance(law, str) else str(law["law"])


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
    dataset: Optional[str],
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
        "dataset": dataset,
    }


def _configurations(layers: Any, dim: Any, d_prime: Any) -> List[Dict[str, Any]]:
    def column(value: Any, count: int) -> List[Any]:
        return list(plain(list(value))) if hasattr(value, "__len__") else [plain(value)] * count

    count = len(layers) if hasattr(layers, "__len__") else len(dim)
    columns = {"layers": column(layers, count), "dim": column(dim, count)}
    if d_prime is not None and hasattr(d_prime, "__len__"):
        columns["dPrime"] = column(d_prime, count)
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError("the lists have different lengths: " + ", ".join(f"{n} has {c}" for n, c in lengths.items()))
    return [
        {name: values[index] for name, values in columns.items() if values[index] is not None}
        for index in range(count)
    ]
