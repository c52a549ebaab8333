"""Times a gradient check of 16,641 parameters: this crate against the NumPy way of doing it, in one run.

    pip install numpy
    python benchmarks/gradient_check.py [rounds]

Both check the network [64, 128, 64, 1] on 32 examples at ε = 1e-7, two-sided, with the same numbers. NumPy does it as the
lecture's assignment does: for every parameter, take θ apart into matrices and run the whole forward pass, twice. The rounds
alternate; the figures are medians. Rust's time is that of the check alone, as NumPy's is: no start of a process in it.
"""

import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

TOP = pathlib.Path(__file__).resolve().parent.parent
SIZES = [64, 128, 64, 1]
EPSILON = 1e-7


def matrices(theta):
    parts, start = [], 0
    for n, k in zip(SIZES[1:], SIZES):
        w = theta[start : start + n * k].reshape(n, k)
        start += n * k
        b = theta[start : start + n].reshape(n, 1)
        start += n
        parts.append((w, b))
    return parts


def forward(x, theta):
    a, cache = x, [x]
    layers = matrices(theta)
    for w, b in layers[:-1]:
        a = np.maximum(0, w @ a + b)
        cache.append(a)
    w, b = layers[-1]
    return 1 / (1 + np.exp(-(w @ a + b))), cache


def cost(x, y, theta):
    a, _ = forward(x, theta)
    return float(np.sum(-np.log(a) * y - np.log(1 - a) * (1 - y)) / y.shape[1])


def backward(x, y, theta):
    a, cache = forward(x, theta)
    layers, m, parts = matrices(theta), y.shape[1], []
    dz = a - y
    for l in range(len(layers) - 1, -1, -1):
        parts[:0] = [dz @ cache[l].T / m, dz.sum(axis=1, keepdims=True) / m]
        if l > 0:
            dz = (layers[l][0].T @ dz) * (cache[l] > 0)
    return np.concatenate([p.ravel() for p in parts])


def check(x, y, theta):
    gradient = backward(x, y, theta)
    approximation = np.zeros_like(theta)
    for i in range(len(theta)):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += EPSILON
        minus[i] -= EPSILON
        approximation[i] = (cost(x, y, plus) - cost(x, y, minus)) / (2 * EPSILON)
    norm = np.linalg.norm
    return norm(gradient - approximation) / (norm(gradient) + norm(approximation))


def numpy_round():
    np.random.seed(1)
    x = np.random.randn(64, 32)
    y = (np.arange(32) % 2 == 0).astype(float).reshape(1, 32)
    parts = []
    for n, k in zip(SIZES[1:], SIZES):
        parts += [np.random.randn(n, k) * np.sqrt(2 / k), np.zeros((n, 1))]
    theta = np.concatenate([p.ravel() for p in parts])
    start = time.perf_counter()
    difference = check(x, y, theta)
    return time.perf_counter() - start, difference, cost(x, y, theta)


def rust_round(program):
    return [float(v) for v in subprocess.run([program], check=True, capture_output=True, text=True).stdout.split()]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    build = ["cargo", "build", "--release", "--package", "course_tests", "--bin", "time_gradient_check"]
    subprocess.run(build, check=True, cwd=TOP)
    program = TOP / "target" / "release" / "time_gradient_check"
    times = {"numpy": [], "rust": []}
    for _ in range(rounds):
        ours, theirs = rust_round(program), numpy_round()
        # The same work: equal costs, and both gradients right.
        assert abs(ours[2] / theirs[2] - 1) < 1e-12, (ours, theirs)
        assert ours[1] < 2e-7 and theirs[1] < 2e-7, (ours, theirs)
        times["rust"].append(ours[0])
        times["numpy"].append(theirs[0])
    medians = {name: statistics.median(t) for name, t in times.items()}
    for name, seconds in medians.items():
        print(f"{name:6} {seconds:8.3f} s (median of {rounds}, {min(times[name]):.3f} to {max(times[name]):.3f})")
    print(f"NumPy takes {medians['numpy'] / medians['rust']:.1f} times as long")


if __name__ == "__main__":
    main()
