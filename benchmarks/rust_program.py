"""What the benchmarks take from the programs in tests/src/bin."""

import subprocess

import numpy as np


def matrices(program, *arguments):
    """X, Y, and the parameters W1, b1, W2, b2, … that a program prints, a matrix a line: rows, columns, entries."""
    found = []
    for line in subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout.splitlines():
        rows, columns, *entries = line.split()
        found.append(np.array(entries, dtype=float).reshape(int(rows), int(columns)))
    return found[0], found[1], found[2:]
