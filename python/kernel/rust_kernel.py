"""Runs cells in a fresh Rust kernel and collects what comes out of them."""

import queue
import re
import signal
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager
from nbformat.v4 import output_from_msg
from relay import LATE_SECONDS

# What cargo says on stderr while it builds a crate; any other text there is a panic, an error that reached `?`, or a
# warning. cargo aligns its verbs to the right, at the twelfth column.
CARGO = re.compile(
    r"(?=.{12} )\s*((Compiling|Adding|Downloaded|Locking|Updating) \S+ v\d\S*( .*)?"
    r"|(Updating|Blocking|Locking|Downloading|Downloaded) .*(index|lock|package|crate)s?.*)"
)

# How often a kernel is started that ends before it answers. Its ports are chosen before it takes them, so that another program, such as
# a second kernel at the same moment, can take one first.
STARTS = 3


class RustKernel:
    """A kernel of the private environment, with the given working folder. Use it in a `with` statement.

    What the kernel's own process prints (cargo's progress, notes on its configuration) is shown if `show` is set. It is given `patience`
    seconds to start. What it says of itself stands in `info` then.
    """

    def __init__(self, folder, show=False, patience=120):
        self.folder, self.patience = folder, patience
        self.where = None if show else subprocess.DEVNULL
        self.strays = []

    def __enter__(self):
        # A closed terminal or a kill must end the kernel too.
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
        for left in reversed(range(STARTS)):
            try:
                self._start()
                return self
            except RuntimeError:
                if self.is_alive or not left:
                    raise
            print("• a kernel ended before it answered; starting it on other ports", flush=True)

    def _start(self):
        """Starts a kernel on ports that are free now, and waits until it is ready. Leaves none behind if that fails."""
        self.manager, self.client = KernelManager(kernel_name="rust"), None
        try:
            self.manager.start_kernel(cwd=str(self.folder), stdout=self.where, stderr=self.where)
            self.client = self.manager.client()
            self.client.start_channels()
            self.client.wait_for_ready(timeout=self.patience)
            self.info = self.client.kernel_info(reply=True, timeout=60)["content"]
        except BaseException:
            self.is_alive = self.manager.is_alive()
            if self.client:
                self.client.stop_channels()
            self.manager.shutdown_kernel(now=True)
            raise

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def run(self, source, timeout=300):
        """Runs a cell. Gives its execution count and its outputs: stdout, stderr without cargo's lines, then results.

        How long it took stands in `seconds` after it.
        """
        asked = time.monotonic()
        request = self.client.execute(source, allow_stdin=False)
        messages, idle = self._messages_of(request, asked + timeout)
        self.seconds = idle - asked
        self.client.get_shell_msg(timeout=timeout)
        count, streams, others = None, {"stdout": "", "stderr": ""}, []
        for message in messages:
            kind, content = message["msg_type"], message["content"]
            if kind == "execute_input":
                count = content["execution_count"]
            elif kind == "stream":
                streams[content["name"]] += content["text"]
            elif kind in ("execute_result", "display_data", "error"):
                others.append(output_from_msg(message))
        lines = streams["stderr"].splitlines(keepends=True)
        streams["stderr"] = "".join(line for line in lines if not CARGO.fullmatch(line.rstrip("\n")))
        named = [{"output_type": "stream", "name": n, "text": t} for n, t in streams.items() if t]
        return count, named + others

    def leftovers(self):
        """Text that came out of no cell, or too late for its own, such as that of a thread."""
        _, outputs = self.run("println!(); eprintln!();")
        texts = [o.get("text") or str(o.get("evalue") or o) for o in outputs] + self.strays
        return "".join(texts).strip()

    def _messages_of(self, request, deadline):
        """The messages, and when the kernel called the cell done."""
        messages, idle = [], None
        while True:
            try:
                wait = LATE_SECONDS if idle else max(0.0, deadline - time.monotonic())
                message = self.client.get_iopub_msg(timeout=wait)
            except queue.Empty:
                if idle:
                    return messages, idle
                raise TimeoutError("the cell did not end in time") from None
            if message["parent_header"].get("msg_id") != request:
                if message["msg_type"] in ("stream", "error"):
                    self.strays.append(str(message["content"]))
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                idle = time.monotonic()


def problems(outputs):
    """What is wrong with a cell's outputs: errors, and any text on stderr (where a panic shows, and nowhere else)."""
    for output in outputs:
        if output["output_type"] == "error":
            yield "an error: " + str(output["evalue"])
        elif output.get("name") == "stderr":
            yield "text on stderr, so a panic, an error that reached `?`, or a warning:\n" + output["text"].rstrip()
