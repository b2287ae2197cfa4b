"""The client against the real executable."""

import gzip
import inspect
import json
import math
import pickle
import socket
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import performance_law
from conftest import GRID
from performance_law import Client, Law, NoAnswer, Problem

# Two users with the same sequence. Φ² and Φ³ of 1 2 1 2 1 2 by hand: of 5 pairs, «12» occurs 3 times and «21» twice; of 4
# triples, «121» and «212» occur twice each.
ALTERNATING = [1, 2, 1, 2, 1, 2]
PHI_2 = (3 * math.log(3 / 5) + 2 * math.log(2 / 5)) / 5
PHI_3 = math.log(2 / 4)


def test_apen_equals_the_definition(client):
    answer = client.apen([ALTERNATING, ALTERNATING], measures=[])
    expected = abs(PHI_2 - PHI_3)
    assert answer["users"] == 2 and answer["tokens"] == 12
    assert answer["apEn"] == pytest.approx(expected, rel=1e-12)
    assert answer["dPrime"] == pytest.approx(12 / expected, rel=1e-12)
    assert answer["measures"]["shannonEntropy"] is None


def test_the_same_data_in_every_shape_are_the_same_dataset(client, tmp_path):
    pandas = pytest.importorskip("pandas")
    sequences = {"u1": [12, 7, 12, 7], "u2": [7, 9, 7]}
    rows = [(user, item, time) for user, items in sequences.items() for time, item in enumerate(items)]
    frame = pandas.DataFrame(rows, columns=["who", "what", "when"])
    path = tmp_path / "log.csv"
    frame.to_csv(path, index=False)
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    columns = {"user": "who", "item": "what", "time": "when"}
    lists = {name: list(cells) for name, cells in zip(("who", "what", "when"), zip(*rows))}
    answers = [
        client.apen(list(sequences.values())),
        client.apen(sequences),
        client.apen(frame, columns=columns),
        client.apen(path, columns=columns),
        client.apen(str(packed), columns=columns),
        client.apen([dict(zip(("user", "item", "timestamp"), row)) for row in rows]),
        client.apen((items for items in sequences.values())),
        client.apen(dict(zip(("user_id", "item_id", "timestamp"), lists.values()))),
        client.apen(lists, columns=columns),
        client.apen(lists, columns="user:who,item:what,time:when"),
        client.apen({"sequences": list(sequences.values())}),
    ]
    assert len({answer["dataset"] for answer in answers}) == 1
    assert answers[2]["read"]["columns"] == {"user": "who", "item": "what", "time": "when"}
    assert answers[4]["read"]["compression"] == "gzip"


def test_options_arrive(client):
    answer = client.apen([ALTERNATING, [5]], name="options", m=1, max_length=3, short="zero", measures=["pooled"])
    assert (answer["m"], answer["maxLength"], answer["short"], answer["name"]) == (1, 3, "zero", "options")
    assert answer["pooled"] is not None
    assert client.dataset("options")["dataset"] == answer["dataset"]
    assert client.apen([[0, 0, 3, 4, 3]], padding="0")["tokens"] == 3
    with pytest.raises(TypeError, match="unknown option 'delimeter'"):
        client.apen([[1]], delimeter=";")


def test_a_body_may_have_its_own_pattern_length(client):
    body = {"sequences": [ALTERNATING], "m": 1, "measures": []}
    for data in (body, json.dumps(body).encode()):
        assert client.apen(data)["m"] == 1
        with pytest.raises(Problem, match="also given in the query"):
            client.apen(data, m=2)


def test_columns_may_be_the_text_of_http(client, law, grid_records):
    renamed = [{"a": row["layers"], "b": row["dim"], "c": row["HR@10"]} for row in grid_records]
    whole = client.fit(renamed, columns="layers:a,dim:b,HR@10:c")
    assert whole["law"] == law["law"] == client.fit(renamed, dim="b", columns="layers:a", metrics={"HR@10": "c"})["law"]
    log = {"x": [1, 1], "y": [2, 3]}
    roles = {each["name"]: each["role"] for each in client.preview(log, columns="user:x,item:y")["columns"]}
    assert roles == {"x": "user", "y": "item"}


def test_options_may_be_ranges_and_one_measure_a_text(client):
    answer = client.apen([ALTERNATING], m=range(1, 3), max_length=range(4, 6), measures="shannon")
    listed = client.apen([ALTERNATING], m=[1, 2], max_length=[4, 5], measures=["shannon"])
    assert {**answer, "createdAt": None} == {**listed, "createdAt": None}
    assert answer["measures"]["shannonEntropy"] is not None


def test_one_measure_may_be_a_text_with_spark_too():
    spark = pytest.importorskip("performance_law.spark")
    # Parameters are refused before the data frame is used.
    with pytest.raises(Problem, match="compression needs the sequences of all users"):
        spark.apen(None, "user", "item", measures="compression")


def test_a_law_answers(client, law, grid_records):
    assert isinstance(law, Law) and isinstance(law, dict)
    assert law["experiments"] == len(grid_records) == 24
    assert client.fit(grid_records)["law"] == law["law"], "records and a file are the same law"
    answer = law.predict(16, 64)
    assert answer["layers"] == 16 and answer["predictions"]["HR@10"]["low"] < answer["predictions"]["HR@10"]["value"]
    several = law.predict([16, 8], [64, 32], level=0.9)
    assert several["level"] == 0.9
    assert several["predictions"][0]["HR@10"]["value"] == answer["predictions"]["HR@10"]["value"]
    best = law.optimal(max_parameters=200_000, dim_multiple=8, layers=(4, 32), dim=[32, 64, 96])["best"]
    assert best["parameters"] <= 200_000 and best["dim"] % 8 == 0
    assert len(law.suggestions(count=2)["suggestions"]) == 2
    assert law.surface([4, 8], [16, 32, 64])["dim"] == [16, 32, 64]
    assert law["law"] in repr(law)


def test_a_frame_of_configurations_gets_columns(law):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"layers": [4, 8], "dim": [25, 50], "note": ["a", "b"]}, index=[7, 9])
    predicted = law.predict(frame)
    assert list(predicted.columns) == ["layers", "dim", "note", "HR@10", "HR@10_low", "HR@10_high", "octaves"]
    assert list(predicted.index) == [7, 9]
    alone = law.predict(8, 50)["predictions"]["HR@10"]
    assert predicted.loc[9, "HR@10"] == alone["value"] and predicted.loc[9, "HR@10_low"] == alone["low"]
    with pytest.raises(ValueError, match="no column 'dim'"):
        law.predict(frame[["layers"]])


def warnings_of(call):
    """What a call gives, and the warnings that it issues."""
    with warnings.catch_warnings(record=True) as issued:
        warnings.simplefilter("always")
        return call(), [(each.category, each.message, each.filename) for each in issued]


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_frame_far_from_the_grid_has_its_distance_and_its_warnings(law, package, monkeypatch):
    frame = pytest.importorskip(package).DataFrame({"layers": [8, 64, 200, 300], "dim": [50, 400, 4000, 5000]})
    monkeypatch.setattr("performance_law._law.BATCH", 1)
    predicted, issued = warnings_of(lambda: law.predict(frame))
    answer = law.predict([8, 64, 200, 300], [50, 400, 4000, 5000])
    distances = [each["extrapolation"]["octaves"] for each in answer["predictions"]]
    assert list(predicted["octaves"]) == distances and distances[0] == 0 < distances[1] < distances[2]
    assert [message.code for _, message, _ in issued] == ["farBeyondTheGrid", "clamped"], "each code once"
    assert {category for category, _, _ in issued} == {performance_law.LawWarning} and {file for _, _, file in issued} == {__file__}
    assert [str(message) for _, message, _ in issued] == [f"{each['code']}: {each['message']}" for each in answer["warnings"]]
    if package == "pandas":
        assert predicted.attrs["warnings"] == answer["warnings"] and "warnings" not in frame.attrs


def test_a_frame_within_the_grid_warns_of_nothing(law):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"layers": [8], "dim": [50]})
    frame.attrs = {"source": "mine", "warnings": ["of another answer"]}
    predicted, issued = warnings_of(lambda: law.predict(frame))
    assert issued == [] and predicted.attrs == {"source": "mine", "warnings": []}


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_columns_that_predictions_replace_are_named(law, package):
    frame = pytest.importorskip(package).DataFrame({"layers": [8], "dim": [50], "HR@10": [0.5], "octaves": [3.0]})
    predicted, issued = warnings_of(lambda: law.predict(frame))
    assert [(message.code, file) for _, message, file in issued] == [("replacedColumns", __file__)]
    assert "HR@10, octaves" in str(issued[0][1]) and "rename" in str(issued[0][1])
    assert predicted["HR@10"][0] == law.predict(8, 50)["predictions"]["HR@10"]["value"] and frame["HR@10"][0] == 0.5


def test_a_warning_can_be_filtered_by_its_code_and_sent_to_another_process(law):
    frame = pytest.importorskip("pandas").DataFrame({"layers": [64], "dim": [400]})
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "farBeyondTheGrid", performance_law.LawWarning)
        with pytest.raises(performance_law.LawWarning, match="beyond twice the measured range") as warning:
            law.predict(frame)
    restored = pickle.loads(pickle.dumps(warning.value))
    assert (restored.code, restored.message) == (warning.value.code, warning.value.message)


def test_nothing_to_predict_gives_nothing(law):
    assert law.predict([], []) == {"law": law["law"], "level": 0.95, "predictions": [], "warnings": []}
    columns = ["layers", "dim", "HR@10", "HR@10_low", "HR@10_high", "octaves"]
    for package in ("pandas", "polars"):
        frame = pytest.importorskip(package).DataFrame({"layers": [8], "dim": [50]})
        predicted = law.predict(frame[:0])
        assert len(predicted) == 0 and list(predicted.columns) == columns
        assert list(predicted.dtypes) == list(law.predict(frame).dtypes)


def test_one_size_belongs_to_all_sizes_of_the_other(law):
    numpy = pytest.importorskip("numpy")
    alone = law.predict(4, 25)
    assert law.predict(numpy.array(4), numpy.array(25)) == alone
    for layers, dim in ((numpy.array(4), [25, 50]), (4, range(25, 51, 25)), (4, iter([25, 50])), ([4, 4], numpy.array([25, 50]))):
        predictions = law.predict(layers, dim)["predictions"]
        assert [(each["layers"], each["dim"]) for each in predictions] == [(4, 25), (4, 50)]
        assert predictions[0]["HR@10"]["value"] == pytest.approx(alone["predictions"]["HR@10"]["value"], rel=1e-12)
    with pytest.raises(ValueError, match="different lengths: layers has 2, dim has 1"):
        law.predict([4, 8], [25])


@pytest.mark.parametrize(
    "arguments, message",
    [(("4", "64"), "layers is of type str; give a whole number"), ((4, "64"), "dim is of type str"), (({"layers": [4]},), "of type dict; .* a frame")],
)
def test_sizes_are_no_texts_and_no_dicts(law, arguments, message):
    with pytest.raises(TypeError, match=message):
        law.predict(*arguments)


def test_a_list_of_d_primes_may_stand_beside_single_sizes(client):
    rows = [
        {"layers": layers, "dim": dim, "dPrime": d_prime, "HR@10": 0.2 + layers / 1e3 + dim / 1e4 + d_prime / 1e9}
        for layers in (2, 4, 8) for dim in (16, 32, 64) for d_prime in (1e6, 4e6, 16e6)
    ]  # fmt: skip
    law = client.fit(rows, form="scaling-law")
    assert [each["dPrime"] for each in law.predict(4, 32, d_prime=[1e6, 4e6])["predictions"]] == [1e6, 4e6]
    assert [each["dPrime"] for each in law.predict([4, 8], 32, d_prime=4e6)["predictions"]] == [4e6, 4e6]


def test_more_configurations_than_one_request_takes(law, monkeypatch):
    monkeypatch.setattr("performance_law._law.BATCH", 2)
    answer = law.predict([4, 8, 16, 4, 8], [25, 25, 25, 50, 50])
    assert [(each["layers"], each["dim"]) for each in answer["predictions"]] == [
        (4, 25), (8, 25), (16, 25), (4, 50), (8, 50)
    ]  # fmt: skip


def test_a_grid_may_be_a_dict_of_columns_or_a_document(client, law, grid_records):
    numpy = pytest.importorskip("numpy")
    columns = {name: [row[name] for row in grid_records] for name in grid_records[0]}
    assert client.fit(columns)["law"] == law["law"]
    assert client.fit({name: numpy.array(column) for name, column in columns.items()})["law"] == law["law"]
    assert client.fit({"experiments": grid_records})["law"] == law["law"]
    document = {"experiments": grid_records, "form": "kriging", "level": 0.9}
    expected = client.fit(grid_records, form="kriging", level=0.9)["law"]
    assert client.fit(document)["law"] == client.fit(json.dumps(document).encode())["law"] == expected
    with pytest.raises(ValueError, match="different lengths: layers has 24, dim has 23"):
        client.fit({**columns, "dim": columns["dim"][1:]})
    with pytest.raises(TypeError, match="column 'dim' is of type int"):
        client.fit({**columns, "dim": 64})


def test_rows_without_names_are_no_grid(client, grid_records):
    numpy = pytest.importorskip("numpy")
    rows = [list(row.values()) for row in grid_records]
    for data in (rows, numpy.array(rows), iter(map(tuple, rows)), [4, 8]):
        with pytest.raises(TypeError, match=r"no names of columns; .*pandas.DataFrame\(rows, columns="):
            client.fit(data)
    with pytest.raises(TypeError, match="from int; .* a dict of columns"):
        client.fit(3)
    assert client.apen(numpy.array([[1, 2, 1], [2, 1, 2]]))["users"] == 2, "these are sequences of a log"


def test_unusual_columns_metrics_and_goals(client, grid_records):
    renamed = [
        {"depth of it": row["layers"], "width": row["dim"], "my,loss": 1 - row["HR@10"], "HR@10": row["HR@10"]}
        for row in grid_records
    ]
    law = client.fit(renamed, layers="depth of it", dim="width", metrics={"quality": "my,loss"}, goals={"quality": "minimise"})
    assert list(law["metrics"]) == ["quality"] and law["metrics"]["quality"]["goal"] == "minimise"
    law = client.fit(renamed, layers="depth of it", dim="width", metrics="HR@10", form="kriging")
    assert law["metrics"]["HR@10"]["form"] == "kriging"


def test_a_column_may_be_a_number(client, grid_records):
    rows = ["a,b,c"] + [f"{row['layers']},{row['dim']},{row['HR@10']}" for row in grid_records]
    law = client.fit("\n".join(rows).encode(), layers=1, dim=2, metrics={"HR@10": 3})
    assert list(law["metrics"]) == ["HR@10"]
    assert law["law"] == client.fit(grid_records)["law"]


def test_plots_and_answers_take_the_same_keywords(client):
    rows = [
        {"layers": layers, "dim": dim, "dPrime": d_prime, "HR@10": 0.2 + layers / 1e3 + dim / 1e4 + d_prime / 1e9}
        for layers in (2, 4, 8) for dim in (16, 32, 64) for d_prime in (1e6, 4e6, 16e6)
    ]  # fmt: skip
    law = client.fit(rows, form="scaling-law")
    keywords = set(inspect.signature(law.optimal).parameters) - {"tolerance"}
    assert keywords <= set(inspect.signature(law.plot).parameters)
    assert law.plot("layers", d_prime=4e6, dim=32).spec["$schema"]
    assert law.plot("frontier", d_prime=4e6, max_parameters=1e6, layers=(2, 8), dim=[16, 32], level=0.9).spec["$schema"]
    with pytest.raises(Problem, match="this law spans D′"):
        law.plot("layers")
    with pytest.raises(TypeError, match="d_pirme"):
        law.plot("layers", d_pirme=4e6)


def test_stored_laws_are_found_compared_and_deleted(client, grid_records):
    first = client.fit(grid_records[:12], name="first")
    second = client.fit(grid_records[6:], name="second")
    assert client.law("first")["law"] == first["law"]
    ranked = client.compare([first, "second"], metric="HR@10")["laws"]
    assert {each["law"] for each in ranked} == {first["law"], second["law"]}
    assert sum(each["probabilityOfBeingBest"] for each in ranked) == pytest.approx(1, abs=1e-6)
    assert first["law"] in [each["law"] for each in client.laws()["laws"]]
    client.delete_law(first)
    with pytest.raises(Problem) as refusal:
        client.law("first")
    assert refusal.value.status == 404


def test_laws_and_datasets_are_named_by_their_answers_too(client, law, grid_records):
    dataset = client.apen([ALTERNATING], name="alternating", measures=[])
    assert client.law(law)["law"] == client.law({"law": law["law"]})["law"] == law["law"]
    assert client.dataset(dataset)["name"] == "alternating"
    dated = client.fit(grid_records, dataset=dataset)
    assert dated["law"] == client.fit(grid_records, dataset="alternating")["law"] != law["law"]
    assert dated.predict(4, 25, dataset=dataset)["dPrime"] == pytest.approx(dataset["dPrime"])
    assert dated.predict([4], [25], dataset=dataset)["predictions"][0]["dPrime"] == pytest.approx(dataset["dPrime"])
    client.delete_law(dated)
    client.delete_dataset(dataset)
    for one in (law, "ml100"):
        with pytest.raises(Problem, match="at least two laws"):
            client.compare(one)


def test_an_empty_or_impossible_name_is_refused_before_anything_is_sent():
    client = Client("http://127.0.0.1:1")
    calls = [client.law, client.dataset, client.delete_law, client.delete_dataset, lambda name: client.compare([name, "ml100"])]
    for call in calls:
        with pytest.raises(ValueError, match="the name of the (law|dataset) is empty"):
            call("")
        with pytest.raises(TypeError, match="int is no (law|dataset); give an id"):
            call(3)
    with pytest.raises(TypeError, match="dict is no dataset"):
        client.fit([{"layers": 1, "dim": 1, "HR@10": 0.1}], dataset={"law": "law_1"})


def test_a_problem_lists_every_fault(client):
    rows = [{"layers": 0, "dim": 4, "HR@10": 0.2}, {"layers": 4, "dim": -1, "HR@10": 0.2}]
    with pytest.raises(Problem) as refusal:
        client.fit(rows)
    problem = refusal.value
    assert problem.status == 400 and len(problem.errors) == 2
    for error in problem.errors:
        assert error["pointer"] in str(problem) and error["detail"] in str(problem)
    restored = pickle.loads(pickle.dumps(problem))
    assert str(restored) == str(problem) and restored.errors == problem.errors


def test_a_refusal_in_the_middle_of_an_upload_is_told():
    # The service answers as soon as the limit is passed, and closes while the client still sends.
    with performance_law.local(max_body="1MiB") as client:
        with pytest.raises(Problem) as refusal:
            client.apen([1, 2, 3] for _ in range(400_000))
    assert refusal.value.status == 413 and "1048576" in str(refusal.value)


def test_nobody_listens():
    with pytest.raises(ConnectionError, match="no service answers at http://127.0.0.1:1"):
        Client("http://127.0.0.1:1").laws()
    with pytest.raises(ValueError, match="is no address"):
        Client("localhost:8080")


@pytest.fixture
def silent():
    """An address that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_silent_service_is_told_after_the_timeout(silent):
    client = Client(silent, timeout=0.2)
    for call in (client.laws, lambda: client.fit([{"layers": 1, "dim": 1, "HR@10": 0.1}])):
        with pytest.raises(NoAnswer, match="did not answer within 0.2 s; .* longer timeout") as error:
            call()
        assert isinstance(error.value, ConnectionError) and isinstance(error.value, TimeoutError)
    # More than the buffers of the sockets: the service does not even take it.
    with pytest.raises(NoAnswer):
        client.apen([1, 2, 3] for _ in range(4_000_000))


def test_a_timeout_is_for_the_silence_and_not_for_the_whole_request(client):
    class Slow:
        lines = [f"{user},{item}\n" for user in range(6) for item in range(3)]

        def read(self, size):
            time.sleep(0.1)
            return self.lines.pop(0) if self.lines else ""

    slow = Slow()
    slow.lines.insert(0, "user,item\n")
    assert Client(client.url, timeout=0.9).apen(slow, measures=[])["users"] == 6
    assert Client(client.url, timeout=None).laws()["laws"] == client.laws()["laws"]


def test_a_timeout_of_the_source_is_no_silence_of_the_service(client):
    def broken():
        yield [1, 2]
        raise TimeoutError("the disk is slow")

    with pytest.raises(TimeoutError, match="the disk is slow") as error:
        client.apen(broken())
    assert not isinstance(error.value, NoAnswer)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_timeout_is_positive(timeout):
    with pytest.raises(ValueError, match="seconds above 0"):
        Client("http://127.0.0.1:1", timeout=timeout)


@pytest.mark.parametrize("timeout", ["5", [5]])
def test_a_timeout_is_a_number(timeout):
    with pytest.raises(TypeError, match="give a number of seconds"):
        Client("http://127.0.0.1:1", timeout=timeout)


@pytest.mark.parametrize("token, place", [("plaw_…", 6), ("plaw_é", 6), ("plaw\n", 5), ("two words", 4), ("\ufeffplaw", 1)])
def test_a_token_that_no_service_can_know_is_told_without_showing_it(token, place):
    with pytest.raises(ValueError, match=f"character {place} of the token") as error:
        Client("http://127.0.0.1:1", token=token)
    assert not isinstance(error.value, UnicodeError) and "plaw" not in str(error.value)


def test_an_address_may_have_a_path_of_any_letters(recorder):
    Client(f"http://127.0.0.1:{recorder.server_port}/gesetze/für%20alle").apen([[1]])
    assert Recorder.requests[0][0] == "/gesetze/f%C3%BCr%20alle/apen"


class Recorder(BaseHTTPRequestHandler):
    """Records requests, and answers as a proxy in front of the service may."""

    protocol_version = "HTTP/1.1"
    requests = []
    status, content = 200, b"{}"

    def do_POST(self):
        pieces = []
        while True:
            size = int(self.rfile.readline(), 16)
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                break
        self.requests.append((self.path, dict(self.headers), b"".join(pieces)))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def recorder():
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Recorder.requests = []
    yield server
    server.shutdown()
    server.server_close()


def test_bodies_are_compressed_for_other_machines_and_carry_the_token(recorder):
    client = Client(f"http://127.0.0.1:{recorder.server_port}/prefix/", token="secret")
    assert not client._connection.compresses
    client._connection.compresses = True
    client.apen([[1, 2]] * 1_000, name="a&b")
    path, fields, content = Recorder.requests[0]
    assert path == "/prefix/apen?name=a%26b"
    assert fields["Authorization"] == "Bearer secret" and fields["Content-Encoding"] == "gzip"
    assert gzip.decompress(content) == b"[1,2]\n" * 1_000


def test_an_answer_that_is_no_problem_document_is_a_problem_too(recorder, monkeypatch):
    monkeypatch.setattr(Recorder, "status", 502)
    monkeypatch.setattr(Recorder, "content", b"<html>Bad Gateway</html>")
    with pytest.raises(Problem) as refusal:
        Client(f"http://127.0.0.1:{recorder.server_port}").apen([[1]])
    assert refusal.value.status == 502 and "Bad Gateway" in str(refusal.value)


def test_plots_draw_themselves(client, law):
    try:
        plot = law.plot()
    except Problem as problem:
        if problem.status == 404:
            pytest.skip("this executable has no plots")
        raise
    bundle = plot._repr_mimebundle_()
    kinds = [kind for kind in bundle if kind != "text/plain"]
    assert len(kinds) == 1 and kinds[0].startswith("application/vnd.vega")
    assert json.dumps(bundle[kinds[0]]) and "$schema" in plot.spec


def test_a_specification_is_bundled_by_its_language(tmp_path):
    lite = performance_law.Plot({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "mark": "point"})
    vega = performance_law.Plot({"$schema": "https://vega.github.io/schema/vega/v5.json"})
    assert "application/vnd.vegalite.v5+json" in lite._repr_mimebundle_()
    assert "application/vnd.vega.v5+json" in vega._repr_mimebundle_()
    lite.save(tmp_path / "plot.json")
    assert json.loads((tmp_path / "plot.json").read_text()) == lite.spec
    with pytest.raises(ValueError, match="must end with"):
        lite.save(tmp_path / "plot.gif")
