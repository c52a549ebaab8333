"""Draws the same decision boundary with this crate and with matplotlib's contourf, in one run.

    pip install numpy matplotlib
    python benchmarks/decision_boundary.py [rounds] [folder for the two pictures]

Both predict on a grid of 300 × 300 points, draw areas and examples (the crate the line between the areas too) in 640 × 480 pixels or more, and
encode a PNG. The rounds take
turns; the figures are medians of the fastest of five in each round, so that neither's first picture counts.
"""

import io
import pathlib
import statistics
import subprocess
import sys
import time

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from rust_program import matrices  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = TOP / "target" / "release" / "time_boundary"


def predict(x, parameters):
    a = x
    for l in range(0, len(parameters), 2):
        z = np.dot(parameters[l], a) + parameters[l + 1]
        a = np.maximum(0, z)
    return 1 / (1 + np.exp(-z))


def picture(x, y, parameters):
    """The lecture's plot_decision_boundary, with 300 × 300 points."""
    margin = 0.1 * (x.max(axis=1) - x.min(axis=1))
    low, high = x.min(axis=1) - margin, x.max(axis=1) + margin
    columns, rows = np.meshgrid(np.linspace(low[0], high[0], 300), np.linspace(low[1], high[1], 300))
    values = predict(np.c_[columns.ravel(), rows.ravel()].T, parameters).reshape(columns.shape) > 0.5
    figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
    axes.contourf(columns, rows, values, cmap=plt.cm.Spectral)
    axes.scatter(x[0], x[1], c=y.ravel(), cmap=plt.cm.Spectral)
    axes.set_xlabel("x1")
    axes.set_ylabel("x2")
    axes.set_title("Decision boundary")
    png = io.BytesIO()
    figure.savefig(png, format="png")
    plt.close(figure)
    return png.getvalue()


def fastest_of_five(draw):
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert draw()
        times.append(time.perf_counter() - began)
    return min(times)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    build = ["cargo", "build", "--release", "--package", "course_tests", "--bin", "time_boundary"]
    subprocess.run(build, check=True, cwd=TOP)
    x, y, parameters = matrices(PROGRAM, "--data")
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(float(subprocess.run([PROGRAM], check=True, capture_output=True, text=True).stdout))
        theirs.append(fastest_of_five(lambda: picture(x, y, parameters)))
    ours, theirs = (1e3 * statistics.median(t) for t in (ours, theirs))
    print(f"nn_course {ours:.0f} ms, matplotlib {theirs:.0f} ms: {theirs / ours:.1f} times as long")
    if len(sys.argv) > 2:
        folder = pathlib.Path(sys.argv[2])
        subprocess.run([PROGRAM, "--png", folder / "nn_course.png"], check=True)
        (folder / "matplotlib.png").write_bytes(picture(x, y, parameters))


if __name__ == "__main__":
    main()
