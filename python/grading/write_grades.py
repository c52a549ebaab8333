"""Writes grades.csv: what each submission got; says which could not be graded and why, and fails if there are such.

usage: write_grades.py --course FOLDER

A row for each submission that was handed in (taken.json), with its points from nbgrader's gradebook. Where a submission could not be
graded, the gradebook has no points, or those of an earlier time: here they are empty, and feedback of an earlier time goes. The remark says
why, which exercises have no points and why, and what else a teacher has to know of the file.
"""

import argparse
import csv
import json
import os
import pathlib
import shutil
import sys

from nbgrader.api import Gradebook

HEADS = ["assignment", "student_id", "file", "score", "max_score", "remark"]
# What grading/nbgrader_config.py says of a cell, in two words.
STOPPED = {"OutOfTime": "ran out of time", "TooMuchOutput": "printed too much", "KernelEnded": "ended the kernel"}
# What the kernel says of one (python/errors/explain.py).
ENDED = {"not UTF-8 text": "printed what is no text", "the program that runs the cells": "ended the program, or used too much memory"}


def without_points(course, student, name):
    """The exercises without points, by the reason."""
    reasons = {}
    for path in (course / "autograded" / student / name).glob("*.ipynb"):
        before = None
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade"):
                if reason := why_no_points(cell, before):
                    reasons.setdefault(reason, []).append(marks["grade_id"].removesuffix("-points"))
            else:
                before = cell
    return [f"{reason}: {', '.join(names)}" for reason, names in reasons.items()]


def why_no_points(test, answer):
    """Why a test has no points, with the cell of the function before it; None if it has some."""
    error, text = first_error(test), "".join(text for o in test["outputs"] for text in o.get("data", {}).get("text/plain", []))
    if error is None and text.strip() not in ("0", "0.0"):
        return None if text else "was not run"
    if error and error["ename"] in STOPPED:
        return STOPPED[error["ename"]]
    for words, reason in ENDED.items():
        if error and words in error["evalue"]:
            return reason
    if first_error(answer):
        return "does not compile"
    if "todo!()" in "".join(answer["source"]):
        return "not started"
    return "no function" if error else "not right"


def first_error(cell):
    """The first error of a cell."""
    return next((output for output in cell["outputs"] if output["output_type"] == "error"), None)


def rows(course):
    """The rows of the table, each with ✗ if it was not graded, and ! if a teacher should look at it."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        most = {assignment.name: assignment.max_score for assignment in book.assignments}
        scores = {(s.student_id, name): s.score for name in most for s in book.assignment_submissions(name)}
    for taken in json.loads((course / "taken.json").read_text(encoding="utf-8")):
        student, name, why, notes = taken["student_id"], taken["assignment"], taken["why"], taken["notes"]
        score = scores.get((student, name))
        if not why and (score is None or not any((course / "autograded" / student / name).glob("*.ipynb"))):
            said = course / "taken" / student / name / "why.txt"
            why = (
                f"nbgrader could not run it: {said.read_text(encoding='utf-8').strip()}"
                if said.exists()
                else "nbgrader has no score for it"
            )
        # What notebook_file.py says of a file begins with a verb.
        subject = "the file " * bool(why and why.startswith(("is ", "has ", "belongs ")))
        remark = [f"not graded: {subject}{why}"] if why else [*without_points(course, student, name), *notes]
        row = {
            "assignment": name,
            "student_id": student,
            "file": taken["file"],
            "score": "" if why else score,
            "max_score": most.get(name, ""),
        }
        yield row | {"remark": "; ".join(remark)}, "✗" if why else "!" if notes or not score else " "


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
    for row, sign in table:
        student, name, remark = row["student_id"], row["assignment"], row["remark"]
        whose = ", ".join(filter(None, (student, row["file"] or name)))
        points = "" if sign == "✗" else f"{row['score']} of {row['max_score']}{remark and '; '}"
        print(f"  {sign} {whose}: {points}{remark}", flush=True)
        if sign == "✗" and student and name:
            shutil.rmtree(course / "feedback" / student / name, ignore_errors=True)
    sys.exit(any(sign == "✗" for _, sign in table))


if __name__ == "__main__":
    main()
