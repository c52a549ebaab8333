"""Runs wrong cells, as learners write them, and checks what is said about each.

usage: check_errors.py [--sample]

The cells are in wrong_cells.py. For each: the first line names the fault and the right line of the cell; that line of code is shown and
underlined; the advice fits; nothing else is red, and at most fifteen lines are. In the end the notebook's variables are still there.
"""

import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "python/kernel"))

import wrong_cells
from rust_kernel import RustKernel, problems

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MOST_LINES = 15


def complaints(wrong, outputs):
    """What is not as it should be in the outputs of a wrong cell."""
    errors = [COLOUR.sub("", "\n".join(o["traceback"])).split("\n") for o in outputs if o["output_type"] == "error"]
    if wrong.kind.startswith("runtime"):
        text = "".join(o.get("text", "") for o in outputs if o.get("name") == "stderr")
        if errors or not re.search(wrong.fault, text, re.IGNORECASE):
            yield f"{wrong.fault!r} is not what it says"
        return
    if len(errors) != 1:
        yield f"{len(errors)} errors"
        return
    first, *rest = errors[0]
    if "stderr" in [o.get("name") for o in outputs]:
        yield "something else is red"
    if 1 + len(rest) > MOST_LINES:
        yield f"{1 + len(rest)} lines"
    if not re.search(wrong.fault, first, re.IGNORECASE):
        yield f"the first line does not name {wrong.fault!r}"
    named = re.match(r"Error in line (\d+): ", first)
    if (int(named[1]) if named else 0) != wrong.line:
        yield f"it is not line {wrong.line}"
    elif wrong.line:
        shown = [at for at, line in enumerate(rest) if line.startswith(f"{wrong.line} │ ")]
        if not shown or not re.search(r"│ .*\^", rest[shown[0] + 1]):
            yield "the line is not shown and underlined"
    advice = " ".join(line.strip() for line in "\n".join(["", *rest]).partition("\n→ ")[2].split("\n"))
    if not re.search(wrong.advice, advice):
        yield f"the advice does not say {wrong.advice!r}"


def check(number, cells, show):
    """Runs the wrong cells of a notebook; gives how many are not explained as they should be."""
    failed = 0
    setup = wrong_cells.SETUP[number]
    with RustKernel(TOP / "notebooks") as kernel:
        for source in setup:
            run_right(kernel, source)
        for source in wrong_cells.FAILED.get(number, []):
            kernel.run(source)
        for wrong in cells:
            for source in wrong.before:
                run_right(kernel, source)
            _, outputs = kernel.run(wrong.code)
            found = list(complaints(wrong, outputs))
            failed += bool(found)
            if found or show:
                said = ["\n".join(o.get("traceback", [])) or o.get("text", "") or str(o.get("data", {}).get("text/plain")) for o in outputs]
                print(
                    f"{'✗' if found else '✓'} {number} {wrong.kind}: {'; '.join(found)}\n{wrong.code}\n--\n"
                    + COLOUR.sub("", "\n".join(said))
                    + "\n",
                    flush=True,
                )
        if number == 2:
            failed += of_versions(kernel)
        for name in sorted({name for source in setup for name in re.findall(r"^let (?:mut )?(\w+)", source, re.MULTILINE)}):
            run_right(kernel, f"let _ = &{name};")
    print(
        f"{'✗' if failed else '✓'} notebook {number}: {len(cells) - failed} of {len(cells)} wrong cells are explained, and its variables are there"
    )
    return failed


def of_versions(kernel):
    """A check judges the last version of a function, and says when that did not compile. Gives the number of complaints."""
    body = "fn normalize(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {{\n    {}\n}}"
    steps = [
        ("train.clone(), test.clone()", "The last version of `normalize` did not compile"),
        ("(train.clone(), test.clone())", "where it begins with: (train.clone(), test.clone())"),
    ]
    failed = 0
    for written, expected in steps:
        kernel.run(body.format(written))
        _, outputs = kernel.run("exercise::normalize(normalize)")
        said = "".join(o.get("data", {}).get("text/plain", "") for o in outputs)
        failed += expected not in said
        print(f"{'✓' if expected in said else '✗'} with {written!r} the check says {said.splitlines()[:2]}", flush=True)
    return failed


def run_right(kernel, source):
    _, outputs = kernel.run(source)
    for problem in problems(outputs):
        sys.exit(f"✗ {source!r}: {problem}")


def main():
    words = sys.argv[1:]
    show = "--show" in words
    numbers = [int(word) for word in words if word.isdigit()]
    if "--sample" in words:
        sys.exit(check(2, [wrong_cells.Wrong(2, *cell) for cell in wrong_cells.SAMPLE], show) > 0)
    if numbers:
        sys.exit(sum(check(number, [wrong for wrong in wrong_cells.CELLS if wrong.notebook == number], show) for number in numbers) > 0)
    # Two kernels at a time.
    both = [subprocess.Popen([sys.executable, __file__, *pair, *words]) for pair in (("1", "4"), ("2", "3"))]
    sys.exit(sum(process.wait() for process in both) > 0)


if __name__ == "__main__":
    main()
