"""Checks what a class relies on: several kernels at once, one killed; no network; a taken port; the pinned crates; an edit of the crate.

usage: check_kernels.py CELLS

CELLS is the folder in which kernels compile cells. Nothing of the learner's is changed: the edit is made in a copy of the crate.
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from jupyter_client.connect import LocalPortCache
from jupyter_client.manager import KernelManager

TOP, CELLS = pathlib.Path(__file__).resolve().parents[2], pathlib.Path(sys.argv[1])
sys.path[:0] = [str(TOP / "python/kernel"), str(TOP / "tests/setup")]

from process_tree import family  # noqa: E402
from rust_kernel import RustKernel, problems  # noqa: E402

KERNELS = CELLS / "kernels"
DEP = ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;'

# What is compiled for a test alone need not be fast.
QUICK = "".join(f"[profile.dev.package.{name}]\nopt-level = 0\n" for name in ("nn_course", "nn_course_loops", "nn_course_notebook"))


def value(kernel, source):
    """What a cell shows; nothing may be wrong with it."""
    _, outputs = kernel.run(source, timeout=600)
    for problem in problems(outputs):
        sys.exit(f"✗ {source!r}: {problem}")
    return "".join(o.get("text", "") or o["data"]["text/plain"] for o in outputs)


def expect(what, right):
    print(f"{'✓' if right else '✗'} {what}", flush=True)
    if not right:
        sys.exit(1)


def soon(condition):
    """Whether something is so within five seconds."""
    for _ in range(50):
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def pins(lock):
    """The packages of a lock file that come from a registry."""
    return set(re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ', lock.read_text(encoding="utf-8")))


def folder_of(launcher):
    """The folder of the kernel that a launcher, named by its process, started; None if there is none."""
    there = KERNELS.iterdir() if KERNELS.exists() else []
    return next((f for f in there if f.name.startswith(f"{launcher}-")), None)


def is_running(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(process):
    """Ends a kernel as a system short of memory would, or a terminal that is closed."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process)], check=True, capture_output=True)
    else:
        os.killpg(os.getpgid(process), signal.SIGKILL)


def several_at_once():
    # No proxy answers there: whatever would be fetched is missing.
    os.environ.update(HTTP_PROXY="http://127.0.0.1:9", HTTPS_PROXY="http://127.0.0.1:9")
    with RustKernel(TOP / "notebooks") as first, RustKernel(TOP / "notebooks") as second:
        third = RustKernel(TOP / "notebooks").__enter__()
        trio = [first, second, third]
        launchers = [kernel.manager.provisioner.process.pid for kernel in trio]
        try:
            for i, kernel in enumerate(trio):
                value(kernel, DEP)
                value(kernel, f"let mine: Matrix = Matrix::from_elem((1, 1), {i}.0);")
            shown = [value(kernel, "mine[[0, 0]]") for kernel in trio]
            made = [folder_of(launcher) for launcher in launchers]
            what = "three kernels at once each have a folder and variables of their own, without a network"
            expect(what, shown == ["0", "1", "2"] and None not in made and len(set(made)) == 3)
            used = [pins(folder / "work/Cargo.lock") for folder in made]
            extra = set().union(*used) - pins(TOP / "Cargo.lock")
            right = not extra and all("ndarray" in dict(crates) for crates in used)
            expect(f"a cell's crates are the pinned ones{f', but {sorted(extra)}' if extra else ''}", right)
            profile = (made[0] / "work/Cargo.toml").read_text(encoding="utf-8").partition("[profile.dev]")[2]
            expect("the settings beside the notebooks reach cargo", "nn_course_loops.opt-level = 3\n" in profile)
            processes = family(launchers[2])
            kill(launchers[2])
            going_on = [value(kernel, "mine[[0, 0]]") for kernel in trio[:2]]
            expect("one of them killed, the others go on", going_on == ["0", "1"])
            expect("none of its processes stays", soon(lambda: not any(map(is_running, processes))))
        finally:
            third.client.stop_channels()
            third.manager.shutdown_kernel(now=True)
    with RustKernel(TOP / "notebooks") as kernel:
        expect("the killed one's folder goes when the next kernel starts", folder_of(launchers[2]) is None)
        launchers.append(kernel.manager.provisioner.process.pid)
        value(kernel, "1 + 1")
    gone = soon(lambda: not any(folder_of(launcher) for launcher in launchers))
    expect("kernels that are shut down leave no folder", gone)


def an_edit_is_picked_up():
    with tempfile.TemporaryDirectory(dir=CELLS) as empty:
        copy = pathlib.Path(empty)
        shutil.copytree(TOP / "nn_course", copy / "nn_course", ignore=shutil.ignore_patterns("target"))
        manifest = (TOP / "Cargo.toml").read_text(encoding="utf-8").replace(', "tests", "tests/wasm"]', "]")
        (copy / "Cargo.toml").write_text(manifest.replace("exclude = [", 'exclude = ["41", "42", '), encoding="utf-8")
        (copy / "notebooks").mkdir()
        (copy / ".cargo").mkdir()
        (copy / ".cargo/config.toml").write_text(QUICK, encoding="utf-8")
        source = copy / "nn_course/src/lib.rs"
        text = source.read_text(encoding="utf-8")
        # As the launcher does it: each kernel's folder is a copy, times of change included, of one that was compiled before.
        compiled_before = CELLS / "prepared"
        for number in ("41", "42"):
            answer = f"pub mod prelude {{\n    /// For a test.\n    pub fn answer() -> i32 {{ {number} }}\n"
            source.write_text(text.replace("pub mod prelude {\n", answer), encoding="utf-8")
            shutil.copytree(compiled_before, copy / number, symlinks=True)
            os.environ["NN_COURSE_KERNEL_FOLDER"] = str(copy / number)
            with RustKernel(copy / "notebooks") as kernel:
                value(kernel, DEP)
                found = value(kernel, "answer()")
            expect(f"a restarted kernel has the crate as it is now ({found})", found == number)
            compiled_before = copy / number


def a_port_is_taken():
    find = LocalPortCache.find_available_port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ports = [taken.getsockname()[1]]
        LocalPortCache.find_available_port = lambda *where: ports.pop() if ports else find(*where)
        with RustKernel(TOP / "notebooks") as kernel:
            works = value(kernel, "1 + 1") == "2"
    expect("a kernel that loses a port to another program starts on others", works and not ports)


def a_cell_prints_bytes(kernel):
    # evcxr reads no further there, and would show each cell what the one before gave.
    _, outputs = kernel.run("std::io::Write::write_all(&mut std::io::stdout(), &[0xe9, 10])?; 3")
    expect("a cell that prints what is no text says so", any("not UTF-8 text" in str(o.get("evalue")) for o in outputs))
    expect("after it, each cell has its own result", [value(kernel, "1 + 1"), value(kernel, "2 + 2")] == ["2", "4"])


def a_cell_is_early():
    early = RustKernel(TOP / "notebooks")
    early.manager = KernelManager(kernel_name="rust")
    early.manager.start_kernel(cwd=str(early.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        early.client = early.manager.client()
        early.client.start_channels()
        # Sent at once: the kernel has not started yet.
        expect("a cell that is sent before the kernel is ready runs", value(early, "6 * 7") == "42")
        a_cell_prints_bytes(early)
        early.client.stop_channels()
    finally:
        early.manager.shutdown_kernel(now=True)


several_at_once()
a_port_is_taken()
a_cell_is_early()
an_edit_is_picked_up()
