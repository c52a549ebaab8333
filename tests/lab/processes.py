"""The processes of a kernel, as `ps` lists them (Linux and macOS)."""

import os
import signal
import subprocess
import time


def listed():
    """All processes: parent and command by number. Those that ended and wait for their parent are left out."""
    text = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in text.splitlines()]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")}


def children(process):
    return sorted(child for child, (parent, _) in listed().items() if parent == process)


def kernel_of(lab):
    """A kernel's processes: the launcher, the kernel itself, and the program in which cells run."""
    launchers = [p for p in children(lab.process.pid) if "control_file" in listed()[p][1] or "kernel" in listed()[p][1]]
    assert len(launchers) == 1, f"one kernel should run; there are {len(launchers)}"
    kernel = children(launchers[0])
    assert len(kernel) == 1, "the launcher starts one kernel"
    programs = [p for p in children(kernel[0]) if "rust-analyzer" not in listed()[p][1]]
    assert len(programs) == 1, f"cells run in one program; there are {len(programs)}"
    return launchers[0], kernel[0], programs[0]


def kill(process):
    """At once, with no time to tidy up."""
    os.kill(process, signal.SIGKILL)


def wait_until_gone(found, seconds=30):
    """Gives those processes that are still there after some time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and set(found) & set(listed()):
        time.sleep(0.1)
    return sorted(set(found) & set(listed()))
