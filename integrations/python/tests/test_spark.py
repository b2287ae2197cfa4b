"""The log in Spark, against one machine: the same figures to the last bit, and the same dataset.

The engine is the real one, with two executors, each a process of its own.
"""

import collections
import csv
import datetime
import decimal
import json
import math
import os
import random
import shutil
import stat
import subprocess

import pytest

pyspark = pytest.importorskip("pyspark")

from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

import performance_law  # noqa: E402
from performance_law import Problem  # noqa: E402
from performance_law import _spark_worker as worker  # noqa: E402
from performance_law import spark as law_spark  # noqa: E402

SEED = 20_261
MISSING_WORDS = ["", "NA", "\\N", "nan", "NULL", "null", "None"]


@pytest.fixture(scope="session")
def session(tmp_path_factory):
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # Executors take over the environment, and here they use what the driver ships.
    program = os.environ.pop("PERFORMANCE_LAW")
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("performance_law")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.task.maxFailures", "2")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    os.environ["PERFORMANCE_LAW"] = program
    session.sparkContext.setLogLevel("OFF")
    yield session
    work = os.path.join(os.path.dirname(pyspark.__file__), "work", session.sparkContext.applicationId)
    session.stop()
    # Executors leave a copy of the executable behind.
    shutil.rmtree(work, ignore_errors=True)


def log(users=120, items=40, seed=SEED):
    """Users with 0 to 60 interactions; about every fourth has the time of the one before it."""
    print("seed", seed)
    chance = random.Random(seed)
    rows = []
    for user in range(users):
        time = chance.randrange(1_000)
        for _ in range(chance.randrange(61)):
            time += chance.randrange(4)
            rows.append((user, chance.randrange(items), time))
    chance.shuffle(rows)
    return rows


def ordered(rows):
    """The order of the contract: by time, then by item."""
    return sorted(rows, key=lambda row: (row[0], row[2], row[1]))


def alone(rows, folder, *options, measures="lempelZiv,shannon"):
    """What one machine finds in rows or in a file, in their order."""
    file = rows
    if not isinstance(rows, str):
        file = folder / "alone.csv"
        with open(file, "w", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(["user", "item"])
            writer.writerows((row[0], row[1]) for row in rows)
    command = [os.environ["PERFORMANCE_LAW"], "apen", str(file), "--json", "--columns", "user:user,item:item"]
    command += ["--measures", measures, *options]
    outcome = subprocess.run(command, capture_output=True, check=True)
    return json.loads(outcome.stdout)


def figures(answer):
    """All that is counted, and the id. What is said about the reading differs, because the log was read otherwise."""
    return {key: value for key, value in answer.items() if key not in ("read", "warnings", "summary", "name")}


def codes(answer):
    return {warning["code"] for warning in answer["warnings"]}


def stored(session, rows, folder, kind="parquet", schema="user long, item long, time long", files=3):
    path = str(folder / f"log.{kind}")
    session.createDataFrame(rows, schema).repartition(files).write.format(kind).save(path)
    return session.read.format(kind).load(path)


def test_the_answer_is_that_of_one_machine_for_every_number_of_partitions(session, tmp_path):
    rows = log()
    df = stored(session, rows, tmp_path)
    expected = figures(alone(ordered(rows), tmp_path))
    assert expected["apEn"] > 0
    for partitions in [None, 1, 3, 64]:
        assert figures(law_spark.apen(df, "user", "item", "time", partitions=partitions)) == expected, partitions


def test_options_are_those_of_one_machine(session, tmp_path):
    rows = log()
    df = stored(session, rows, tmp_path)
    options = ["--m", "1", "--max-length", "20", "--short", "zero"]
    answer = law_spark.apen(df, df.user, df.item, df.time, m=1, max_length=20, measures=[], short="zero", partitions=3)
    assert figures(answer) == figures(alone(ordered(rows), tmp_path, *options, measures=""))
    answer = law_spark.apen(df, "user", "item", "time", r=2, measures=["shannon"])
    assert figures(answer) == figures(alone(ordered(rows), tmp_path, "--r", "2", measures="shannon"))


def test_the_pooled_measure_is_that_of_one_machine(session, tmp_path, monkeypatch):
    # Five parts are merged in two rounds.
    monkeypatch.setattr(law_spark, "FAN_IN", 2)
    rows = [(user, f"item {item}", time) for user, item, time in log()]
    df = stored(session, rows, tmp_path, schema="user long, item string, time long")
    for m, max_length, partitions in [(2, None, 5), (1, 7, 1), (9, 10, 2)]:
        measures = ["shannon", "pooled"]
        answer = law_spark.apen(df, "user", "item", "time", m, max_length, measures, partitions=partitions)
        options = ["--m", str(m)] + (["--max-length", str(max_length)] if max_length else [])
        assert figures(answer) == figures(alone(ordered(rows), tmp_path, *options, measures="shannon,pooled"))
        assert answer["pooled"]["apEn"] is not None


def test_users_with_equal_bits_of_their_hash_are_told_apart(session, tmp_path, monkeypatch):
    rows = [(f"user {user}", item, time) for user, item, time in log()]
    tied = ordered(rows)
    expected = figures(alone(tied, tmp_path))
    df = stored(session, rows, tmp_path, schema="user string, item long, time long")
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 37)
    for bits in [2, 4, 62]:
        monkeypatch.setattr(law_spark, "USER_BITS", bits)
        answer = law_spark.apen(df, "user", "item", "time", partitions=3)
        assert figures(answer) == expected, bits
        assert answer["read"]["ties"] == sum(a[0] == b[0] and a[2] == b[2] for a, b in zip(tied, tied[1:]))
    session.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


TIMES = [
    ("double", lambda n: (n - 500) * 1e-3),
    ("double", lambda n: -math.inf if n == 0 else math.inf if n % 50 == 0 else (n - 500) * 1e300),
    ("decimal(38,3)", lambda n: decimal.Decimal(n - 500) * 10**30),
    ("long", lambda n: -(2**63) if n == 0 else (n - 500) * 10**15),
    ("date", lambda n: datetime.date(1969, 1, 1) + datetime.timedelta(n)),
    ("timestamp", lambda n: datetime.datetime(1969, 12, 31, 23, 59) + datetime.timedelta(seconds=n)),
    ("timestamp_ntz", lambda n: datetime.datetime(2024, 10, 27) + datetime.timedelta(minutes=n)),
]


def test_a_time_of_any_type_orders(session, tmp_path):
    session.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    rows = [(user % 5, item, time) for user, item, time in log()]
    for kind, make in TIMES:
        made = [(user, item, make(time)) for user, item, time in rows]
        df = session.createDataFrame(made, f"user int, item int, time {kind}").repartition(3)
        answer = law_spark.apen(df, "user", "item", "time", measures=[], partitions=2)
        assert figures(answer) == figures(alone(ordered(made), tmp_path, measures="")), kind
    session.conf.set("spark.sql.session.timeZone", "UTC")


def test_patterns_are_added_up_by_their_whole_fingerprint():
    pa, np = pytest.importorskip("pyarrow"), pytest.importorskip("numpy")
    chance = random.Random(SEED)
    expected = collections.Counter()
    records = []
    for _ in range(20_000):
        # Few values for each word, so that all halves of fingerprints occur in others.
        pattern = (chance.choice([2, 3]), chance.choice([5, 1 << 63]), chance.randrange(1 << 64) if chance.random() < 0.5 else 9)
        times = chance.randrange(1, 4)
        expected[pattern] += times
        records.append([*pattern, times])
    text = np.array(records, "<u8").tobytes()
    histogram = collections.Counter((length, times) for (length, _, _), times in expected.items())
    for most in [100, 1 << 20]:
        worker.MOST_SORTED = most
        patterns = worker.PatternSum()
        for begin in range(0, len(text), 32 * 300):
            patterns.add(1, pa.py_buffer(text[begin : begin + 32 * 300]))
        patterns.end()
        assert patterns.histogram == histogram


def test_labels_are_texts_as_in_any_table(session, tmp_path):
    labels = ["a", "Ä", "a,b", 'say "x"', "two\nlines", " padded\t", "0012", "1.10", "-3.00", "7", "7.0", "n/a", "日本"]
    known = {" padded\t": "padded", "-3.00": "-3", "7.0": "7"}
    rows = [(f"user {user}", labels[item % len(labels)], time) for user, item, time in log()]
    # The first rows need no quotation marks, some of the later ones do.
    rows += [(f"{user}.0" if time % 2 else f"{user}", "plain", time) for user in range(3) for time in range(20)]
    df = stored(session, rows, tmp_path, "orc", "user string, item string, time long")
    answer = law_spark.apen(df, "user", "item", "time", partitions=5)
    read = [(user[:-2] if user.endswith(".0") else user, known.get(item, item), time) for user, item, time in rows]
    assert figures(answer) == figures(alone(ordered(read), tmp_path))
    assert answer["users"] == len({user for user, _, _ in read})


TYPES = [
    ("decimal(20,0)", lambda n: decimal.Decimal(n), str),
    ("decimal(20,2)", lambda n: decimal.Decimal(n) / 4, lambda n: str(n // 4) if n % 4 == 0 else f"{n / 4:.2f}"),
    ("double", lambda n: n / 2, lambda n: str(n // 2) if n % 2 == 0 else f"{n / 2:.1f}"),
    ("binary", lambda n: b"\xff%d" % n, lambda n: (b"\xff%d" % n).hex().upper()),
    ("boolean", lambda n: n % 2 == 0, lambda n: "true" if n % 2 == 0 else "false"),
    ("date", lambda n: datetime.date(2024, 1, 1 + n), lambda n: f"2024-01-{1 + n:02}"),
    ("struct<a:int,b:string>", lambda n: (n, "x"), lambda n: '{"id":{"a":%d,"b":"x"}}' % n),
]


def test_ids_may_have_any_type(session, tmp_path):
    rows = log(users=20, items=20)
    # One measurement for each type would only cost time.
    schema = ", ".join(f"i{number} {kind}" for number, (kind, _, _) in enumerate(TYPES))
    made = [(user % 20, time, *(make(item) for _, make, _ in TYPES)) for user, item, time in rows]
    df = session.createDataFrame(made, f"u int, t int, {schema}").repartition(2).cache()
    for number, (kind, make, text) in enumerate(TYPES):
        # The items of one user, so that all are one sequence, in which no times are equal.
        answer = law_spark.apen(df, "u", f"i{number}", ["t", F.xxhash64(*df.columns)], partitions=1)
        labels = set(json.loads(answer["summary"])["labels"])
        assert labels == {text(item) for _, item, _ in rows}, kind
        users = law_spark.apen(df, f"i{number}", "u", ["t", F.xxhash64(*df.columns)], partitions=2)
        assert users["users"] == len(labels), kind
    df.unpersist()


def test_neither_order_nor_partitions_decide_ties(session, tmp_path):
    rows = [(user, item, time) for user, item, time in log() for _ in range(2)]
    expected = figures(alone(ordered(rows), tmp_path))
    for seed, partitions in [(1, 1), (2, 9)]:
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        df = session.createDataFrame(shuffled, "user int, item int, time int").repartition(4)
        answer = law_spark.apen(df, "user", "item", "time", partitions=partitions)
        assert figures(answer) == expected
        assert "tiedTimes" in codes(answer)
        pairs = sum(length - 1 for length in counts(rows))
        tied = ordered(rows)
        assert answer["read"]["ties"] == sum(a[0] == b[0] and a[2] == b[2] for a, b in zip(tied, tied[1:])) <= pairs


def counts(rows):
    users = {}
    for user, _, _ in rows:
        users[user] = users.get(user, 0) + 1
    return users.values()


def test_a_second_column_orders_what_the_first_leaves_equal(session, tmp_path):
    rows = log()
    numbered = [(user, item, time, number) for number, (user, item, time) in enumerate(rows)]
    df = session.createDataFrame(numbered, "user int, item int, time int, row int").repartition(3)
    answer = law_spark.apen(df, "user", "item", ["time", "row"], partitions=4)
    in_file = [row[:3] for row in sorted(numbered, key=lambda row: (row[0], row[2], row[3]))]
    assert figures(answer) == figures(alone(in_file, tmp_path))
    assert answer["read"]["ties"] == 0
    assert answer["dataset"] != law_spark.apen(df, "user", "item", "time")["dataset"]


def test_without_a_time_the_order_is_that_of_the_rows(session, tmp_path):
    rows = log()
    df = stored(session, rows, tmp_path, files=1)
    # Writing has changed the order, so the file says what it is.
    path = str(tmp_path / "log.csv")
    df.coalesce(1).write.csv(path)
    [file] = [name for name in os.listdir(path) if name.endswith(".csv")]
    with open(os.path.join(path, file), newline="") as text:
        in_file = [(int(user), int(item)) for user, item, _ in csv.reader(text)]
    answer = law_spark.apen(df, "user", "item", partitions=4)
    assert figures(answer) == figures(alone(in_file, tmp_path))
    assert "fileOrder" in codes(answer)
    assert answer["read"]["order"] == "file"


def test_nulls_are_counted_and_left_out(session, tmp_path):
    rows = [(str(user), f"i{item}", float(time)) for user, item, time in log()]
    faulty = [(None, "i1", 1.0)] * 3 + [("1", None, 1.0)] * 4 + [("1", "i1", None)] * 5 + [(None, None, None)] * 2
    faulty += [("1", "i1", float("nan"))] + [(word, "i1", 1.0) for word in MISSING_WORDS]
    faulty += [("1", f" {word}\t", 1.0) for word in MISSING_WORDS]
    df = stored(session, rows + faulty, tmp_path, schema="user string, item string, time double")
    for partitions in [1, 16]:
        answer = law_spark.apen(df, "user", "item", "time", partitions=partitions)
        assert figures(answer) == figures(alone(ordered(rows), tmp_path))
        [warning] = [warning for warning in answer["warnings"] if warning["code"] == "skippedRecords"]
        words = len(MISSING_WORDS)
        assert f"{5 + words} without user, {4 + words} without item, 6 without time" in warning["message"]
        assert answer["read"]["skipped"] == len(faulty)


def test_empty_partitions_change_nothing(session, tmp_path):
    rows = [(1, item % 3, item) for item in range(9)]
    df = session.createDataFrame(rows, "user int, item int, time int").repartition(20)
    answer = law_spark.apen(df, "user", "item", "time", partitions=40)
    assert figures(answer) == figures(alone(ordered(rows), tmp_path))


def test_nothing_to_measure_is_said(session):
    df = session.createDataFrame([(1, None)], "user int, item int")
    with pytest.raises(Problem, match="nothing to measure.*1 with a null"):
        law_spark.apen(df, "user", "item")


def test_one_user_may_have_a_million_items(session, tmp_path):
    million = 1_000_000
    rows = session.range(million).select(
        F.lit(7).alias("user"), (F.pmod(F.xxhash64("id"), F.lit(5_000))).alias("item"), F.col("id").alias("time")
    )
    others = session.range(20_000).select(
        (F.col("id") % 900 + 8).cast("int").alias("user"), (F.col("id") % 7).alias("item"), F.col("id").alias("time")
    )
    path = str(tmp_path / "log.parquet")
    rows.unionByName(others).repartition(3).write.parquet(path)
    df = session.read.parquet(path)
    answer = law_spark.apen(df, "user", "item", "time", measures=["shannon"], partitions=6)
    file = str(tmp_path / "log.csv")
    df.coalesce(1).sortWithinPartitions("user", "time").select("user", "item").write.option("header", True).csv(file)
    [file] = [os.path.join(file, name) for name in os.listdir(file) if name.endswith(".csv")]
    assert figures(answer) == figures(alone(file, tmp_path, measures="shannon"))
    assert answer["sequences"]["length"]["max"] == million


def test_a_killed_executor_costs_time_only(session, tmp_path, monkeypatch):
    """The first call of the executable on an executor kills that executor in the middle of its input."""
    died = tmp_path / "died"
    program = tmp_path / "performance-law-unlucky"
    program.write_text(UNLUCKY.format(died=died, program=os.environ["PERFORMANCE_LAW"]))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    rows = log()
    df = stored(session, rows, tmp_path)
    monkeypatch.setenv("PERFORMANCE_LAW", str(program))
    answer = law_spark.apen(df, "user", "item", "time", partitions=12)
    monkeypatch.undo()
    assert died.is_dir()
    assert figures(answer) == figures(alone(ordered(rows), tmp_path))


# The executor is the nearest ancestor that runs Spark's executor. Only one of them is killed, because a folder is made once.
UNLUCKY = """#!/bin/bash
process=$$
while [ "$process" -gt 1 ]; do
    if tr '\\0' ' ' <"/proc/$process/cmdline" | grep -q CoarseGrainedExecutorBackend; then
        if mkdir "{died}" 2>/dev/null; then
            head -c 100 >/dev/null
            kill -9 "$process"
            exit 1
        fi
        break
    fi
    process=$(awk '$1 == "PPid:" {{ print $2 }}' "/proc/$process/status")
done
exec "{program}" "$@"
"""


def test_a_failure_on_an_executor_names_its_cause(session):
    df = session.createDataFrame([(1, "a", 1), (1, "b", 2)], "user int, item string, time int")
    with pytest.raises(law_spark.ExecutorFailure) as failure:
        law_spark.apen(df, "user", "item", "time", r=0.5)
    assert failure.value.status == 65
    assert "status 65" in str(failure.value) and "number" in str(failure.value)
    assert failure.value.host in str(failure.value)


def jobs(session):
    return len(session.sparkContext.statusTracker().getJobIdsForGroup())


def test_a_missing_executable_is_reported_before_a_job_starts(session, monkeypatch):
    df = session.createDataFrame([(1, 2, 3)], "user int, item int, time int")
    before = jobs(session)
    monkeypatch.setenv("PERFORMANCE_LAW", "/nowhere/performance-law")
    with pytest.raises(FileNotFoundError, match="/nowhere/performance-law"):
        law_spark.apen(df, "user", "item", "time")
    assert jobs(session) == before


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(m=0), "--m"),
        (dict(max_length=0), "--max-length"),
        (dict(measures=["compression"]), "compression"),
        (dict(measures=["pooled"], r=1), "patterns"),
        (dict(measures=["entropy"]), "entropy"),
        (dict(time="text"), "to_timestamp"),
        (dict(item="items"), "posexplode"),
    ],
)
def test_wrong_parameters_are_refused_before_a_job_starts(session, arguments, message):
    df = session.createDataFrame([(1, 2, 3, "4", [5])], "user int, item int, time int, text string, items array<int>")
    before = jobs(session)
    with pytest.raises(Problem, match=message):
        law_spark.apen(df, **{"user": "user", "item": "item", "time": "time", **arguments})
    assert jobs(session) == before


def test_a_measured_log_is_published_once(session, tmp_path):
    rows = log()
    df = session.createDataFrame(rows, "user int, item int, time int")
    answer = law_spark.apen(df, "user", "item", "time", max_length=50)
    with performance_law.local() as client:
        first = law_spark.publish(answer, client.url, name="clicks")
        for key in ["dataset", "users", "items", "tokens", "apEn", "dPrime", "sequences", "perSequence", "measures"]:
            assert first[key] == answer[key], key
        again = law_spark.publish(answer, client.url, name="clicks")
        assert again["dataset"] == first["dataset"]
        assert client.dataset("clicks")["dPrime"] == answer["dPrime"]
        assert len(client.datasets()["datasets"]) == 1
        with pytest.raises(Problem) as refusal:
            law_spark.publish(answer["summary"].replace('"version":1', '"version":9'), client.url)
        assert refusal.value.status == 400
    with pytest.raises(TypeError, match="summary"):
        law_spark.publish({}, "http://127.0.0.1:1")
