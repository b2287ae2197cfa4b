"""The life of a service that belongs to a process."""

import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

import performance_law
from performance_law import _executable


def is_open(url):
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def test_a_block_ends_the_service():
    with performance_law.local() as client:
        assert client.laws()["laws"] == []
        assert is_open(client.url)
    assert not is_open(client.url)
    client.close()


def test_a_store_outlives_the_service(tmp_path):
    store = f"sqlite://{tmp_path}/laws.sqlite"
    with performance_law.local(store=store) as client:
        dataset = client.apen([[1, 2, 1, 2]])["dataset"]
    with performance_law.local(store=store) as client:
        assert client.dataset(dataset)["tokens"] == 4


def test_a_wrong_option_is_told():
    with pytest.raises(RuntimeError, match="--no-such-option"):
        performance_law.local(no_such_option=3)


CHILD = """
import os, sys, performance_law
client = performance_law.local()
print(client.url, flush=True)
{end}
"""


def child(end):
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(end=end)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    url = process.stdout.readline().strip()
    assert url.startswith("http://"), "the child says its address"
    return process, url


def wait_until_closed(url):
    # Connecting is refused as soon as the listener is closed. A connection that is accepted instead is held until the service ends.
    parts = urlsplit(url)
    while True:
        try:
            with socket.create_connection((parts.hostname, parts.port), timeout=20) as held:
                held.recv(1)
        except ConnectionRefusedError:
            return
        except (ConnectionResetError, socket.timeout):
            continue


def test_the_end_of_the_interpreter_ends_the_service():
    process, url = child("")
    assert process.wait(60) == 0
    assert not is_open(url)


def test_the_service_dies_with_a_killed_parent():
    process, url = child("sys.stdin.read()")
    assert is_open(url)
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    wait_until_closed(url)


def test_the_executable_is_found_by_the_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("PERFORMANCE_LAW", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="is no executable"):
        _executable.executable()
    monkeypatch.delenv("PERFORMANCE_LAW")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(_executable, "_script_folders", lambda: iter([]))
    with pytest.raises(FileNotFoundError, match="the executable performance-law is not here"):
        _executable.executable()
    found = tmp_path / "performance-law"
    found.write_text("#!/bin/sh\n")
    found.chmod(0o755)
    assert _executable.executable() == str(found)
    assert os.access(found, os.X_OK)
