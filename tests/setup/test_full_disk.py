"""The disk is full while somebody works: what is stored stays whole, and work goes on once there is room."""

import json
import os
import subprocess

import clone
import machine
import server

NOTEBOOK = "notebooks/02_initialization.ipynb"
FILL = "dd if=/dev/zero of='{0}/filler' bs=64k 2>/dev/null || true"
# A kernel whose folder is on a full disk: what a cell says then, and once there is room again.
CELLS = """
import pathlib, sys, subprocess
sys.path.insert(0, sys.argv[1] + "/python/kernel")
from rust_kernel import RustKernel
filler = pathlib.Path(sys.argv[2], "filler")
text = lambda outputs: "".join(o.get("text") or str(o.get("traceback") or o.get("data", {}).get("text/plain")) for o in outputs)
with RustKernel(sys.argv[1] + "/notebooks") as kernel:
    kernel.run("let kept: i32 = 41;")
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(65536)):
                pass
        except OSError:
            pass
    print("full:", text(kernel.run("let more: i32 = kept + 1;\\nmore")[1]))
    filler.unlink()
    print("room:", text(kernel.run("kept + 1")[1]))
"""


def cells_of(course):
    """Where the kernels of a clone have their folders."""
    registered = json.loads((course / ".lab/venv/share/jupyter/kernels/rust/kernel.json").read_text(encoding="utf-8"))
    return registered["argv"][3]


def test_saving(course, kernel):
    folder = course / "notebooks"
    before = (course / NOTEBOOK).read_bytes()
    # What is there, rounded up to pages, and one and a half notebooks.
    room = sum(file.stat().st_size // 1024 + 8 for file in folder.rglob("*")) + 1500
    # The namespace's disk is seen by processes inside alone: one of them fills it, and another makes room.
    command = machine.with_small_disk(folder, f"{room}k", server.COMMAND)
    with server.Lab(course, clone.environment(kernel), command) as lab:
        inside = f"/proc/{lab.typed.process.pid}/root{folder}"
        notebook = lab.notebook(NOTEBOOK)
        notebook["cells"][0]["source"] = "changed"
        subprocess.run(["sh", "-c", FILL.format(inside)], check=True)
        status, text = lab.save(NOTEBOOK, notebook)
        assert status == 500 and "No space left on device" in text, (status, text[:500])
        with open(f"{inside}/02_initialization.ipynb", "rb") as file:
            assert file.read() == before
        os.remove(f"{inside}/filler")
        assert lab.save(NOTEBOOK, notebook)[0] == 200
        assert lab.notebook(NOTEBOOK)["cells"][0]["source"] == "changed"
    assert (course / NOTEBOOK).read_bytes() == before


def test_a_cell(course, kernel):
    kernels = cells_of(course) + "/kernels"
    python = course / ".lab/venv/bin/python"
    command = machine.with_small_disk(kernels, "700m", [python, "-c", CELLS, course, kernels])
    variables = clone.environment(kernel, JUPYTER_PATH=str(course / ".lab/venv/share/jupyter"))
    code, said = clone.run(command, course, variables)
    assert code == 0, said
    full, room = said.partition("full:")[2].split("room:")
    assert "No space left on device" in full, said
    assert room.strip() == "42", said
