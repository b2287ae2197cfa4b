import io

from performance_law import _progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_how_far_the_upload_is(monkeypatch):
    clock = iter([0, 0.5, 1.0, 1.05])
    monkeypatch.setattr(_progress.time, "monotonic", lambda: next(clock))
    terminal = Terminal()
    pieces = [b"x" * 1_000_000] * 3
    assert list(_progress.shown(pieces, 4_000_000, terminal)) == pieces
    written = terminal.getvalue().split("\r")
    assert written[1] == "1.0 MB of 4.0 MB (25 %), 2.0 MB/s"
    assert written[2].startswith("2.0 MB of 4.0 MB (50 %), 2.0 MB/s")
    assert written[-1] == "" and written[-2].strip() == "", "the line is erased at the end"


def test_nothing_is_written_elsewhere():
    stream = io.StringIO()
    assert list(_progress.shown([b"x"], None, stream)) == [b"x"]
    assert stream.getvalue() == ""
