"""JupyterLab as `cargo lab` serves it, asked over HTTP."""

import http.client
import json
import re
import time
import urllib.parse

import clone

COMMAND = ["cargo", "lab", "--no-browser"]


class Lab:
    """A running `cargo lab`. Use it in a `with` statement."""

    def __init__(self, course, variables, command=COMMAND):
        self.typed = clone.Typed(command, course, variables)

    def __enter__(self):
        try:
            self.typed.wait_for("?token=", 600)
            self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", self.typed.said)[1])
            self.token = re.search(r"\?token=(\w+)", self.typed.said)[1]
            deadline = time.monotonic() + 60
            while not self._serves():
                assert self.typed.process.poll() is None and time.monotonic() < deadline, self.typed.said
                time.sleep(0.1)
            return self
        except BaseException:
            self.typed.kill()
            raise

    def __exit__(self, *_):
        # JupyterLab can miss a Ctrl-C that comes while it answers; then a person presses again.
        for _ in range(3):
            self.typed.press_ctrl_c()
            if self.typed.ends_within(5):
                break
        self.typed.end(1)
        assert self.typed.leaves_nothing()

    def _serves(self):
        try:
            return self.ask("GET", "/api/status")[0] == 200
        except OSError:
            return False

    def ask(self, method, path, body=None, token=True, headers=()):
        """Asks for something: the status, and the answer's text. With the token, without, or with another one."""
        sent = {"Content-Type": "application/json", **dict(headers)}
        if token is not None:
            sent["Authorization"] = f"token {self.token if token is True else token}"
        status, text, _ = self._send(method, path, None if body is None else json.dumps(body), sent)
        return status, text

    def cookies(self):
        """What a browser that opened JupyterLab sends with each request from then on."""
        given = self._send("GET", f"/lab?token={self.token}", None, {})[2].get_all("Set-Cookie")
        return "; ".join(cookie.partition(";")[0] for cookie in given)

    def _send(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def notebook(self, path):
        """A notebook's content."""
        status, text = self.ask("GET", f"/api/contents/{urllib.parse.quote(path)}?content=1")
        assert status == 200, text
        return json.loads(text)["content"]

    def save(self, path, notebook):
        """Saves a notebook: the status, and the answer's text."""
        return self.ask("PUT", f"/api/contents/{urllib.parse.quote(path)}", {"type": "notebook", "content": notebook})

    def start_kernel(self):
        """Starts a kernel in the notebooks' folder, and gives its name."""
        status, text = self.ask("POST", "/api/kernels", {"name": "rust", "path": "notebooks/x.ipynb"})
        assert status == 201, text
        return json.loads(text)["id"]
