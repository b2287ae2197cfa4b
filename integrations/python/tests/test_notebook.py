"""The notebook of the examples runs as a person runs it."""

import os
from pathlib import Path

import pytest

import performance_law
from conftest import EXAMPLES
from performance_law import Problem

NOTEBOOK = EXAMPLES / "from-logs-to-a-decision.ipynb"


def has_plots(law):
    try:
        law.plot()
    except Problem as problem:
        if problem.status == 404:
            return False
        raise
    return True


def test_the_notebook_runs(law, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells), "it is kept without outputs"
    if not has_plots(law):
        notebook.cells = [cell for cell in notebook.cells if "plot" not in cell.metadata.get("tags", [])]
    source = str(Path(performance_law.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([source, os.environ.get("PYTHONPATH", "")]))
    client = nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": EXAMPLES}})
    executed = client.execute()
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    text = "\n".join(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in outputs)
    assert "157474" in text, "the tokens of the example data"
    assert "text/html" in kinds, "pandas shows tables"
    if has_plots(law):
        assert any(kind.startswith("application/vnd.vega") for kind in kinds)
