"""A headless Chromium, driven over WebDriver (https://www.w3.org/TR/webdriver2/). Only Python's standard library is needed."""
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Browser:
    """Debian's `chromium` and `chromium-driver` have to be installed."""

    @staticmethod
    def is_installed():
        return all(shutil.which(name) for name in ("chromium", "chromedriver"))

    def __init__(self, width=1280, height=900):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver"), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        options = {
            "binary": shutil.which("chromium"),
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     f"--window-size={width},{height}"],
        }
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"},
                  "timeouts": {"script": 110_000}}
        for _ in range(100):
            try:
                self.session = self.post("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
                return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        request = urllib.request.Request(f"{self.base}/session/{self.session}", method="DELETE")
        urllib.request.urlopen(request, timeout=20).close()
        self.driver.terminate()
        self.driver.wait(20)

    def post(self, path, body):
        request = urllib.request.Request(
            self.base + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def command(self, path, body):
        return self.post(f"/session/{self.session}/{path}", body)

    def open(self, url):
        """Loads a page anew, even if only the fragment differs from the present one."""
        for target in ("about:blank", url):
            self.command("url", {"url": target})

    def run(self, script, *arguments):
        return self.command("execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, expression, seconds=60):
        """Waits until an expression is true."""
        done = self.command("execute/async", {"args": [1000 * seconds], "script": f"""
            const done = arguments[arguments.length - 1], until = performance.now() + arguments[0];
            const look = () => {{
                let found = false;
                try {{ found = Boolean({expression}); }} catch {{ found = false; }}
                if (found || performance.now() > until) done(found); else setTimeout(look, 20);
            }};
            look();"""})
        if not done:
            raise RuntimeError(f"in vain: {expression}")

    def frames(self, script):
        """Runs the body of an async function and returns its value."""
        return self.command("execute/async", {"args": [], "script": f"""
            const done = arguments[arguments.length - 1];
            (async () => {{ {script} }})().then(value => done({{ value }}), error => done({{ error: String(error) }}));"""})

    def resize(self, width, height):
        self.cdp("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def theme(self, name):
        self.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]})

    def cdp(self, command, parameters):
        return self.command("goog/cdp/execute", {"cmd": command, "params": parameters})
