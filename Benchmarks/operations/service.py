"""A service to measure, and clients of it. Only Python's standard library is needed."""
import math
import random
import resource
import shutil
import socket
import subprocess
import tempfile
import time


class Service:
    """`performance-law serve` with a store in a folder of its own."""

    def __init__(self, executable, *options):
        self.folder = tempfile.mkdtemp(prefix="performance-law-bench-")
        self.log = open(f"{self.folder}/log", "w")
        command = [executable, "serve", "--port", "0", "--store", f"sqlite://{self.folder}/store.sqlite", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.folder)

    def processor_seconds(self):
        """The processor time of the process, with that of threads that have ended (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def status(self, name):
        with open(f"/proc/{self.process.pid}/status") as lines:
            return next(line.split()[1] for line in lines if line.startswith(name + ":"))

    def metric(self, name):
        with connect(self.port) as client:
            client.sendall(request("GET", "/metrics"))
            _, _, text = answer(client)
        return next(float(line.split()[-1]) for line in text.decode().splitlines() if line.startswith(name))


def allow_descriptors(count):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, most), most))


def connect(port, receive_buffer=None, timeout=120):
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.settimeout(timeout)
    client.connect(("127.0.0.1", port))
    return client


def request(method, target, body=b"", content_type="application/json"):
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost"]
    if method == "POST":
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        if body[:2] == b"\x1f\x8b":
            lines.append("Content-Encoding: gzip")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(client):
    """The status, the head and the body of the next answer. It must be the only one on its way."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(client)
    head, body = received.split(b"\r\n\r\n", 1)
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += receive(client)
    return int(head[9:12]), head, body


def receive(client):
    data = client.recv(1 << 18)
    if not data:
        raise EOFError("the service has closed the connection")
    return data


def grid(seed, layers, widths):
    """A smooth surface with noise, as a table of experiments. The same seed gives the same table."""
    noise = random.Random(seed)
    lines = ["layers,dim,HR@10"]
    for n in range(1, layers + 1):
        for width in range(1, widths + 1):
            value = 0.2 + 0.02 * math.log(n) + 0.01 * math.log(8 * width) - 0.0005 * math.log(n) ** 2
            lines.append(f"{n},{8 * width},{value + (noise.random() - 0.5) * 0.004:.6f}")
    return ("\n".join(lines) + "\n").encode()
