"""The relay between a kernel and those who use it: JupyterLab, VS Code, whatever runs notebooks.

usage: relay.py CONNECTION KERNELS_CONNECTION FOLDER

It serves the ports of a connection file, and passes on what comes to the kernel, which listens on the ports of the other file and compiles
cells in the folder. The launcher starts it beside each kernel (xtask/src/kernel/launcher.rs), and ends it.

A kernel keeps listening, however many pages come and go. When a connection goes away, evcxr's socket library (zeromq 0.6.0; 0.7.0 too) can
wait for a lock for ever; then every cell stays at `[*]`: "A kernel that stopped listening" in docs/trust.md. So a kernel has one connection
for each channel, from its start to its end. Others end here, in ZeroMQ's own library. That is how ZeroMQ shares a server: a ROUTER in
front notes whom a request is from, a DEALER behind it passes it on, and the reply finds its way back by that note. What a kernel
publishes goes to all.

A kernel gets one cell at a time, and the next a moment after it called one done. evcxr passes on a cell's last words on another way than
its end; where the next cell waits already (*Run All*), late words came out below that one.

Text that a cell prints without a newline is shown below it all the same: where such a line is ended for evcxr alone, the kernel's cargo
(xtask/src/kernel/stand_in/cell.rs) has put a sign, which goes again here.

A cell that does not compile gets one message, in words for learners: python/errors. What became of each cell is noted (cells.py).

Of what the kernel suggests to complete a word, private items are left out (completions.py).

A cell that loads a crate is often followed by reading. Meanwhile the kernel is asked to complete a word, in code that nobody sees: for that
it has to read the crates, which otherwise the first cell with a variable waits for (docs/speed.md).
"""

import collections
import hashlib
import hmac
import json
import pathlib
import sys
import time
import uuid

import zmq

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "errors"))

from cells import NO_TEXT, Cells  # noqa: E402
from completions import usable  # noqa: E402

# A line printed last in a cell can come out just after the kernel calls the cell done.
LATE_SECONDS = 0.05

# For each channel, what the users' connections meet, and what is connected to the kernel.
# What a kernel publishes comes first, so that the reply to a cell that failed can repeat its error.
SIDES = {
    "iopub": (zmq.PUB, zmq.SUB),
    "shell": (zmq.ROUTER, zmq.DEALER),
    "control": (zmq.ROUTER, zmq.DEALER),
    "stdin": (zmq.ROUTER, zmq.DEALER),
}

# The end of a line that a cell did not end itself; of a cell that stopped there at an error.
END, STOPPED = "\x1e\n", "\x1e\x1f\n"

# Whom the answer to the kernel's own task is for: nobody.
NOBODY = uuid.uuid4().hex.encode()
# In it the types of the course are asked for.
READING = "let data: Dataset = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;\ndata."

# What is noted of a cell that runs.
NOTED = {"shell": {"execute_reply"}, "iopub": {"execute_input", "error"}, "control": set(), "stdin": set()}

# What stands between the names of those who are asked and the message, and what follows it: a signature and four parts.
MARK = b"<IDS|MSG>"
PARTS = ("header", "parent_header", "metadata", "content")


class Messages:
    """Reads and writes Jupyter's messages, signed with a kernel's key."""

    def __init__(self, connection):
        self.key = connection["key"].encode()

    def sign(self, parts):
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode() if self.key else b""

    def is_signed(self, frames):
        """Whether a message is the kernel's or for it: it takes no others, and another kernel may be at its port."""
        signature, *parts = frames[frames.index(MARK) + 1 :][:5] if MARK in frames else [b""]
        return len(parts) == 4 and hmac.compare_digest(signature, self.sign(parts))

    def read(self, frames, name):
        """One part of a message."""
        return json.loads(frames[frames.index(MARK) + 2 + PARTS.index(name)])

    def write(self, names, message):
        parts = [json.dumps(message[name]).encode() for name in PARTS]
        return [*names, MARK, self.sign(parts), *parts]

    def new(self, kind, content, parent):
        """A message that answers, or belongs to, another one."""
        header = {**parent, "msg_id": uuid.uuid4().hex, "msg_type": kind}
        return {"header": header, "parent_header": parent, "metadata": {}, "content": content}


class Relay:
    def __init__(self, users, kernels, folder):
        self.context, self.messages, self.folder, self.cells = zmq.Context(), Messages(users), folder, Cells(folder)
        self.poller, self.fronts, self.backs = zmq.Poller(), {}, {}
        name = uuid.uuid4().hex.encode()
        for channel, (front, back) in SIDES.items():
            self.fronts[channel] = self._socket(front)
            self.fronts[channel].bind(address(users, channel))
            self.backs[channel] = self._socket(back)
            if back == zmq.SUB:
                self.backs[channel].setsockopt(zmq.SUBSCRIBE, b"")
            else:
                # A kernel asks on one channel for input from the sender of a cell on another; so both need the same name.
                self.backs[channel].setsockopt(zmq.IDENTITY, name)
                self.poller.register(self.fronts[channel], zmq.POLLIN)
            self.poller.register(self.backs[channel], zmq.POLLIN)
            self.backs[channel].connect(address(kernels, channel))
        self.heart = self._socket(zmq.ROUTER)
        self.heart.bind(address(users, "hb"))
        self.poller.register(self.heart, zmq.POLLIN)
        # Cells and other requests that wait; the one that runs; when it may be followed.
        self.waiting, self.runs, self.free_at, self.reads = collections.deque(), None, None, False
        # The texts that are being completed, by request.
        self.completed = {}
        # What threads said while no cell ran.
        self.late = []
        # The last cell whose errors were explained; what evcxr says of them can come late.
        self.refused = ""

    def _socket(self, kind):
        socket = self.context.socket(kind)
        # Nothing is thrown away, and nothing waits for someone who is gone.
        socket.setsockopt(zmq.SNDHWM, 0)
        socket.setsockopt(zmq.RCVHWM, 0)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RECONNECT_IVL, 20)
        if kind == zmq.ROUTER:
            # One who comes back under the old name is the one to answer.
            socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        return socket

    def serve(self):
        while True:
            wait = None if self.free_at is None else max(0.0, 1000 * (self.free_at - time.monotonic()))
            ready = dict(self.poller.poll(wait))
            if self.heart in ready:
                self.heart.send_multipart(self.heart.recv_multipart())
            for channel in SIDES:
                if self.backs[channel] in ready:
                    self.answer(channel, self.backs[channel].recv_multipart())
                if self.fronts[channel] in ready:
                    self.ask(channel, self.fronts[channel].recv_multipart())
            if self.free_at is not None and time.monotonic() >= self.free_at:
                self.free_at = None
                self.done()

    def ask(self, channel, frames):
        """Passes on a request, at once or when the cell that runs is done."""
        if not self.messages.is_signed(frames):
            return
        if channel == "shell":
            self.waiting.append(frames)
            self.go_on()
        else:
            self.backs[channel].send_multipart(frames)

    def go_on(self):
        while self.waiting and not self.runs:
            frames = self.waiting.popleft()
            try:
                header, content = self.messages.read(frames, "header"), self.messages.read(frames, "content")
                kind, identity, code = header["msg_type"], header["msg_id"], str(content.get("code", ""))
            except (ValueError, LookupError, TypeError, AttributeError):
                # No message of Jupyter's: the kernel would end.
                continue
            if kind == "execute_request":
                self.runs = identity
                self.reads = self.reads or code.lstrip().startswith(":dep")
                self.cells.begins(code)
                if self.cells.impossible():
                    frames = self.changed(frames, frames[: frames.index(MARK)], {**content, "code": ""})
            elif kind == "complete_request":
                self.completed[identity] = code
            self.backs["shell"].send_multipart(frames)

    def answer(self, channel, frames):
        """Passes on what the kernel says, and notes what became of the cell that runs."""
        if not self.messages.is_signed(frames):
            return
        names = frames[: frames.index(MARK)]
        kind, parent = self.messages.read(frames, "header")["msg_type"], self.messages.read(frames, "parent_header")
        if NOBODY in names or (kind in NOTED["iopub"] and parent.get("username") == NOBODY.decode()):
            return
        if kind == "error" and parent.get("msg_id") == self.refused:
            return
        is_of_cell = self.runs is not None and parent.get("msg_id") == self.runs
        if kind == "stream":
            content = self.messages.read(frames, "content")
            text = content["text"].removesuffix(STOPPED).removesuffix(END)
            if is_of_cell and content["text"].endswith(STOPPED):
                self.cells.stops()
            if not text:
                return
            content, changed = {**content, "text": text}, text != content["text"]
            if is_of_cell or self.runs is None:
                changed = self.cells.prints(content) or changed
            if not content["text"]:
                return
            if self.runs is None:
                # What a thread says when its cell is long done would be shown nowhere.
                self.late.append(content)
                return
            if changed:
                frames = self.changed(frames, names, content)
        elif kind == "complete_reply" and (code := self.completed.pop(parent.get("msg_id"), None)):
            content = self.messages.read(frames, "content")
            if content.get("matches"):
                frames = self.changed(frames, names, usable(self.folder, code[: content["cursor_start"]], content))
        elif is_of_cell and kind in NOTED[channel]:
            content = self.messages.read(frames, "content")
            if kind == "error":
                self.refuse(content, names, parent)
                return
            if kind == "execute_input":
                self.cells.counts(content["execution_count"])
                impossible = self.cells.impossible()
                if impossible:
                    frames = self.changed(frames, names, {**content, "code": self.cells.all[-1].code})
                self.fronts[channel].send_multipart(frames)
                for text in self.late:
                    self.fronts[channel].send_multipart(self.messages.write(names, self.messages.new("stream", text, parent)))
                self.late.clear()
                if impossible:
                    self.refuse(impossible, names, parent)
                return
            else:
                if content["status"] == "error" or self.refused == self.runs:
                    # As Jupyter's protocol wants it: with the error.
                    frames = self.changed(frames, names, {**content, "status": "error", **self.cells.error()})
                self.free_at = time.monotonic() + LATE_SECONDS
        self.fronts[channel].send_multipart(frames)

    def changed(self, frames, names, content):
        """A message of the kernel with another content."""
        return self.messages.write(names, {**{name: self.messages.read(frames, name) for name in PARTS}, "content": content})

    def refuse(self, content, names, parent):
        """Publishes one message for all errors of a cell, and what is left of them, folded."""
        self.refused = self.runs
        if content["evalue"] == NO_TEXT:
            # Only a new program gives each cell its own results again.
            self.order("control", "interrupt_request", {})
            # The first cell after it fails, whatever it is.
            self.order("shell", "execute_request", {"code": "();", "silent": True})
        error, more = self.cells.refused(content)
        said = [self.messages.new("error", error, parent)] + [self.messages.new("display_data", more, parent)] * bool(more)
        for message in said:
            self.fronts["iopub"].send_multipart(self.messages.write(names, message))

    def order(self, channel, kind, content):
        """Sends a request of the relay's own."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "username": NOBODY.decode(), "version": "5.3"}
        request = {**self.messages.new("", content, {}), "header": header}
        self.backs[channel].send_multipart(self.messages.write([NOBODY], request))

    def done(self):
        """A cell is done."""
        self.runs = None
        self.cells.ends()
        if self.reads and not self.waiting:
            self.reads = False
            self.order("shell", "complete_request", {"code": READING, "cursor_pos": len(READING)})
        self.go_on()


def address(connection, channel):
    return f"{connection['transport']}://{connection['ip']}:{connection[channel + '_port']}"


if __name__ == "__main__":
    served, kernels, work = map(pathlib.Path, sys.argv[1:])
    Relay(json.loads(served.read_text(encoding="utf-8")), json.loads(kernels.read_text(encoding="utf-8")), work).serve()
