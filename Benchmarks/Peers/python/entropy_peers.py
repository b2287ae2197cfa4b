"""The peers of entropybench: entropy_peers.py TOKENS JSON LINES

Prints one line per peer: its group, its name, then tokens, seconds, processor seconds and peak MB, or the reason why there
are none. Each peer runs in its own process. Peers that measure one sequence at a time get a few seconds and only the smaller
logs, because their rate does not depend on the size of the log.
"""
import importlib
import json
import math
import multiprocessing
import resource
import sys
import time

BUDGET = 3.0  # seconds for a peer that measures one sequence at a time
LONGEST = 40  # seconds after which any peer is stopped


def definition(sequence, m=2):
    """ApEn by its formula: compares all windows, as the published program does."""

    def phi(length):
        windows = [sequence[i : i + length] for i in range(len(sequence) - length + 1)]
        counts = [sum(1 for other in windows if other == window) for window in windows]
        return sum(math.log(count / len(windows)) for count in counts) / len(windows)

    return abs(phi(m) - phi(m + 1))


def per_sequence(sequences, function):
    """Leaves out sequences of up to ten items, because some peers refuse them."""
    sequences = [sequence for sequence in sequences if len(sequence) > 10]
    function(sequences[0])  # includes just-in-time compilation
    begin()
    tokens = 0
    for sequence in sequences:
        function(sequence)
        tokens += len(sequence)
        if time.perf_counter() - start[0] > BUDGET:
            break
    return tokens


def first_sequences(path, limit=2_000_000):
    with open(path) as file:
        text = file.read(limit * 8)
    if not text.endswith("]}"):
        text = text[: text.rindex("],") + 1] + "]}"
    return json.loads(text)["sequences"]


def gaussian(count):
    import numpy

    return numpy.random.default_rng(20261122).normal(size=count)


def official(size, path, lines):
    return per_sequence(first_sequences(path), definition)


def antropy(size, path, lines):
    import antropy
    import numpy

    # Labels match when equal: a tolerance below any difference of integers.
    return per_sequence(
        first_sequences(path), lambda s: antropy.app_entropy(numpy.array(s, float), order=2, tolerance=0.5)
    )


def entropyhub(size, path, lines):
    import EntropyHub
    import numpy

    return per_sequence(first_sequences(path), lambda s: EntropyHub.ApEn(numpy.array(s, float), m=2, r=1e-9))


def neurokit(size, path, lines):
    import neurokit2
    import numpy

    return per_sequence(
        first_sequences(path),
        lambda s: neurokit2.entropy_approximate(numpy.array(s, float), dimension=2, tolerance=1e-9),
    )


def tsfresh(size, path, lines):
    import numpy
    from tsfresh.feature_extraction.feature_calculators import approximate_entropy

    return per_sequence(first_sequences(path), lambda s: approximate_entropy(numpy.array(s, float), 2, 1e-9))


def antropy_series(size, path, lines):
    import antropy

    values = gaussian(min(size, 100_000))
    antropy.app_entropy(values[:1_000], order=2, tolerance=0.2)
    begin()
    antropy.app_entropy(values, order=2, tolerance=0.2)
    return len(values)


def polars_pooled(size, path, lines):
    import polars

    table = polars.read_csv(lines, separator=" ", has_header=False, new_columns=["u", "a"])
    # The log is grouped by user, so a window belongs to one user if its ends do.
    user, item = polars.col("u"), polars.col("a")
    table = table.select(
        "a",
        b=polars.when(user == user.shift(-1)).then(item.shift(-1)),
        c=polars.when(user == user.shift(-2)).then(item.shift(-2)),
    )
    for columns in (["a", "b"], ["a", "b", "c"]):
        table.drop_nulls(columns).group_by(columns).len().group_by("len").len("patterns")
    return table.height


def polars_read(size, path, lines):
    import polars

    return polars.read_csv(lines, separator=" ", has_header=False).height


def duckdb_pooled(size, path, lines):
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        f"create table t as select u, a, row_number() over () n from read_csv('{lines}', delim=' ', header=false, "
        "columns={'u': 'INT', 'a': 'INT'})"
    )
    # The log is grouped by user, so a window belongs to one user if its ends do.
    connection.execute(
        "create table w as select a, "
        "case when u = lead(u) over o then lead(a) over o end b, "
        "case when u = lead(u, 2) over o then lead(a, 2) over o end c from t window o as (order by n)"
    )
    for columns in ("a, b", "a, b, c"):
        last = columns[-1]
        connection.execute(
            f"select k, count(*) from (select count(*) k from w where {last} is not null group by {columns}) group by k"
        ).fetchall()
    return connection.execute("select count(*) from t").fetchone()[0]


def orjson_parse(size, path, lines):
    import orjson

    with open(path, "rb") as file:
        return sum(map(len, orjson.loads(file.read())["sequences"]))


def simdjson_parse(size, path, lines):
    import simdjson

    with open(path, "rb") as file:
        document = simdjson.Parser().parse(file.read())
    return sum(len(sequence) for sequence in document["sequences"])


FEW = 110_000
# Group, name, module, function, the most tokens.
PEERS = [
    ("memory", "official definition, Python", None, official, FEW),
    ("memory", "antropy, per sequence", "antropy", antropy, FEW),
    ("memory", "EntropyHub, per sequence", "EntropyHub", entropyhub, FEW),
    ("memory", "neurokit2, per sequence", "neurokit2", neurokit, FEW),
    ("memory", "tsfresh, per sequence", "tsfresh", tsfresh, FEW),
    ("tolerance", "antropy, one series, r = 0.2 sd", "antropy", antropy_series, FEW),
    ("lines", "polars read_csv alone", "polars", polars_read, 50_100_000),
    ("pooled", "polars pooled, lines", "polars", polars_pooled, 50_100_000),
    ("pooled", "duckdb pooled, lines", "duckdb", duckdb_pooled, 50_100_000),
    ("json", "orjson, parse alone", "orjson", orjson_parse, 50_100_000),
    ("json", "simdjson, parse alone", "simdjson", simdjson_parse, 50_100_000),
]
start = None


def begin():
    """Restarts the clock after the preparation."""
    global start
    start = (time.perf_counter(), time.process_time())


def work(function, module, arguments, connection):
    try:
        if module:
            importlib.import_module(module)
        begin()
        tokens = function(*arguments)
        elapsed, processor = time.perf_counter() - start[0], time.process_time() - start[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        connection.send(f"{tokens} {elapsed:.6g} {processor:.6g} {peak}")
    except ImportError as error:
        connection.send(f"missing: {error}")
    except Exception as error:  # the row of a failed peer shows the error
        connection.send(f"failed: {type(error).__name__}: {error}"[:200])


if __name__ == "__main__":
    size, json_path, lines_path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = multiprocessing.get_context("spawn")
    for group, name, module, function, most in PEERS:
        if size > most:
            continue
        receiver, sender = context.Pipe(False)
        process = context.Process(target=work, args=(function, module, (size, json_path, lines_path), sender))
        process.start()
        sender.close()
        try:
            answer = receiver.recv() if receiver.poll(LONGEST) else f"not done in {LONGEST} s"
        except EOFError:
            answer = "failed: the process ended"
        process.terminate()
        process.join()
        print(f"{group}\t{name}\t{answer}", flush=True)
