"""How training and reading grow with the number of examples.

    python benchmarks/growth.py [rounds]

Trains [2, 10, 5, 1] on 300 to 1,000,000 examples for about the same number of examples · iterations, with one thread and with two, and
reads a million rows of CSV. Prints medians: nanoseconds an example and iteration, what two threads give over one, whether both end with
the same bits, and the memory that training took at its peak beside the data, as a multiple of the activations' bytes.
"""

import pathlib
import statistics
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = TOP / "target" / "release" / "time_growth"
EXAMPLES = [300, 1_000, 10_000, 100_000, 1_000_000]


def run(*arguments):
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    build = ["cargo", "build", "--release", "--package", "course_tests", "--bin", "time_growth"]
    subprocess.run(build, check=True, cwd=TOP)
    print(f"{'examples':>10}{'1 thread':>12}{'2 threads':>12}{'gain':>8}{'same bits':>12}{'memory':>10}")
    each = {}
    for m in EXAMPLES:
        iterations = max(20, 6_000_000 // m)
        seconds, bits, memory = {1: [], 2: []}, set(), []
        for _ in range(rounds):
            for threads in (1, 2):
                time, digest, peak, activations = run("train", m, iterations, threads)
                seconds[threads].append(float(time))
                bits.add(digest)
                memory.append(int(peak) / int(activations))
        one, two = (1e9 * statistics.median(seconds[t]) / (m * iterations) for t in (1, 2))
        each[m] = one
        same = "yes" if len(bits) == 1 else "NO"
        print(f"{m:10}{one:9.1f} ns{two:9.1f} ns{one / two:7.2f}×{same:>12}{max(memory):9.2f}×", flush=True)
    print(f"the slowest of these takes {max(each.values()) / each[EXAMPLES[0]]:.2f} times as long an example as {EXAMPLES[0]} examples")
    runs = [run("csv", 1_000_000) for _ in range(rounds)]
    seconds = statistics.median(float(time) for time, _ in runs)
    megabytes = int(runs[0][1]) / 1e6
    print(f"a million rows of CSV: {megabytes:.1f} MB in {seconds:.2f} s, {megabytes / seconds:.0f} MB/s")


if __name__ == "__main__":
    main()
