"""The processes of a kernel, as `ps` lists them (Linux and macOS)."""

import os
import signal
import subprocess
import time


def listed():
    """All processes, whole lines of them: parent and command by number. Those that ended and wait for their parent are left out."""
    text = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in text.splitlines()]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")}


def children(process):
    return sorted(child for child, (parent, _) in listed().items() if parent == process)


NAMES = ("launcher", "relay", "kernel", "program")


def kernel_of(lab):
    """A kernel's processes by name: the launcher, the relay, the kernel itself, and the program in which cells run, the kernel's once more."""
    known = listed()
    launchers = [p for p in children(lab.process.pid) if " kernel " in known[p][1]]
    started = [p for launcher in launchers for p in children(launcher)]
    relays = [p for p in started if "relay.py" in known.get(p, ("", ""))[1]]
    kernels = [p for p in started if p not in relays]
    name = known[kernels[0]][1].partition(" --control_file")[0] if kernels else ""
    programs = [p for kernel in kernels for p in children(kernel) if known.get(p, ("", ""))[1] == name]
    found = dict(zip(NAMES, (launchers, relays, kernels, programs), strict=True))
    assert all(len(ones) == 1 for ones in found.values()), f"not one kernel's processes: {found}"
    return {name: ones[0] for name, ones in found.items()}


def kill(process):
    """At once, with no time to tidy up."""
    os.kill(process, signal.SIGKILL)


def wait_until_gone(found, seconds=30):
    """Gives those processes that are still there after some time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and set(found) & set(listed()):
        time.sleep(0.1)
    return sorted(set(found) & set(listed()))
