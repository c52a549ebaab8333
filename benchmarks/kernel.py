"""Measures the kernel: from asking for one to the first picture, every cell of the notebooks, and memory.

    cargo lab --setup-only
    .lab/venv/bin/python benchmarks/kernel.py [--rounds N] [--cells] [notebook ...]
    .lab/venv/bin/python benchmarks/kernel.py --stock

Each notebook runs top to bottom in a fresh kernel, started as JupyterLab starts it. The table has, for each:
  ready    seconds from asking for the kernel until it answers
  picture  seconds from asking until the first picture is there
  cells    how many cells come after that picture; their median and the slowest, in seconds
  all      seconds from asking until the last cell is done ("Run All" in a new kernel)
  memory   of the kernel and the process that runs the cells, at the end, in MB
With several rounds, each figure is the median of the rounds, a cell's too. --cells lists the slowest cells.

--stock measures the kernel as evcxr_jupyter itself installs it, without anything that `cargo lab` sets up: an empty folder, so that
the first `:dep` compiles every crate.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
LAB = TOP / ".lab"
sys.path.insert(0, str(TOP / "python"))
os.environ.update(
    JUPYTER_PATH=str(LAB / "venv/share/jupyter"),
    JUPYTER_DATA_DIR=str(LAB / "jupyter/data"),
    JUPYTER_RUNTIME_DIR=str(LAB / "jupyter/runtime"),
)

from rust_kernel import RustKernel, problems  # noqa: E402


def megabytes(process):
    """The memory of a process and of all its descendants that belong to the kernel."""
    total = 0
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                status = (folder / "status").read_text()
            except OSError:
                continue
            if parent == process:
                total += megabytes(int(folder.name))
            if int(folder.name) == process:
                total += int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return total


def run(notebook):
    """One round: what the table shows, and each cell's first line and seconds."""
    cells = [c for c in json.loads(notebook.read_text())["cells"] if c["cell_type"] == "code"]
    asked = time.perf_counter()
    times, picture = [], None
    with RustKernel(notebook.parent) as kernel:
        ready = everything = time.perf_counter() - asked
        for cell in cells:
            source = "".join(cell["source"])
            _, outputs = kernel.run(source)
            everything += kernel.seconds
            if "raises-exception" not in cell["metadata"].get("tags", []):
                for problem in problems(outputs):
                    sys.exit(f"{notebook.name}: {problem}")
            times.append((picture is not None, source.partition("\n")[0], kernel.seconds))
            if picture is None and any("<img" in o.get("data", {}).get("text/html", "") for o in outputs):
                picture = everything
        memory = megabytes(kernel.manager.provisioner.process.pid)
    return {"ready": ready, "picture": picture, "all": everything, "memory": memory}, times


def measure(notebook, rounds):
    runs = [run(notebook) for _ in range(rounds)]
    figures = {key: statistics.median(r[key] for r, _ in runs) for key in runs[0][0]}
    cells = [(c[0][0], c[0][1], statistics.median(t for *_, t in c)) for c in zip(*(times for _, times in runs))]
    later = [t for after, _, t in cells if after]
    print(
        f"{notebook.stem:24}{figures['ready']:6.1f}{figures['picture']:9.1f}{len(later):7}{statistics.median(later):8.2f}"
        f"{max(later):9.2f}{figures['all']:7.1f}{figures['memory']:8.0f}"
    )
    return cells


def stock():
    """The first `:dep` of a kernel that nothing was prepared for."""
    with tempfile.TemporaryDirectory() as empty:
        kernel = next(p for p in (LAB / "bin", *map(pathlib.Path, os.environ["PATH"].split(os.pathsep))) if (p / "evcxr_jupyter").exists())
        spec = pathlib.Path(empty, "kernels/rust")
        spec.mkdir(parents=True)
        argv = [str(kernel / "evcxr_jupyter"), "--control_file", "{connection_file}"]
        spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Rust", "language": "rust"}))
        os.environ.update(JUPYTER_PATH=empty, JUPYTER_DATA_DIR=empty, EVCXR_CONFIG_DIR=empty)
        asked = time.perf_counter()
        with RustKernel(TOP / "notebooks") as kernel:
            ready = time.perf_counter()
            kernel.run(':dep nn_course = { path = "../nn_course" }\nuse nn_course::prelude::*;')
            print(f"ready after {ready - asked:.1f} s; the first :dep {kernel.seconds:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cells", action="store_true")
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.stock:
        return stock()
    notebooks = arguments.notebooks or sorted((TOP / "notebooks").glob("*.ipynb"))
    print(f"{'':24}{'ready':>6}{'picture':>9}{'cells':>7}{'median':>8}{'slowest':>9}{'all':>7}{'memory':>8}")
    for notebook in notebooks:
        cells = measure(notebook.resolve(), arguments.rounds)
        if arguments.cells:
            for after, first_line, seconds in sorted(cells, key=lambda c: -c[2])[:12]:
                print(f"    {seconds:5.2f} s {'' if after else '(before the first picture) '}{first_line[:70]}")


if __name__ == "__main__":
    main()
