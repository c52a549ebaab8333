"""Checks what a class relies on: several kernels at once, one of them killed; no network; the pinned crates; an edit of the crate.

usage: check_kernels.py TOP

Nothing of the learner's is changed: the edit is made in a copy of the crate.
"""

import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time

from rust_kernel import RustKernel, problems

TOP = pathlib.Path(sys.argv[1])
KERNELS = TOP / ".lab/kernels"
DEP = ':dep nn_course = { path = "../nn_course" }\nuse nn_course::prelude::*;'


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


def pins(lock):
    """The packages of a lock file that come from a registry."""
    return set(re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ', lock.read_text(encoding="utf-8")))


def folders():
    return {f.name for f in KERNELS.iterdir()} if KERNELS.exists() else set()


def several_at_once():
    before = folders()
    # No proxy answers there, and cargo may not ask for one: whatever would be fetched is missing.
    os.environ.update(CARGO_NET_OFFLINE="true", HTTP_PROXY="http://127.0.0.1:9", HTTPS_PROXY="http://127.0.0.1:9")
    with RustKernel(TOP / "notebooks") as first, RustKernel(TOP / "notebooks") as second:
        third = RustKernel(TOP / "notebooks").__enter__()
        try:
            trio = [first, second, third]
            for kernel in trio:
                value(kernel, DEP)
            for i, kernel in enumerate(trio):
                value(kernel, f"let mine: Matrix = Matrix::from_elem((1, 1), {i}.0);")
            shown, made = [value(k, "mine[[0, 0]]") for k in trio], folders() - before
            expect("three kernels at once each have a folder and variables of their own, without a network",
                   shown == ["0", "1", "2"] and len(made) == 3)
            lock = next((KERNELS / name / "work/Cargo.lock") for name in folders() - before)
            extra = pins(lock) - pins(TOP / "Cargo.lock")
            expect(f"a cell's crates are the pinned ones{f', but {sorted(extra)}' if extra else ''}", not extra)
            group = os.getpgid(third.manager.provisioner.process.pid)
            os.killpg(group, signal.SIGKILL)
            expect("one of them killed, the others go on", [value(k, "mine[[0, 0]]") for k in trio[:2]] == ["0", "1"])
        finally:
            third.client.stop_channels()
            third.manager.shutdown_kernel(now=True)
    with RustKernel(TOP / "notebooks") as kernel:
        expect("the killed one's folder goes when the next kernel starts", len(folders() - before) == 1)
        value(kernel, "1 + 1")
    for _ in range(50):
        if not folders() - before:
            break
        time.sleep(0.1)
    expect("kernels that are shut down leave no folder", not folders() - before)


def an_edit_is_picked_up():
    with tempfile.TemporaryDirectory() as empty:
        copy = pathlib.Path(empty)
        shutil.copytree(TOP / "nn_course", copy / "nn_course", ignore=shutil.ignore_patterns("target"))
        shutil.copy(TOP / "Cargo.toml", copy)
        manifest = (copy / "Cargo.toml").read_text(encoding="utf-8")
        (copy / "Cargo.toml").write_text(manifest.replace(', "tests"]', "]"), encoding="utf-8")
        (copy / "notebooks").mkdir()
        source = copy / "nn_course/src/lib.rs"
        text = source.read_text(encoding="utf-8")
        for number in (41, 42):
            source.write_text(f"{text}\n/// For a test.\npub fn answer() -> i32 {{ {number} }}\n", encoding="utf-8")
            with RustKernel(copy / "notebooks") as kernel:
                value(kernel, DEP)
                found = value(kernel, "nn_course::answer()")
            expect(f"a restarted kernel has the crate as it is now ({found})", found == str(number))


several_at_once()
an_edit_is_picked_up()
