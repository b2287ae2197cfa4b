"""Grids of experiments from experiment trackers, through their own clients."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping


def from_mlflow(experiment: str) -> List[Dict[str, Any]]:
    """The finished runs of an MLflow experiment, given by name or id, as records for :meth:`Client.fit`.

    A record has the parameters (``params.layers``) and the last value of each metric (``metrics.HR_10``). The tracking server is
    the one that MLflow is set up for.
    """
    try:
        from mlflow.tracking import MlflowClient
    except ImportError as error:
        raise ImportError("from_mlflow needs MLflow: pip install mlflow-skinny") from error
    client = MlflowClient()
    found = client.get_experiment_by_name(experiment)
    if found is None and experiment.isdigit():
        found = client.get_experiment(experiment)
    if found is None:
        known = ", ".join(sorted(known.name for known in client.search_experiments(max_results=20)))
        raise ValueError(f"MLflow has no experiment {experiment!r}; it has {known or 'none'}")
    records: List[Dict[str, Any]] = []
    token = None
    while True:
        page = client.search_runs(
            [found.experiment_id], filter_string="attributes.status = 'FINISHED'", page_token=token
        )
        for run in page:
            record: Dict[str, Any] = {f"params.{name}": value for name, value in run.data.params.items()}
            record.update({f"metrics.{name}": value for name, value in run.data.metrics.items()})
            records.append(record)
        token = page.token
        if not token:
            return _nonempty(records, f"MLflow's experiment {experiment!r}")


def from_wandb(path: str) -> List[Dict[str, Any]]:
    """The finished runs of a Weights & Biases project (``entity/project``), as records for :meth:`Client.fit`.

    A record has the configuration (``config.layers``) and the summary of each metric (``summary.HR@10``).
    """
    try:
        import wandb
    except ImportError as error:
        raise ImportError("from_wandb needs Weights & Biases: pip install wandb") from error
    records: List[Dict[str, Any]] = []
    for run in wandb.Api().runs(path):
        if run.state != "finished":
            continue
        record = {f"config.{name}": value for name, value in _leaves(dict(run.config))}
        record.update({f"summary.{name}": value for name, value in _leaves(dict(run.summary))})
        records.append(record)
    return _nonempty(records, f"the Weights & Biases project {path!r}")


def _nonempty(records: List[Dict[str, Any]], place: str) -> List[Dict[str, Any]]:
    if not records:
        raise ValueError(f"{place} has no finished run")
    return records


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[Any]:
    for name, value in values.items():
        # Names with an underscore are the tracker's own, such as `_runtime` and `_step`.
        if str(name).startswith("_"):
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        elif value is None or isinstance(value, (str, int, float, bool)):
            yield f"{prefix}{name}", value
