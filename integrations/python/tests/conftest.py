import csv
from pathlib import Path

import pytest

import performance_law

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
GRID = EXAMPLES / "ml-1m-len100-hr10.csv"


@pytest.fixture(scope="session")
def client():
    with performance_law.local() as client:
        yield client


@pytest.fixture(scope="session")
def grid_records():
    with open(GRID) as file:
        return [
            {"layers": int(row["layers"]), "dim": int(row["dim"]), "HR@10": float(row["HR@10"])}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="session")
def law(client):
    return client.fit(GRID)
