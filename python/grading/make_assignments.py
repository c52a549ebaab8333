"""Makes an nbgrader assignment of each notebook: its exercises, with the solutions in regions that nbgrader takes out.

usage: make_assignments.py --notebooks FOLDER --course FOLDER

Writes source/NAME/homework_NN.ipynb into the course's folder, NAME being a notebook's name, and prints the names. The statement, the
stub, the check, the hints and the solution are those of the notebook; nothing is written twice.
"""

import argparse
import json
import pathlib
import re

POINTS = 2

KINDS = {
    # Text and cells that nobody has to change.
    "given": {"grade": False, "locked": True, "solution": False},
    "solution": {"grade": False, "locked": False, "solution": True},
    "test": {"grade": True, "locked": True, "solution": False, "points": POINTS},
}


def cell(name, kind, cell_type, source):
    """A cell of an assignment; of no kind, it is nobody's business but the learner's."""
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **KINDS[kind]}} if kind else {}
    made = {"cell_type": cell_type, "id": name, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": []} if cell_type == "code" else {})


def with_region(stub, solution):
    """The stub with the solution's body in place of `todo!()`, between the lines that nbgrader looks for."""
    signature, body = solution.strip().split("{\n", 1)
    body = body.rsplit("\n}", 1)[0]
    head, rest = stub.split("    todo!()", 1)
    assert signature in head, f"the stub and the solution are not one function:\n{stub}\n{solution}"
    return f"{head}    // BEGIN SOLUTION\n{body}\n    // END SOLUTION{rest}"


def assignment(notebook, number):
    """The cells of an assignment."""
    cells = {one["id"]: "".join(one["source"]) for one in notebook["cells"]}
    title = cells["title"].splitlines()[0].removeprefix("# ")
    names = [i[3:-5] for i in cells if i.startswith("ex-") and i.endswith("-stub")]
    yield cell(
        "title",
        "given",
        "markdown",
        f"# Homework {title}\n\nThe exercises of notebook {number}, {POINTS} points each; keep that notebook open beside this one. Save this "
        f"file as `notebooks/homework_{number}.ipynb` in your clone of the course, open it there, and run the first cell. "
        "Write your functions in place of `todo!()`. The cell below each says how it stands, and the next one gives its points. You may add "
        "cells of your own. Hand in this one file.",
    )
    yield cell("load", "given", "code", cells["load"])
    for name in names:
        key = name.replace("_", "-")
        solution = re.search(r"<summary>Solution</summary>\s*```rust\n(.*?)```", cells[f"ex-{name}-help"], re.DOTALL)[1]
        hints = cells[f"ex-{name}-help"].split("<details>\n<summary>Solution</summary>")[0].strip()
        # What is above in the notebook is not in this file.
        assert not re.search(r"\babove\b", cells[f"ex-{name}"] + hints), f"the exercise {name} speaks of something above it"
        yield cell(key, "given", "markdown", cells[f"ex-{name}"])
        yield cell(f"{key}-yours", "solution", "code", with_region(cells[f"ex-{name}-stub"], solution))
        # Not locked: it fails with a function that does not compile, and grading takes a locked cell that fails for a broken set-up.
        yield cell(f"{key}-check", None, "code", cells[f"ex-{name}-check"])
        yield cell(f"{key}-hints", "given", "markdown", hints)
        # By its whole name from the crates on, so that no module of a learner's own takes its place. (The kernel takes a line that begins
        # with a colon for a command of its own.)
        points = f"(::nn_course_notebook::exercise::{name}({name})).points({POINTS:.1f})"
        yield cell(f"{key}-points", "test", "code", points)


def main():
    """Writes the assignments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--notebooks", type=pathlib.Path, required=True)
    parser.add_argument("--course", type=pathlib.Path, required=True)
    options = parser.parse_args()
    for path in sorted(options.notebooks.glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        number = path.name[:2]
        metadata = {key: notebook["metadata"][key] for key in ("kernelspec", "language_info")}
        cells = list(assignment(notebook, number))
        made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        folder = options.course / "source" / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
        (folder / f"homework_{number}.ipynb").write_text(text, encoding="utf-8", newline="\n")
        print(path.stem, flush=True)


if __name__ == "__main__":
    main()
