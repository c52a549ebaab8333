"""Trains the same networks with this crate, NumPy, PyTorch and JAX, in one run.

    pip install numpy torch jax
    python benchmarks/training.py [rounds] [job ...]

The jobs, all full-batch gradient descent in 64-bit numbers on the cross-entropy cost:
  circles            300 × [2, 10, 5, 1], He, α = 0.01, 15,000 iterations
  plain, L2, dropout the pitch, 211 × [2, 20, 3, 1], Xavier, α = 0.3, 30,000 iterations; λ = 0.7; keep_prob 0.86
All start from the same examples and parameters, and must come to the same cost. It is compared on the circles at the end, on the pitch
after 20,000 iterations: at α = 0.3 the last rounding error doubles again and again after that, and no two programs agree at 30,000.
Under dropout the crate and NumPy draw the same masks; PyTorch and JAX have generators of their own, so their costs only have to be near.

NumPy is the lecture's code. PyTorch runs eagerly, with autograd and its SGD. In JAX the whole loop is one compiled function, compiled
before the clock starts, and records no costs on its way, as the others do. The rounds take turns; the figures are medians.
"""

import pathlib
import statistics
import subprocess
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import torch
from rust_program import matrices

jax.config.update("jax_enable_x64", True)
np.seterr(all="ignore")  # ln 0 is what the lecture's code takes, now and then
TOP = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = TOP / "target" / "release" / "time_training"
JOBS = ["circles", "plain", "L2", "dropout"]
KEEP = 0.86


def settings(job):
    """(learning rate, iterations, λ)."""
    return (0.01, 15_000, 0.0) if job == "circles" else (0.3, 30_000, 0.7 if job == "L2" else 0.0)


def compared_at(job):
    """The iteration after which the costs are compared."""
    return 15_000 if job == "circles" else 20_000


def cost(x, y, parameters):
    """The cross-entropy, from logits."""
    a = x
    for i in range(0, len(parameters), 2):
        z = parameters[i] @ a + parameters[i + 1]
        a = np.maximum(0, z)
    return float(np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))))


def rust(job, *_):
    seconds, at_end = subprocess.run([PROGRAM, job], check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(at_end)


def numpy(job, x, y, parameters):
    rate, iterations, penalty = settings(job)
    m, random = x.shape[1], np.random.RandomState(1)
    parameters = [p.copy() for p in parameters]
    layers = len(parameters) // 2
    began = time.perf_counter()
    for iteration in range(iterations):
        masks = []
        if job == "dropout":
            masks = [random.rand(w.shape[0], m) < KEEP for w in parameters[0:-2:2]]
        a = [x]
        for l in range(layers):
            z = np.dot(parameters[2 * l], a[l]) + parameters[2 * l + 1]
            if l == layers - 1:
                a.append(1 / (1 + np.exp(-z)))
                continue
            a.append(np.maximum(0, z))
            if masks:
                a[-1] = a[-1] * masks[l] / KEEP
        dz = a[-1] - y
        gradients = [None] * len(parameters)
        for l in reversed(range(layers)):
            gradients[2 * l] = np.dot(dz, a[l].T) / m
            if penalty:
                gradients[2 * l] += penalty / m * parameters[2 * l]
            gradients[2 * l + 1] = np.sum(dz, axis=1, keepdims=True) / m
            if l > 0:
                da = np.dot(parameters[2 * l].T, dz)
                if masks:
                    da = da * masks[l - 1] / KEEP
                dz = da * (a[l] > 0)
        for p, g in zip(parameters, gradients):
            p -= rate * g
        if iteration % 100 == 0:
            # The others record it too.
            np.sum(-np.log(a[-1]) * y - np.log(1 - a[-1]) * (1 - y)) / m
        if iteration + 1 == compared_at(job):
            compared = [p.copy() for p in parameters]
    return time.perf_counter() - began, cost(x, y, compared)


def pytorch(job, x, y, parameters):
    rate, iterations, penalty = settings(job)
    x, y_ = torch.tensor(x), torch.tensor(y)
    values = [torch.tensor(p, requires_grad=True) for p in parameters]
    weights = values[::2]
    optimizer = torch.optim.SGD(values, lr=rate)
    loss_of = torch.nn.BCEWithLogitsLoss()
    torch.manual_seed(1)
    began = time.perf_counter()
    for iteration in range(iterations):
        a = x
        for i, (w, b) in enumerate(zip(weights, values[1::2])):
            z = w @ a + b
            if i < len(weights) - 1:
                a = torch.relu(z)
                if job == "dropout":
                    a = torch.nn.functional.dropout(a, 1 - KEEP)
        loss = loss_of(z, y_)
        if penalty:
            loss = loss + penalty / (2 * x.shape[1]) * sum((w * w).sum() for w in weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if iteration % 100 == 0:
            loss.item()
        if iteration + 1 == compared_at(job):
            compared = [v.detach().numpy().copy() for v in values]
    return time.perf_counter() - began, cost(x.numpy(), y, compared)


def jax_loop(job, x, y):
    rate, iterations, penalty = settings(job)

    def loss(parameters, key):
        a = x
        layers = len(parameters) // 2
        for l in range(layers):
            z = parameters[2 * l] @ a + parameters[2 * l + 1]
            if l < layers - 1:
                a = jax.nn.relu(z)
                if job == "dropout":
                    key, use = jax.random.split(key)
                    a = a * jax.random.bernoulli(use, KEEP, a.shape) / KEEP
        value = jnp.mean(jax.nn.softplus(z) - z * y)
        if penalty:
            value += penalty / (2 * x.shape[1]) * sum(jnp.sum(w * w) for w in parameters[::2])
        return value

    def step(i, parameters):
        gradients = jax.grad(loss)(parameters, jax.random.fold_in(jax.random.PRNGKey(1), i))
        return [p - rate * g for p, g in zip(parameters, gradients)]

    def whole(parameters):
        compared = jax.lax.fori_loop(0, compared_at(job), step, parameters)
        return compared, jax.lax.fori_loop(compared_at(job), iterations, step, compared)

    return jax.jit(whole)


COMPILED = {}


def jax_(job, x, y, parameters):
    values = [jnp.array(p) for p in parameters]
    if job not in COMPILED:
        COMPILED[job] = jax_loop(job, jnp.array(x), jnp.array(y)).lower(values).compile()
    began = time.perf_counter()
    compared, _ = jax.block_until_ready(COMPILED[job](values))
    return time.perf_counter() - began, cost(x, y, [np.asarray(p) for p in compared])


def main():
    arguments = sys.argv[1:]
    rounds = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 5
    build = ["cargo", "build", "--release", "--package", "course_tests", "--bin", "time_training"]
    subprocess.run(build, check=True, cwd=TOP)
    contestants = {"nn_course": rust, "NumPy": numpy, "PyTorch": pytorch, "JAX": jax_}
    print(f"{'seconds':8}" + "".join(f"{name:>22}" for name in contestants))
    for job in arguments or JOBS:
        begin = matrices(PROGRAM, job, "--data")
        times = {name: [] for name in contestants}
        costs = {}
        for _ in range(rounds):
            for name, contestant in contestants.items():
                seconds, costs[name] = contestant(job, *begin)
                times[name].append(seconds)
        medians = {name: statistics.median(t) for name, t in times.items()}
        cells = (f"{medians[n]:9.3f} ({medians[n] / medians['nn_course']:6.1f} ×)" for n in contestants)
        print(f"{job:8}" + "".join(f"{cell:>22}" for cell in cells), flush=True)
        print("  cost  " + "".join(f"{costs[name]:22.15f}" for name in contestants), flush=True)
        for name in contestants:
            near = 0.3 if job == "dropout" and name in ("PyTorch", "JAX") else 1e-6
            assert abs(costs[name] / costs["nn_course"] - 1) < near, f"{name} did other work on {job}: {costs}"


if __name__ == "__main__":
    main()
