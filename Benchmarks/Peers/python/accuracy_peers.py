"""Predicts the test runs of splits with the methods that people use today.

Reads JSON: {"splits": [{"name": ..., "train": [[layers, dim, parameters, value], ...], "test": [[layers, dim, parameters], ...]}]}
Writes JSON: {"peers": [{"name": ..., "version": ..., "predictions": [[[value, low, high], ...] or null, ...]}]}

Values are shares in (0, 1). Intervals are those of one new run, nominal 95 %. A split that a peer cannot fit is null.
"""

import json
import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version

import numpy as np
import polars as pl
from scipy.optimize import curve_fit
from scipy.stats import t as student
from simple_scaling_laws import fit
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

warnings.simplefilter("ignore")
DRAWS = 200


def separable_power(train, test):
    """E + A·layers^−α + B·dim^−β on the logit, with the package's own bootstrap."""
    metric = "test_metric__share"
    table = pl.DataFrame(
        {
            "training_run_id": [f"run{i}" for i in range(len(train))],
            "model_size__layers": train[:, 0],
            "model_size__dim": train[:, 1],
            metric: train[:, 3],
        }
    )
    model = fit(
        table,
        law="separable-power",
        targets={metric: {"support": "unit", "direction": "higher"}},
        n_draws=DRAWS,
        seed=0,
    )
    points = pl.DataFrame({"model_size__layers": test[:, 0], "model_size__dim": test[:, 1]})
    answer = model.predict(points, kind="new-run", quantiles=[0.025, 0.5, 0.975])
    return np.column_stack([answer[f"{metric}__{name}"].to_numpy() for name in ("median", "q025", "q975")])


def gaussian_process(train, test):
    """Matérn-5/2 in ln layers and ln dim with a length for each, and noise; constant mean."""
    x, new = np.log(train[:, :2]), np.log(test[:, :2])
    middle = (x.max(axis=0) + x.min(axis=0)) / 2
    half = np.maximum((x.max(axis=0) - x.min(axis=0)) / 2, 0.2)
    kernel = ConstantKernel(1.0, (1e-2, 1e3)) * Matern([1.0, 1.0], (0.1, 100), nu=2.5) + WhiteKernel(0.05, (1e-6, 10))
    process = GaussianProcessRegressor(kernel, normalize_y=True, n_restarts_optimizer=8, random_state=0)
    process.fit((x - middle) / half, train[:, 3])
    value, deviation = process.predict((new - middle) / half, return_std=True)
    return np.column_stack([value, value - 1.96 * deviation, value + 1.96 * deviation])


def power_of_parameters(train, test):
    """c − a·parameters^−α by least squares, with the delta method's interval."""
    unit = np.exp(np.log(train[:, 2]).mean())
    p, new, y = train[:, 2] / unit, test[:, 2] / unit, train[:, 3]

    def law(x, c, a, alpha):
        return c - a * x**-alpha

    best = None
    for alpha in (0.05, 0.2, 0.5, 1.0):
        design = np.column_stack([np.ones_like(p), -(p**-alpha)])
        (c, a), *_ = np.linalg.lstsq(design, y, rcond=None)
        try:
            found, covariance = curve_fit(
                law, p, y, p0=(c, a, alpha), bounds=([-np.inf, -np.inf, 1e-3], [np.inf, np.inf, 5]), maxfev=20000
            )
        except RuntimeError:
            continue
        squares = np.sum((law(p, *found) - y) ** 2)
        if best is None or squares < best[0]:
            best = (squares, found, covariance)
    squares, (c, a, alpha), covariance = best
    value = law(new, c, a, alpha)
    gradient = np.column_stack([np.ones_like(new), -(new**-alpha), a * new**-alpha * np.log(new)])
    freedom = len(y) - 3
    variance = np.einsum("ij,jk,ik->i", gradient, covariance, gradient) + squares / freedom
    half = student.ppf(0.975, freedom) * np.sqrt(variance)
    return np.column_stack([value, value - half, value + half])


PEERS = [
    ("simple-scaling-laws, separable power on the logit", "simple-scaling-laws", separable_power),
    ("scikit-learn's Gaussian process", "scikit-learn", gaussian_process),
    ("a power law in parameters", "scipy", power_of_parameters),
]


def answer(task):
    peer, split = task
    name, _, predict = PEERS[peer]
    train, test = np.array(split["train"], dtype=float), np.array(split["test"], dtype=float)
    try:
        rows = predict(train, test)
    except Exception as error:  # What a peer cannot fit is an outcome, not an accident.
        print(f"{name}, {split['name']}: {error}", file=sys.stderr)
        return None
    return rows.tolist() if np.isfinite(rows).all() else None


def main():
    with open(sys.argv[1]) as file:
        splits = json.load(file)["splits"]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        tasks = [(peer, split) for peer in range(len(PEERS)) for split in splits]
        rows = list(pool.map(answer, tasks))
    answers = []
    for peer, (name, package, _) in enumerate(PEERS):
        own = rows[peer * len(splits) : (peer + 1) * len(splits)]
        answers.append({"name": name, "version": f"{package} {version(package)}", "predictions": own})
    json.dump({"peers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
