"""Writes grades.csv: what each submission got; says which could not be graded and why, and fails if there are such.

usage: write_grades.py --course FOLDER

A row for each submission that was handed in, from nbgrader's gradebook. Where a submission could not be graded, the gradebook has no points,
or those of an earlier time: here they are empty, and feedback of an earlier time goes. The remark says why, or which exercises ran out of time.
"""

import argparse
import csv
import json
import os
import pathlib
import shutil
import sys

from nbgrader.api import Gradebook

HEADS = ["assignment", "student_id", "score", "max_score", "remark"]


def why_not(course, student, name):
    """Why a submission was not graded; None if it was."""
    wanted = [path.name for path in (course / "source" / name).glob("*.ipynb")]
    found = [path.name for path in (course / "submitted" / student / name).iterdir()]
    if not wanted:
        return "there is no assignment of this name"
    if set("[]*?") & set(student):
        return "a student's name may not have [ ] * or ? in it"
    if not set(wanted) & set(found):
        return f"there is no file {wanted[0]}; found: {', '.join(found) or 'nothing'}"
    if not any((course / "autograded" / student / name).glob("*.ipynb")):
        return "nbgrader could not run it"


def out_of_time(course, student, name):
    """The exercises whose cells were stopped, as grading/nbgrader_config.py notes it."""
    for path in (course / "autograded" / student / name).glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade") and any(o.get("ename") == "OutOfTime" for o in cell["outputs"]):
                yield cell["metadata"]["nbgrader"]["grade_id"].removesuffix("-points")


def rows(course):
    """The rows of the table, and whether each was graded."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        most = {assignment.name: assignment.max_score for assignment in book.assignments}
        scores = {(s.student_id, name): s.score for name in most for s in book.assignment_submissions(name)}
    for student, name in sorted(path.parts[-2:] for path in (course / "submitted").glob("*/*") if path.is_dir()):
        score = scores.get((student, name))
        why = why_not(course, student, name) or ("nbgrader has no score for it" if score is None else None)
        slow = [] if why else list(out_of_time(course, student, name))
        remark = f"not graded, {why}" if why else f"ran out of time: {', '.join(slow)}" if slow else ""
        row = {"assignment": name, "student_id": student, "score": "" if why else score, "max_score": most.get(name, "")}
        yield row | {"remark": remark}, not why


def main():
    """Writes the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--course", type=pathlib.Path, required=True)
    course = parser.parse_args().course
    table = list(rows(course))
    partial = course / "grades.partial"
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADS)
        writer.writeheader()
        writer.writerows(row for row, _ in table)
    os.replace(partial, course / "grades.csv")
    for row, is_graded in table:
        student, name, remark = row["student_id"], row["assignment"], row["remark"]
        if not is_graded:
            shutil.rmtree(course / "feedback" / student / name, ignore_errors=True)
            print(f"  ✗ {student}, {name}: {remark}", flush=True)
        else:
            print(f"  {student}, {name}: {row['score']} of {row['max_score']}{remark and f'; {remark}'}", flush=True)
    sys.exit(0 if all(is_graded for _, is_graded in table) else 1)


if __name__ == "__main__":
    main()
