"""A kernel is restarted again and again, as JupyterLab's Restart does it: no process and no folder may stay.

usage, after `cargo lab --setup-only` (or: cargo trust restarts):
    .lab/venv/bin/python benchmarks/restarts.py [TIMES]

Starts JupyterLab with `cargo lab`, restarts one of its kernels 500 times (or TIMES), and runs a cell after each. Linux.
"""

import json
import pathlib
import statistics
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests/setup"))

import clone  # noqa: E402
import server  # noqa: E402
from jupyter_client import BlockingKernelClient  # noqa: E402

RUNTIME = TOP / ".lab/jupyter/runtime"
CELLS = pathlib.Path(json.loads((TOP / ".lab/venv/share/jupyter/kernels/rust/kernel.json").read_text(encoding="utf-8"))["argv"][3])

# Temporary files may be anybody's.
MAY_NOT_STAY = ("processes", "folders of cells", "connection files")


def processes():
    """The processes of this clone's kernels: launchers name its folder for cells, and what they start has it in a variable."""
    launcher, started = f"\0kernel\0{TOP}/.lab\0{CELLS}\0".encode(), f"EVCXR_TMPDIR={CELLS}/".encode()
    found = set()
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if launcher in (folder / "cmdline").read_bytes() or started in (folder / "environ").read_bytes():
                found.add(folder.name)
        except OSError:
            continue
    return found


def things():
    """What a kernel may leave behind: processes, folders for cells, connection files, folders for temporary files."""
    kernels = CELLS / "kernels"
    return {
        "processes": processes(),
        "folders of cells": {f.name for f in kernels.iterdir()} if kernels.is_dir() else set(),
        "connection files": {f.name for f in RUNTIME.glob("kernel-*")},
        "temporary files": {f.name for f in pathlib.Path(tempfile.gettempdir()).iterdir()},
    }


def run(kernel, source):
    """Runs a cell in a kernel of the server; gives the text of its result."""
    client = BlockingKernelClient(connection_file=str(RUNTIME / f"kernel-{kernel}.json"))
    client.load_connection_file()
    client.start_channels()
    said = []
    try:
        client.kernel_info(reply=True, timeout=60)
        client.execute_interactive(source, timeout=120, output_hook=lambda message: said.append(message["content"]))
    finally:
        client.stop_channels()
    return next((content["data"]["text/plain"] for content in said if "data" in content), said)


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    before, seconds, again = things(), [], 0
    with server.Lab(TOP, clone.environment()) as lab:
        kernel = lab.start_kernel()
        assert run(kernel, "40 + 2") == "42"
        one = things()
        for number in range(1, times + 1):
            began = time.monotonic()
            status, text = lab.ask("POST", f"/api/kernels/{kernel}/restart")
            seconds.append(time.monotonic() - began)
            assert status == 200, (number, status, text)
            found = run(kernel, f"{number} + 1")
            assert found == str(number + 1), (number, found)
            if number % 50 == 0 or number == times:
                now = things()
                counts = ", ".join(f"{len(now[what] - before[what])} {what}" for what in now)
                print(f"• {number} restarts: {counts} more than before the lab; median {statistics.median(seconds):.1f} s", flush=True)
                grown = [w for w in now if w != "temporary files" and len(now[w]) > len(one[w])]
                assert not grown, f"there are more {grown} than with one kernel: {now}"
        again = lab.typed.said.count("starting it again")
    time.sleep(2)
    after = things()
    for what, there in after.items():
        left = sorted(there - before[what])
        print(f"{'✓' if not left else '✗' if what in MAY_NOT_STAY else '•'} {what} left behind after {times} restarts: {left or 'none'}")
    print(f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s; the launcher had to start a kernel again {again} times")
    sys.exit(1 if any(after[w] - before[w] for w in MAY_NOT_STAY) else 0)


if __name__ == "__main__":
    main()
