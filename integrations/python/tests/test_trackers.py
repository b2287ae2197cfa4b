"""Experiment trackers: a real database of MLflow, and a stub of Weights & Biases, which needs an account."""

import sys
import types

import pytest

import performance_law


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory):
    mlflow = pytest.importorskip("mlflow")
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/mlflow.db")
    return mlflow


def test_the_runs_of_mlflow_are_a_grid(client, mlflow, grid_records, law):
    mlflow.set_experiment("grid")
    for row in grid_records:
        with mlflow.start_run():
            mlflow.log_params({"n_layers": row["layers"], "hidden_size": row["dim"], "optimizer": "adam"})
            mlflow.log_metric("HR_10", row["HR@10"] / 2, step=1)
            mlflow.log_metric("HR_10", row["HR@10"], step=2)
    with pytest.raises(RuntimeError), mlflow.start_run():
        mlflow.log_params({"n_layers": 1, "hidden_size": 1})
        raise RuntimeError("this run fails, and is no measurement")
    records = performance_law.from_mlflow("grid")
    assert len(records) == len(grid_records)
    fitted = client.fit(records, metrics={"HR@10": "metrics.HR_10"})
    assert fitted["law"] == law["law"], "the tracker's records are the same law as the published file"


def test_an_unknown_experiment_is_told_with_the_known_ones(mlflow):
    mlflow.set_experiment("empty")
    with pytest.raises(ValueError, match="no experiment 'emtpy'; it has .*empty"):
        performance_law.from_mlflow("emtpy")
    with pytest.raises(ValueError, match="has no finished run"):
        performance_law.from_mlflow("empty")


class Summary(dict):
    pass


def stubbed_runs(grid_records):
    for row in grid_records:
        yield types.SimpleNamespace(
            state="finished",
            config={"model": {"num_layers": row["layers"], "hidden_dim": row["dim"]}, "_wandb": {"version": 1}},
            summary=Summary({"HR@10": row["HR@10"], "_runtime": 12, "histogram": [1, 2]}),
        )
    yield types.SimpleNamespace(state="crashed", config={}, summary=Summary())


def test_the_runs_of_a_stub_of_wandb_are_a_grid(client, grid_records, law, monkeypatch):
    stub = types.ModuleType("wandb")
    asked = []

    class Api:
        def runs(self, path):
            asked.append(path)
            return stubbed_runs(grid_records)

    stub.Api = Api
    monkeypatch.setitem(sys.modules, "wandb", stub)
    records = performance_law.from_wandb("team/project")
    assert asked == ["team/project"] and len(records) == len(grid_records)
    fitted = client.fit(records, layers="config.model.num_layers", dim="config.model.hidden_dim", metrics={"HR@10": "summary.HR@10"})
    assert fitted["law"] == law["law"]


def test_a_missing_tracker_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(ImportError, match="pip install wandb"):
        performance_law.from_wandb("team/project")
