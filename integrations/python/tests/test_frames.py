"""Frames of pandas and Polars, and tables of Arrow: nothing of them is lost on the way."""

import json
import subprocess
import sys

import pytest

from performance_law import _executable
from performance_law._tables import body

pandas = pytest.importorskip("pandas")
numpy = pytest.importorskip("numpy")

# NumPy prints an array of more than 1,000 items with dots in its middle.
LONG = {
    user: [(17 * number * number + length) % 50 for number in range(length)]
    for user, length in (("a", 1_200), ("b", 30), ("c", 1_500), ("d", 80))
}
COLUMNS = {"user_id": list(LONG), "items": list(LONG.values())}


def text(data):
    return b"".join(body(data).pieces).decode()


@pytest.fixture(scope="module")
def expected(client):
    answer = client.apen(LONG)
    assert answer["tokens"] == 2_810
    return answer["dataset"]


def pandas_frames():
    """By what their cells are."""
    arrays = [numpy.array(items) for items in LONG.values()]
    yield "arrays", pandas.DataFrame({"user_id": list(LONG), "items": arrays})
    yield "lists", pandas.DataFrame(COLUMNS)
    yield "tuples", pandas.DataFrame({"user_id": list(LONG), "items": [tuple(items) for items in LONG.values()]})
    yield "a first cell without a list", pandas.DataFrame({"user_id": [*LONG], "items": arrays, "tags": [None, [1], None, None]})


@pytest.mark.parametrize("name, frame", list(pandas_frames()))
def test_lists_of_pandas_are_sent_whole(client, expected, name, frame):
    assert client.apen(frame)["dataset"] == expected
    assert "..." not in text(frame)


def test_parquet_with_lists_is_read_whole(client, expected, tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "lists.parquet"
    pandas.DataFrame(COLUMNS).to_parquet(path)
    assert client.apen(pandas.read_parquet(path))["dataset"] == expected
    assert client.apen(pandas.read_parquet(path, dtype_backend="pyarrow"))["dataset"] == expected


def test_the_remedy_for_parquet_keeps_lists_times_and_numbers(client, expected, tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "lists.parquet"
    pandas.DataFrame(COLUMNS).to_parquet(path)
    refused = subprocess.run([_executable.executable(), "apen", path], capture_output=True, text=True)
    assert refused.returncode == 65 and "Parquet" in refused.stderr
    command = refused.stderr.split("`")[1]

    def converted():
        program = command.split("'")[1].replace("FILE", str(path))
        return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout

    assert client.apen(converted())["dataset"] == expected
    flat = pandas.DataFrame(
        {
            "user": [1, 1, 1, 2, 2],
            "item": ["0012", 'say "x"', "ü", "0012", "a,b"],
            "ts": pandas.to_datetime([3_000_000_001, 3_000_000_000, 5, 2, 1], unit="ns"),
            "price": [1.5, None, 0.1, 2, 3],
        }
    )
    flat.to_parquet(path)
    columns = {"user": "user", "item": "item", "time": "ts"}
    assert client.apen(converted(), columns=columns)["dataset"] == client.apen(flat, columns=columns)["dataset"]
    in_order = [["ü", 'say "x"', "0012"], ["a,b", "0012"]]
    assert client.apen(converted(), columns=columns)["dataset"] == client.apen(in_order)["dataset"]


def test_a_nested_frame_is_records_and_a_flat_one_is_csv():
    nested = pandas.DataFrame(
        {
            "user": [1, 2], "items": [numpy.array(["a b", 'c"d']), ["e"]], "t": pandas.to_datetime(["2026-01-02", None]),
            "n": pandas.array([1, None], dtype="Int64"),
        }
    )  # fmt: skip
    assert body(nested).content_type == "application/x-ndjson"
    assert [json.loads(line) for line in text(nested).splitlines()] == [
        {"user": 1, "items": ["a b", 'c"d'], "t": "2026-01-02T00:00:00", "n": 1},
        {"user": 2, "items": ["e"], "t": None, "n": None},
    ]
    assert body(nested[["user", "t"]]).content_type == "text/csv"
    # A column of texts of pandas before its version 3.
    texts = pandas.DataFrame({"item": pandas.Series(["a", "b"], dtype=object)})
    assert text(texts) == "item\na\nb\n"
    assert text(nested.iloc[:0]) == "user,items,t,n\n"


def test_two_columns_of_one_name_are_no_record():
    frame = pandas.DataFrame([[1, [2], [3]]], columns=["user", "items", "items"])
    with pytest.raises(ValueError, match="several columns 'items'"):
        text(frame)


@pytest.mark.parametrize(
    "names, expected",
    [
        ([None], "item,t\na,1\nb,2\n"),
        (["user"], "user,item,t\n0,a,1\n1,b,2\n"),
        (["user", None, "day"], "user,day,item,t\n0,0,a,1\n1,1,b,2\n"),
        # A number as a name is not the number of a level.
        ([1, 0], "1,0,item,t\n0,9,a,1\n1,8,b,2\n"),
    ],
)
def test_named_levels_of_an_index_are_columns(names, expected):
    frame = pandas.DataFrame({"item": ["a", "b"], "t": [1, 2]})
    if len(names) > 1:
        frame.index = pandas.MultiIndex.from_arrays([[0, 1], [9, 8], [0, 1]][: len(names)], names=names)
    else:
        frame.index.name = names[0]
    before = frame.copy()
    assert text(frame) == expected
    assert text(frame.iloc[:0]) == expected.split("\n")[0] + "\n"
    assert frame.equals(before) and list(frame.columns) == ["item", "t"], "the frame itself stays"


def test_the_index_of_a_nested_frame_is_a_column():
    frame = pandas.DataFrame({"items": [[1, 2], [3]]}, index=pandas.Index(["u", "v"], name="user"))
    assert [json.loads(line) for line in text(frame).splitlines()] == [
        {"user": "u", "items": [1, 2]},
        {"user": "v", "items": [3]},
    ]


@pytest.mark.parametrize("names", [["item"], ["user", "item"], ["user", "user"]])
def test_an_index_with_the_name_of_a_column_is_refused(client, law, names):
    frame = pandas.DataFrame({"item": ["a"], "user": [1]}).set_index(["item", "user"][: len(names)])
    frame.index.names = names
    frame["item"] = "b"
    for call in (client.apen, client.fit, client.preview, law.predict):
        with pytest.raises(ValueError, match=f"the index of the frame is named '{names[-1]}'"):
            call(frame)


def test_a_grid_with_an_index_is_the_same_law(client, law):
    rows = [
        {"layers": layers, "dim": dim, "dPrime": d_prime, "HR@10": 0.2 + layers / 1e3 + dim / 1e4 + d_prime / 1e9}
        for layers in (2, 4, 8) for dim in (16, 32, 64) for d_prime in (1e6, 4e6, 16e6)
    ]  # fmt: skip
    frame = pandas.DataFrame(rows)
    expected = client.fit(frame)
    assert client.fit(frame.set_index("dPrime"))["law"] == expected["law"]
    assert client.fit(frame.groupby(["layers", "dim", "dPrime"]).mean())["law"] == expected["law"]
    asked = frame[["layers", "dim", "dPrime"]][:3]
    flat = expected.predict(asked)
    for levels in (["dPrime"], ["layers", "dim"], ["layers", "dim", "dPrime"]):
        predicted = expected.predict(asked.set_index(levels))
        assert list(predicted.index.names) == levels, "the rows keep their index"
        assert predicted.reset_index()[flat.columns].equals(flat)


def test_a_log_with_its_users_in_the_index_is_the_same_dataset(client):
    frame = pandas.DataFrame({"user": [1, 1, 1, 2, 2], "item": [5, 6, 5, 7, 8], "ts": [1, 2, 3, 1, 2]})
    expected = client.apen(frame, measures=[])["dataset"]
    assert client.apen(frame.set_index("user"), measures=[])["dataset"] == expected
    assert client.apen(frame.set_index(["user", "ts"]), measures=[])["dataset"] == expected


def test_the_rows_of_a_nested_frame_are_converted_in_parts(monkeypatch):
    monkeypatch.setattr("performance_law._frames.FRAME_ROWS", 2)
    frame = pandas.DataFrame({"items": [[number] for number in range(5)]})
    assert text(frame) == "".join(f'{{"items":[{number}]}}\n' for number in range(5))


@pytest.mark.parametrize("order", [["user", "items"], ["items", "user"]])
def test_a_long_first_list_hides_no_column(client, order):
    frame = pandas.DataFrame({"user": ["a", "b"], "items": [numpy.arange(30_000), numpy.arange(3)]})[order]
    answer = client.apen(frame, measures=[])
    assert answer["tokens"] == 30_003 and answer["read"]["columns"] == {"user": "user", "items": "items"}
    assert client.apen([list(range(30_000)), [0, 1, 2]], measures=[])["dataset"] == answer["dataset"]


def test_frames_of_polars_are_read(client, expected):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(COLUMNS)
    assert client.apen(frame)["dataset"] == expected
    assert client.apen(frame.lazy())["dataset"] == expected
    fixed = frame.with_columns(note=polars.lit(b"x"), when=polars.date(2026, 1, 2), struct=polars.struct(polars.lit(1).alias("a")))
    record = json.loads(text(fixed).splitlines()[1])
    assert record == {"user_id": "b", "items": LONG["b"], "note": "x", "when": "2026-01-02", "struct": {"a": 1}}
    assert text(frame.clear()) == "user_id,items\n"
    flat = polars.DataFrame({"user": [1, 1], "item": ["a", "b,c"]})
    assert text(flat) == text(flat.lazy()) == 'user,item\n1,a\n1,"b,c"\n'


def test_a_lazy_frame_of_configurations_gets_columns(law):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"layers": [4, 8], "dim": [25, 50]})
    assert law.predict(frame.lazy()).equals(law.predict(frame))


def test_tables_of_arrow_are_read(client, expected, monkeypatch):
    arrow = pytest.importorskip("pyarrow")
    monkeypatch.setattr("performance_law._frames.FRAME_ROWS", 3)
    table = arrow.table(COLUMNS)
    batch = table.to_batches()[0]
    reader = arrow.RecordBatchReader.from_batches(table.schema, [batch])
    for data in (table, batch, reader, table["items"]):
        assert client.apen(data)["dataset"] == expected
    assert text(table.slice(0, 0)) == "user_id,items\n"
    times = arrow.table({"user": [1], "t": arrow.array([1_000], arrow.timestamp("ms"))})
    assert json.loads(text(times)) == {"user": 1, "t": "1970-01-01T00:00:01"}
    with pytest.raises(ValueError, match="several columns 'a'"):
        text(arrow.Table.from_arrays([[1], [2]], names=["a", "a"]))


def test_other_tables_are_refused_with_a_remedy(law):
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.sql("SELECT 4 AS layers, 25 AS dim")
    with pytest.raises(TypeError, match="DuckDBPyRelation; make a frame of pandas or Polars"):
        body(relation)
    with pytest.raises(TypeError, match="DuckDBPyRelation; make a frame of pandas or Polars"):
        law.predict(relation)
    assert law.predict(relation.df())["HR@10"][0] == law.predict(4, 25)["predictions"]["HR@10"]["value"]
