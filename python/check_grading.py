"""Checks that nbgrader grades right: makes four submissions of every assignment, and compares their scores afterwards.

usage: check_grading.py {hand-in,scores} --course FOLDER

The four: everything is solved; nothing is; every second exercise is; all but one are, and its cell does not compile.
"""

import argparse
import copy
import csv
import json
import pathlib
import sys

STUDENTS = {
    "all": lambda i: "solved",
    "nothing": lambda i: "untouched",
    "half": lambda i: "solved" if i % 2 == 0 else "untouched",
    "broken": lambda i: "broken" if i == 0 else "solved",
}
REGION = ("// BEGIN SOLUTION", "// END SOLUTION")


def read(path):
    """A notebook."""
    return json.loads(path.read_text(encoding="utf-8"))


def text(cell):
    """What is in a cell."""
    return "".join(cell["source"])


def marks(cell):
    """What nbgrader wrote of a cell."""
    return cell["metadata"].get("nbgrader", {})


def pairs(course):
    """Of each assignment its name, its file's name, the teacher's notebook and the students'."""
    for source in sorted((course / "source").glob("*/*.ipynb")):
        name = source.parent.name
        yield name, source.name, read(source), read(course / "release" / name / source.name)


def bad_releases(course):
    """Which solutions can be read in what students get."""
    for name, _, source, release in pairs(course):
        whole = "\n".join(text(cell) for cell in release["cells"])
        if "SOLUTION" in whole or "<summary>Solution" in whole:
            yield f"{name}: the students' notebook speaks of a solution"
        for cell in filter(lambda cell: marks(cell).get("solution"), source["cells"]):
            body = text(cell).split(REGION[0])[1].split(REGION[1])[0].strip()
            if body in whole:
                yield f"{name}: students can read the solution of {cell['id']}"
            stub = next(text(c) for c in release["cells"] if marks(c).get("grade_id") == marks(cell)["grade_id"])
            if "    todo!()" not in stub:
                yield f"{name}: {cell['id']} is not a stub: {stub}"


def hand_in(course):
    """Writes the submissions."""
    for name, file, source, release in pairs(course):
        solutions = {}
        for cell in filter(lambda cell: marks(cell).get("solution"), source["cells"]):
            lines = text(cell).splitlines(keepends=True)
            solutions[marks(cell)["grade_id"]] = "".join(line for line in lines if not any(r in line for r in REGION))
        for student, how in STUDENTS.items():
            notebook = copy.deepcopy(release)
            theirs = [cell for cell in notebook["cells"] if marks(cell).get("solution")]
            for i, cell in enumerate(theirs):
                if how(i) == "solved":
                    cell["source"] = solutions[marks(cell)["grade_id"]]
                elif how(i) == "broken":
                    cell["source"] = text(cell).replace("todo!()", "let x: f64 = \"no number\"; x +")
            folder = course / "submitted" / student / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def bad_scores(course):
    """Which scores are not what they should be."""
    with (course / "grades.csv").open(encoding="utf-8", newline="") as table:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(table)}
    for name, file, source, _ in pairs(course):
        points = [marks(cell)["points"] for cell in source["cells"] if marks(cell).get("grade")]
        if len(points) < 3:
            yield f"{name}: only {len(points)} exercises"
        for student, how in STUDENTS.items():
            expected = sum(p for i, p in enumerate(points) if how(i) == "solved")
            row = rows.get((student, name), {"score": "nothing", "max_score": "nothing"})
            if (row["score"], row["max_score"]) != (str(float(expected)), str(float(sum(points)))):
                yield f"{name}: {student!r} has {row['score']} of {row['max_score']}; expected {expected} of {sum(points)}"
            if not (course / "feedback" / student / name / file).with_suffix(".html").is_file():
                yield f"{name}: {student!r} has no feedback"


def main():
    """Does what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["hand-in", "scores"])
    parser.add_argument("--course", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.what == "hand-in":
        found = list(bad_releases(options.course))
        hand_in(options.course)
    else:
        found = list(bad_scores(options.course))
    for problem in found:
        print(f"  ✗ {problem}", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
