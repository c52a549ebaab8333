"""A class on one machine: several kernels run notebook 02 at once.

usage, after `cargo lab --setup-only` (or: cargo trust class):
    .lab/venv/bin/python benchmarks/classroom.py [LEARNERS ...]

For each number of learners (1 2 4 8 16, unless others are named): all begin at the same time and run the whole notebook. Every output must
be the stored one. Says how long the first picture and the whole notebook took, what memory (each page once: PSS) and how much
processor time a learner needed. Linux.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
LAB = TOP / ".lab"
NOTEBOOK = TOP / "notebooks/02_initialization.ipynb"
sys.path[:0] = [str(TOP / folder) for folder in ("python/kernel", "python/notebooks", "tests/setup")]

from process_tree import family  # noqa: E402


def one_learner():
    """Runs the notebook in a kernel; prints what it took as JSON."""
    import nbformat
    from run_notebooks import differences
    from rust_kernel import RustKernel

    began, wrong, picture = time.monotonic(), [], None
    cells = [c for c in nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT).cells if c.cell_type == "code"]
    with RustKernel(NOTEBOOK.parent) as kernel:
        for cell in cells:
            _, outputs = kernel.run(cell.source, timeout=1800)
            wrong += [f"{cell.id}: {d}" for d in differences(cell.outputs, outputs)]
            if picture is None and any("<img" in str(o.get("data", {})) for o in outputs):
                picture = time.monotonic() - began
        end = time.monotonic() - began
        print(json.dumps({"picture": picture, "end": end, "processor": processor(os.getpid()), "wrong": wrong}), flush=True)
        sys.stdin.readline()


def processor(learner):
    """The processor time of a learner's kernel until now, in seconds: of its processes, and of those of theirs that ended."""
    ticks = 0
    for process in family(learner)[1:]:
        try:
            ticks += sum(map(int, pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(learner):
    """The memory of a learner's kernel, in MB; what several kernels share is divided among them."""
    total = 0
    for process in family(learner)[1:]:
        try:
            text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text()
            total += int(text.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):
            continue
    return total / 1024


def a_class(learners):
    """Lets so many learners run the notebook; gives what each measured, and the most memory of all kernels together, in MB."""
    command = [sys.executable, __file__, "--one-learner"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(learners)]
    lines = [[] for _ in running]
    readers = [threading.Thread(target=lambda p=p, line=line: line.append(p.stdout.readline())) for p, line in zip(running, lines)]
    for reader in readers:
        reader.start()
    most = 0.0
    while any(reader.is_alive() for reader in readers):
        time.sleep(1)
        most = max(most, sum(memory(process.pid) for process in running))
    if not all(line[0] for line in lines):
        sys.exit("✗ a learner's notebook ended early")
    for process in running:
        process.communicate("\n")
    return [json.loads(line[0]) for line in lines], most


def main():
    os.environ.update(
        JUPYTER_PATH=str(LAB / "venv/share/jupyter"),
        JUPYTER_DATA_DIR=str(LAB / "jupyter/data"),
        JUPYTER_RUNTIME_DIR=str(LAB / "jupyter/runtime"),
    )
    print(f"{os.cpu_count()} processors, {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB; median (worst) in seconds")
    print("| learners at once | first picture | whole notebook | memory for each, MB | processor time for each, s | outputs as stored |")
    print("|---|---|---|---|---|---|")
    failed = False
    for learners in map(int, sys.argv[1:] or "1 2 4 8 16".split()):
        results, most = a_class(learners)
        figures = {what: [r[what] for r in results] for what in ("picture", "end", "processor")}
        picture, end = (f"{statistics.median(figures[w]):.1f} ({max(figures[w]):.1f})" for w in ("picture", "end"))
        right = sum(not r["wrong"] for r in results)
        processor = statistics.mean(figures["processor"])
        print(f"| {learners} | {picture} | {end} | {most / learners:.0f} | {processor:.1f} | {right} of {learners} |", flush=True)
        for wrong in [w for r in results for w in r["wrong"]][:5]:
            failed = True
            print(f"✗ {wrong}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    one_learner() if sys.argv[1:] == ["--one-learner"] else main()
