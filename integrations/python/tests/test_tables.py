"""Bodies and parameters, without a service."""

import decimal
import gzip
import io
import json
import re
import uuid

from pathlib import Path

import pytest

from performance_law import _names
from performance_law._law import axis
from performance_law._tables import body, columns_text, plain


def text(data):
    return b"".join(body(data).pieces).decode()


def test_sequences_are_lines_of_items():
    assert text([[12, 7], ["a", "ü"]]) == '[12,7]\n["a","ü"]\n'


def test_a_dict_is_a_table_of_users():
    assert [json.loads(line) for line in text({"u1": [1, 2], "u2": [3]}).splitlines()] == [
        {"user": "u1", "items": [1, 2]},
        {"user": "u2", "items": [3]},
    ]


def rows(data, **options):
    return [json.loads(line) for line in b"".join(body(data, **options).pieces).splitlines()]


@pytest.mark.parametrize(
    "columns",
    [
        {"user_id": [1, 1, 2, 2], "item_id": [10, 11, 10, 12], "timestamp": [1, 2, 3, 4]},
        {"User": ("a", "b"), "SKU": ("x", "y")},
        {"raw.user": [1, 2], "event/itemId:token": [3, 4], "note": ["p", "q"]},
        {"user": ["a", "b"], "items": [[1, 2], [3]]},
        {"item": [1, 2, 1], "ts": range(3)},
        {"uid": [1], "iid": [2]},
    ],
)
def test_a_dict_with_the_names_of_columns_is_a_table(columns):
    lists = {name: list(cells) for name, cells in columns.items()}
    assert rows(columns) == [dict(zip(lists, cells)) for cells in zip(*lists.values())]


def test_a_dict_whose_columns_are_named_is_a_table():
    columns = {"who": [1, 2], "what": ["a", "b"]}
    assert rows(columns, has_columns=True) == [{"who": 1, "what": "a"}, {"who": 2, "what": "b"}]
    assert rows(columns) == [{"user": "who", "items": [1, 2]}, {"user": "what", "items": ["a", "b"]}]
    assert rows(columns, is_grid=True) == rows(columns, has_columns=True), "as for a grid"


def test_columns_of_different_lengths_and_doubtful_names_are_refused():
    with pytest.raises(ValueError, match=r"user has 3, item has 2; .*list\(data.values\(\)\)"):
        body({"user": [1, 2, 3], "item": [1, 2]})
    with pytest.raises(ValueError, match=r"not clear .* columns or users: 'customer' is a name of a column \(user\)"):
        body({"customer": [1, 2, 3], "thing": [4, 5, 6]})
    with pytest.raises(TypeError, match="column 'user' is of type str; each column of a dict is a list"):
        body({"user": "u1", "items": [1, 2]})
    letters = {"u": [1, 2, 3], "v": [4, 5, 6]}
    assert [row["user"] for row in rows(letters)] == ["u", "v"], "a letter alone can be anybody"
    users = {"customer": [1, 2, 3], "thing": [4, 5]}
    assert [row["user"] for row in rows(users)] == ["customer", "thing"], "columns have one length"


def test_a_body_of_http_may_be_a_dict():
    for document in ({"sequences": [[1, 2], [3]], "m": 1}, {"interactions": [{"user": 1, "item": 2}]}):
        assert rows(document) == [document]
    assert rows({"sequences": [1, 2]}) == [{"user": "sequences", "items": [1, 2]}]


def test_every_name_of_a_column_that_the_service_knows_is_known():
    source = Path(__file__).resolve().parents[3] / "Sources/TableReading/Names/ColumnNames.swift"
    expected = {role: set() for role in _names.NAMES}
    for role, names in re.findall(r'Entry\(\s*\.(\w+),\s*\.\w+,\s*"([^"]*)"', source.read_text()):
        if role in expected:
            expected[role] |= set(names.split())
    assert all(expected.values())
    assert {role: names - set(_names.NAMES[role].split()) for role, names in expected.items()} == {role: set() for role in expected}
    assert {name: _names.role(name) for role in expected for name in expected[role] if _names.role(name) != role} == {}


@pytest.mark.parametrize(
    "data",
    [
        [[1, 2], {3, 1, 2}],
        [[1], frozenset("ab")],
        [[1], {"b": 1, "a": 2}.keys()],
        [[1], {"b": 1}.items()],
        {"u1": [1], "u2": {1, 2}},
        [{"user": 1, "items": [1]}, {"user": 2, "items": {1, 2}}],
    ],
)
def test_a_set_is_no_sequence(data):
    with pytest.raises(TypeError, match="row 2: a value of type .* has no order .*; give a list"):
        text(data)


def test_a_set_is_no_table_and_no_column():
    for data in ({(1, 2), (3, 4)}, {"a": [1]}.keys(), {"user": [1, 2], "item": {1, 2}}):
        with pytest.raises(TypeError, match="has no order .*; give a list"):
            body(data)
    with pytest.raises(TypeError, match="has no order"):
        axis({4, 8})
    assert rows({"u": [1, 2]}.values()) == [[1, 2]], "the values of a dict are in its order"


def test_nan_in_a_record_is_null():
    assert text([{"layers": 4, "HR@10": float("nan")}]) == '{"layers":4,"HR@10":null}\n'


def test_infinity_is_refused_because_json_has_none():
    with pytest.raises(ValueError):
        text([{"HR@10": float("inf")}])


def test_a_generator_is_read_piece_by_piece():
    taken = 0

    def rows():
        nonlocal taken
        for number in range(1_000_000):
            taken += 1
            yield [number, number]

    pieces = body(rows()).pieces
    next(pieces)
    assert 0 < taken < 100_000


def test_a_file_is_known_by_its_size_and_its_first_bytes(tmp_path):
    plain_file = tmp_path / "log.csv"
    plain_file.write_text("user,item\n1,2\n")
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(b"user,item\n1,2\n"))
    assert body(plain_file).size == 14 and not body(plain_file).is_compressed
    assert body(str(packed)).is_compressed
    assert text(str(plain_file)) == "user,item\n1,2\n"


def test_an_open_file_is_read():
    assert text(io.BytesIO(b"1 2\n")) == "1 2\n"
    assert text(io.StringIO("1 2\n")) == "1 2\n"


def test_what_is_no_table_is_refused_by_its_type():
    with pytest.raises(TypeError, match="cannot read a table from int"):
        body(3)
    with pytest.raises(FileNotFoundError):
        body("missing.csv")


def test_a_frame_has_one_header_however_long_it_is(monkeypatch):
    pandas = pytest.importorskip("pandas")
    monkeypatch.setattr("performance_law._frames.FRAME_ROWS", 2)
    frame = pandas.DataFrame({"user": [1, 1, 2], "item": ["a", "b,c", None]})
    assert text(frame) == 'user,item\n1,a\n1,"b,c"\n2,\n'
    assert text(frame.iloc[:0]) == "user,item\n"


@pytest.mark.parametrize(
    "columns, expected",
    [
        ({"user": "customer", "item": 2}, "user:customer,item:2"),
        ({"HR@10": 3}, "HR@10:3"),
        ({"time": ["date", "hour"]}, "time:date+hour"),
        ({"time": None}, "time:-"),
        ({"items": "items:2"}, 'items:"items:2"'),
        ({"items": "2.."}, "items:2.."),
        ({"user": "a,b"}, 'user:"a,b"'),
        ({"user": 'say "hi"'}, 'user:"say ""hi"""'),
        # A name of digits is not the number of a column.
        ({"user": "7"}, 'user:"7"'),
        ({"HR@10": "metrics/hr"}, 'HR@10:"metrics/hr"'),
        ({"ignore": ["x", "y"]}, "ignore:x,ignore:y"),
        # The text of HTTP stays.
        ('user:"a,b",time:date+hour', 'user:"a,b",time:date+hour'),
    ],
)
def test_columns_are_written_as_the_parameter(columns, expected):
    assert columns_text(columns) == expected


@pytest.mark.parametrize("columns", [["user", "item"], 3])
def test_columns_are_a_dict_or_a_text(columns):
    with pytest.raises(TypeError, match='columns is of type .*; give a dict such as {"user": "customer"'):
        columns_text(columns)


def test_axes():
    assert axis((4, 64)) == "4..64"
    assert axis((16, 512, 16)) == "16..512:16"
    assert axis([4, 8]) == "4,8"
    assert axis(8) == "8"
    assert axis("4..8") == "4..8"
    with pytest.raises(ValueError):
        axis((1, 2, 3, 4))


def test_numpy_and_times_become_plain_values():
    numpy = pytest.importorskip("numpy")
    pandas = pytest.importorskip("pandas")
    assert plain(numpy.int64(3)) == 3 and plain(numpy.array([1, 2])) == [1, 2]
    assert plain(numpy.float64("nan")) is None
    assert plain(pandas.Timestamp("2026-01-02T03:04:05")) == "2026-01-02T03:04:05"
    assert plain([pandas.NA, pandas.NaT, numpy.array([numpy.nan])]) == [None, None, [None]]


def test_values_without_a_form_in_json_are_their_texts():
    assert plain([decimal.Decimal("1.50"), decimal.Decimal("nan"), b"sku-7"]) == ["1.50", None, "sku-7"]
    identity = uuid.UUID(int=7)
    assert plain(identity) == str(identity)
