"""Measures the kernel: from asking for one to the first picture, every cell of the notebooks, and memory.

    cargo lab --setup-only
    .lab/venv/bin/python benchmarks/kernel.py [--rounds N] [--cells] [notebook ...]
    .lab/venv/bin/python benchmarks/kernel.py --training
    .lab/venv/bin/python benchmarks/kernel.py --stock

The first line is of a kernel that is asked for no more than a decision boundary, in one cell. After it each notebook runs top to bottom in
a fresh kernel, started as JupyterLab starts it. The table has, for each:
  ready    seconds from asking for the kernel until it answers
  picture  seconds from asking until the first picture is there
  cells    how many cells come after that picture; their median and the slowest, in seconds
  all      seconds from asking until the last cell is done ("Run All" in a new kernel)
  memory   of the kernel and the process that runs the cells, at the end, in MB
With several rounds, each figure is the median of the rounds, a cell's too. --cells lists the slowest cells. Memory is read from /proc, so
on Linux only.

--training trains the jobs of training.py in a cell and in the release build, by turns.

--stock measures the kernel as evcxr_jupyter itself installs it, without anything that `cargo lab` sets up: an empty folder, so that
the first `:dep` compiles every crate. It starts in notebooks/, as Jupyter would start it, and finds evcxr.toml there.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
LAB = TOP / ".lab"
sys.path.insert(0, str(TOP / "python/kernel"))
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
                resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0
            except OSError:
                continue
            if parent == process:
                total += megabytes(int(folder.name))
            if int(folder.name) == process:
                total += resident
    return total


FIRST = [
    ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;',
    """let data: Dataset = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;
let network: Network = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3))?;
let picture: Figure = Figure::row(&[plot::decision_boundary("Untrained", &network, &data)?])?;
picture.clone()""",
]
CODE = {"cell_type": "code", "metadata": {}}
TRAIN = """{
let circles = JOB == "circles";
let data = if circles {
    generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?
} else {
    generate::football(211, 0.05, 0.05, &mut NumpyRng::seed(17))?
};
let (sizes, initializer): (&[usize], _) =
    if circles { (&[2, 10, 5, 1], Initializer::He) } else { (&[2, 20, 3, 1], Initializer::Xavier) };
let penalty = (JOB == "L2").then_some(Penalty::L2 { lambda: 0.7 });
let dropout = Dropout { keep_prob: vec![0.86, 0.86], rng: NumpyRng::seed(1) };
let dropout = (JOB == "dropout").then_some(dropout);
let (learning_rate, iterations) = if circles { (0.01, 15_000) } else { (0.3, 30_000) };
let network = Network::new(sizes, initializer, &mut NumpyRng::seed(3))?;
let config = TrainConfig { learning_rate, iterations, penalty, dropout, ..TrainConfig::default() };
let start = std::time::Instant::now();
train(&network, &data, &config)?;
println!("{}", start.elapsed().as_secs_f64());
}"""


def training(rounds):
    """Training in a cell against the release build."""
    build = ["cargo", "build", "--release", "--package", "course_tests", "--bin", "time_training"]
    subprocess.run(build, check=True, cwd=TOP)
    with RustKernel(TOP / "notebooks") as kernel:
        kernel.run(FIRST[0])
        for job in ("circles", "plain", "L2", "dropout"):
            cell, release = [], []
            for _ in range(rounds):
                _, outputs = kernel.run(TRAIN.replace("JOB", json.dumps(job)))
                cell.append(float(outputs[0]["text"]))
                command = [TOP / "target/release/time_training", job]
                release.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0]))
            cell, release = statistics.median(cell), statistics.median(release)
            print(f"{job:8} in a cell {cell:.3f} s, release build {release:.3f} s: {cell / release:.2f} times as long")


def run(cells, folder):
    """One round: what the table shows, and each cell's first line and seconds."""
    asked = time.perf_counter()
    times, picture = [], None
    with RustKernel(folder) as kernel:
        ready = everything = time.perf_counter() - asked
        for cell in cells:
            source = "".join(cell["source"])
            _, outputs = kernel.run(source)
            everything += kernel.seconds
            if "raises-exception" not in cell["metadata"].get("tags", []):
                for problem in problems(outputs):
                    sys.exit(problem)
            times.append((picture is not None, source.partition("\n")[0], kernel.seconds))
            if picture is None and any("<img" in o.get("data", {}).get("text/html", "") for o in outputs):
                picture = everything
        memory = megabytes(kernel.manager.provisioner.process.pid)
    return {"ready": ready, "picture": picture, "all": everything, "memory": memory}, times


def measure(name, cells, folder, rounds):
    runs = [run(cells, folder) for _ in range(rounds)]
    figures = {key: statistics.median(r[key] for r, _ in runs) for key in runs[0][0]}
    cells = [(c[0][0], c[0][1], statistics.median(t for *_, t in c)) for c in zip(*(times for _, times in runs))]
    later = [t for after, _, t in cells if after]
    after = f"{statistics.median(later):8.2f}{max(later):9.2f}{figures['all']:7.1f}" if later else " " * 24
    print(
        f"{name:24}{figures['ready']:6.1f}{figures['picture']:9.1f}{len(later) or '':7}{after}{figures['memory']:8.0f}",
        flush=True,
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
            kernel.run(':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;')
            print(f"ready after {ready - asked:.1f} s; the first :dep {kernel.seconds:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cells", action="store_true")
    parser.add_argument("--training", action="store_true")
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.stock:
        return stock()
    if arguments.training:
        return training(max(5, arguments.rounds))
    notebooks = arguments.notebooks or sorted((TOP / "notebooks").glob("*.ipynb"))
    print(f"{'':24}{'ready':>6}{'picture':>9}{'cells':>7}{'median':>8}{'slowest':>9}{'all':>7}{'memory':>8}")
    measure("a first picture", [CODE | {"source": source} for source in FIRST], TOP / "notebooks", arguments.rounds)
    for notebook in notebooks:
        cells = [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        cells = measure(notebook.stem, cells, notebook.resolve().parent, arguments.rounds)
        if arguments.cells:
            for after, first_line, seconds in sorted(cells, key=lambda c: -c[2])[:12]:
                print(f"    {seconds:5.2f} s {'' if after else '(before the first picture) '}{first_line[:70]}")


if __name__ == "__main__":
    main()
