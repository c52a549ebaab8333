"""Pages come and go while kernels start and restart: every kernel must answer every page.

usage, after `cargo lab --setup-only` (or: cargo trust pages):
    .lab/venv/bin/python benchmarks/pages.py [KERNELS]

Starts JupyterLab with `cargo lab`, and 300 kernels (or KERNELS), four at a time. As soon as a kernel is there, two pages connect to it,
then two more, and two after a restart; each runs a cell, and is closed. On Linux it is seen too that a kernel has one connection for each
channel.
"""

import asyncio
import json
import pathlib
import socket
import statistics
import sys
import time
import uuid

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests/setup"))

import clone  # noqa: E402
import server  # noqa: E402
from tornado.httpclient import HTTPClientError, HTTPRequest  # noqa: E402
from tornado.websocket import WebSocketClosedError, websocket_connect  # noqa: E402

AT_ONCE, PAGES = 4, 2
# Longer than any kernel takes to start here, with several at once.
PATIENCE = 60
CHANNELS = ("shell", "control", "stdin", "iopub")
TABLE = pathlib.Path("/proc/net/tcp")


class Page:
    """What a page has of a kernel: a web socket. Use it in an `async with` statement."""

    def __init__(self, lab, kernel):
        self.session = uuid.uuid4().hex
        address = f"ws://127.0.0.1:{lab.port}/api/kernels/{kernel}/channels?session_id={self.session}"
        waits = {"connect_timeout": PATIENCE, "request_timeout": PATIENCE}
        self.request = HTTPRequest(address, headers={"Authorization": f"token {lab.token}"}, **waits)

    async def __aenter__(self):
        self.socket = await websocket_connect(self.request)
        return self

    async def __aexit__(self, *_):
        self.socket.close()

    async def run(self, source):
        """Runs a cell; gives the text of its result."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": self.session, "version": "5.3"}
        content = {"code": source, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
        message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self.socket.write_message(json.dumps(message))
        return await asyncio.wait_for(self._result(header["msg_id"]), PATIENCE)

    async def _result(self, asked):
        result, replied, idle = "", False, False
        while not (replied and idle):
            text = await self.socket.read_message()
            if text is None:
                raise ConnectionError("the server closed the web socket")
            message = json.loads(text)
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != asked:
                continue
            if kind == "execute_result":
                result = content["data"]["text/plain"]
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
        return result


def connections(kernel):
    """How many connections a kernel has on each channel: those of its relay, by the key that both have."""
    file = TOP / f".lab/jupyter/runtime/kernel-{kernel}.json"
    key = json.loads(file.read_text(encoding="utf-8"))["key"]
    # The kernel is registered with the folder in which its cells are compiled.
    spec = json.loads((TOP / ".lab/venv/share/jupyter/kernels/rust/kernel.json").read_text(encoding="utf-8"))
    files = pathlib.Path(spec["argv"][3], "kernels").glob("*/work/connection.json")
    kernels = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    ports = next(ports for ports in kernels if ports["key"] == key)
    # The local address of each connection that stands: four bytes, the last one first, and the port.
    there = [line.split()[1] for line in TABLE.read_text().splitlines()[1:] if line.split()[3] == "01"]
    ip = bytes(reversed(socket.inet_aton(ports["ip"]))).hex().upper()
    return {channel: there.count(f"{ip}:{ports[channel + '_port']:04X}") for channel in CHANNELS}


async def meet(lab, kernel):
    """Pages that connect at once; each runs a cell and goes."""

    async def one(number):
        async with Page(lab, kernel) as page:
            found = await page.run(f"40 + {number}")
            assert found == str(40 + number), f"page {number} was told {found!r}"
            if TABLE.exists():
                assert set((found := connections(kernel)).values()) == {1}, f"the kernel has {found}"

    await asyncio.gather(*(one(number) for number in range(PAGES)))


async def one_kernel(lab, ask):
    """A kernel from its start to its end; gives what was wrong, and how long the first pages waited."""
    began, wrong = time.monotonic(), None
    kernel = await ask(lab.start_kernel)
    try:
        await meet(lab, kernel)
        waited = time.monotonic() - began
        await meet(lab, kernel)
        status, text = await ask(lab.ask, "POST", f"/api/kernels/{kernel}/restart")
        assert status == 200, text
        await meet(lab, kernel)
    except (AssertionError, OSError, TimeoutError, asyncio.TimeoutError, HTTPClientError, WebSocketClosedError) as error:
        wrong, waited = repr(error), time.monotonic() - began
    await ask(lab.ask, "DELETE", f"/api/kernels/{kernel}")
    return wrong, waited


async def measure(lab, kernels):
    """All kernels; gives what was wrong with each that did not answer, and the waits of all."""
    left, ends = iter(range(kernels)), []

    def ask(call, *words):
        return asyncio.get_running_loop().run_in_executor(None, call, *words)

    async def row():
        for _ in left:
            ends.append(await one_kernel(lab, ask))
            if ends[-1][0] or len(ends) % 25 == 0 or len(ends) == kernels:
                failed = sum(bool(wrong) for wrong, _ in ends)
                print(f"• {len(ends)} kernels, {failed} of them did not answer. {ends[-1][0] or ''}", flush=True)

    await asyncio.gather(*(row() for _ in range(AT_ONCE)))
    return [wrong for wrong, _ in ends if wrong], [waited for _, waited in ends]


def main():
    kernels = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with server.Lab(TOP, clone.environment()) as lab:
        wrong, waits = asyncio.run(measure(lab, kernels))
    what = f"{kernels} kernels, each met by {PAGES} pages at once, {PAGES} more, and {PAGES} after a restart"
    print(f"{'✗' if wrong else '✓'} {what}: {len(wrong)} did not answer")
    print(f"first cells were answered after {statistics.median(waits):.1f} s (slowest {max(waits):.1f} s)")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
