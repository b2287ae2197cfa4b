"""Tells how good the data of a recommender are, and which model to train next.

    import performance_law

    with performance_law.local() as client:
        print(client.apen("edits.json")["dPrime"])
        law = client.fit("grid.csv")
        print(law.optimal(max_parameters=200_000)["best"])
"""

from ._client import Client
from ._law import Law
from ._local import Local, local
from ._plot import Plot
from ._problem import LawWarning, NoAnswer, Problem
from ._trackers import from_mlflow, from_wandb

__all__ = ["Client", "Law", "LawWarning", "Local", "NoAnswer", "Plot", "Problem", "from_mlflow", "from_wandb", "local"]
__version__ = "0.1.0"
