"""Kernels to which JupyterLab keeps one connection for each channel, from their start to their end.

JupyterLab connects to a kernel anew for every page, and again to see whether it is there, and closes such connections soon. evcxr does
not bear that: when a connection goes away, its socket library (zeromq 0.6.0; 0.7.0 too) can wait for a lock for ever. Then it reads
nothing more, and every cell stays at `[*]`: "A kernel that stopped listening" in docs/trust.md.

So a kernel sees one connection for each channel, which stays. JupyterLab's own ones end here, in ZeroMQ's own library, which does not
mind. That is how ZeroMQ shares a server: a ROUTER in front notes whom a request is from, a DEALER behind it passes it on, and the reply
finds its way back by that note. What a kernel publishes goes to all.

A kernel gets one cell at a time, and the next a moment after it called one done. evcxr passes on a cell's last words on another way than
its end; where the next cell waits already (*Run All*), late words came out below that one.

A cell that loads a crate is often followed by reading. Meanwhile the kernel is asked to complete a word, in code that nobody sees: for that
it has to read the crates, which otherwise the first cell with a variable waits for (docs/speed.md).
"""

import collections
import json
import uuid

import zmq
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from rust_kernel import LATE_SECONDS
from zmq.eventloop.zmqstream import ZMQStream

# For each channel, what JupyterLab's connections meet, and what is connected to the kernel.
SIDES = {
    "shell": (zmq.ROUTER, zmq.DEALER),
    "control": (zmq.ROUTER, zmq.DEALER),
    "stdin": (zmq.ROUTER, zmq.DEALER),
    "iopub": (zmq.PUB, zmq.SUB),
}


# Whom the answer to the kernel's own task is for: nobody.
NOBODY = b"nobody"
# In it the types of the course are asked for.
READING = "let data: Dataset = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;\ndata."


# Which part of a message it is after the mark.
HEADER, CONTENT = 2, 5


def part(message, number, key):
    """What a part of a message has under a key, as text."""
    try:
        return str(json.loads(message[message.index(b"<IDS|MSG>") + number]).get(key))
    except (ValueError, IndexError, AttributeError):
        return ""


class Relay:
    """Passes on what comes on one channel of a kernel."""

    def __init__(self, channel, make_stream, session):
        front, self.kind = SIDES[channel]
        self.session, self.reads = session, False
        self.make_stream, self.back = make_stream, None
        self.waiting, self.runs = collections.deque(), False
        self.address = f"inproc://{uuid.uuid4()}"
        self.front = make_stream(front)
        # Nothing that came from the kernel is thrown away. A cell that prints faster than pages read waits, as without a relay.
        self.front.setsockopt(zmq.SNDHWM, 0)
        if front == zmq.ROUTER:
            # A page that comes back under its old name is the one to answer.
            self.front.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self.front.bind(self.address)

    def connect(self, address, name):
        """Connects to a kernel that was just started. What nobody read in an earlier one is gone with it."""
        self.disconnect()
        self.back = self.make_stream(self.kind)
        if self.kind == zmq.SUB:
            self.back.setsockopt(zmq.SUBSCRIBE, b"")
        else:
            # A kernel asks on one channel for input from whoever sent it a cell on another; so they need the same name.
            self.back.setsockopt(zmq.IDENTITY, name)
            self.front.on_recv(self.ask)
        self.back.on_recv(self.answer)
        self.back.connect(address)

    def ask(self, message):
        """Passes on a request, at once or when the cell that runs is done."""
        self.waiting.append(message)
        self.go_on()

    def go_on(self):
        while self.waiting and not self.runs:
            message = self.waiting.popleft()
            self.runs = part(message, HEADER, "msg_type") == "execute_request"
            self.reads = self.reads or (self.runs and part(message, CONTENT, "code").lstrip().startswith(":dep"))
            self.back.send_multipart(message)

    def answer(self, message):
        if message[0] == NOBODY:
            return
        self.front.send_multipart(message)
        if self.runs and part(message, HEADER, "msg_type") == "execute_reply":
            self.front.io_loop.call_later(LATE_SECONDS, self.done, self.back)

    def done(self, back):
        """A cell is done; nothing follows if its kernel is gone."""
        if back is self.back:
            self.runs = False
            if self.reads and not self.waiting:
                self.reads = False
                task = self.session.msg("complete_request", {"code": READING, "cursor_pos": len(READING)})
                self.back.send_multipart(self.session.serialize(task, ident=NOBODY))
            self.go_on()

    def disconnect(self):
        if self.back:
            self.front.stop_on_recv()
            self.back.close(linger=0)
            self.back, self.runs = None, False
            self.waiting.clear()

    def close(self):
        self.disconnect()
        self.front.close(linger=0)


class SteadyKernelManager(ServerKernelManager):
    """JupyterLab's manager of one kernel, whose connections lead to relays."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.relays = {}

    def _make_stream(self, kind):
        return ZMQStream(self.context.socket(kind, socket_class=zmq.Socket), self.loop)

    async def _async_launch_kernel(self, kernel_cmd, **kwargs):
        await super()._async_launch_kernel(kernel_cmd, **kwargs)
        name = uuid.uuid4().hex.encode()
        for channel in SIDES:
            if channel not in self.relays:
                self.relays[channel] = Relay(channel, self._make_stream, self.session)
            self.relays[channel].connect(super()._make_url(channel), name)

    def _make_url(self, channel):
        relay = self.relays.get(channel)
        return relay.address if relay else super()._make_url(channel)

    async def _async_cleanup_resources(self, restart=False):
        for relay in self.relays.values():
            relay.disconnect() if restart else relay.close()
        if not restart:
            self.relays = {}
        await super()._async_cleanup_resources(restart=restart)
