"""Checks that nbgrader grades right: makes three submissions of every assignment, and compares their scores afterwards.

usage: check_grading.py {hand-in,spoil,scores,take-back} --course FOLDER

The three: everything is solved; nothing is; and one whose first exercise does not compile, and of whose others every second is solved. Of
the last assignment there are five more: by somebody who prints to stderr, by somebody who deleted the tests, by a cheat, by somebody whose
first function never returns, and by somebody whose first function prints 200,000 lines, whose second prints what is no text, whose last
cell of code begins with `:clear`, and whose notebook lost all of nbgrader's marks. `spoil` makes the submission of the first of these unreadable, which has points by then;
`scores` looks whether it loses them, and nobody else does; `take-back` removes it.
"""

import argparse
import copy
import csv
import json
import pathlib
import shutil
import sys

STUDENTS = {
    "all, with a comma": lambda i: "solved",
    "nothing": lambda i: "untouched",
    "mixed": lambda i: "broken" if i == 0 else "solved" if i % 2 == 1 else "untouched",
}
MORE = ["prints", "deletes", "cheats", "waits", "floods"]
# What a cheat writes: a module that answers in the crate's place.
CHEAT = """
mod nn_course_notebook {
    pub use ::nn_course_notebook::*;
    pub mod exercise {
        pub struct Full;
        impl Full {
            pub fn points(&self, most: f64) -> f64 {
                most
            }
        }
        pub fn NAME<T>(_: T) -> Full {
            Full
        }
    }
}
"""
# What never returns, and keeps no processor busy.
WAIT = "loop { std::thread::sleep(std::time::Duration::from_secs(1)) }"
FLOOD = 'for line in 0..200_000 { println!("line {line}"); }'
BYTES = "std::io::Write::write_all(&mut std::io::stdout(), &[0xe9, 10]).unwrap();"
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
                    cell["source"] = text(cell).replace("todo!()", 'let x: f64 = "no number"; x +')
            write(course / "submitted" / student / name / file, json.dumps(notebook, ensure_ascii=False))
    hand_in_more(course, name, file, release, solutions)


def hand_in_more(course, name, file, release, solutions):
    """Writes the submissions of the last assignment that try what nbgrader has to withstand."""
    for student in MORE:
        notebook = copy.deepcopy(release)
        for cell in notebook["cells"]:
            grade_id = marks(cell).get("grade_id")
            if student == "cheats" and grade_id in solutions:
                cell["source"] = text(cell) + CHEAT.replace("NAME", grade_id.removesuffix("-yours").replace("-", "_"))
            elif grade_id in solutions:
                first, second, *_ = solutions
                bad = {first: FLOOD, second: BYTES}.get(grade_id, "")
                line = {"prints": 'eprintln!("here");', "waits": WAIT * (grade_id == first), "floods": bad}.get(student, "")
                cell["source"] = solutions[grade_id].replace("{", f"{{\n    {line}", 1)
        if student == "deletes":
            notebook["cells"] = [cell for cell in notebook["cells"] if not marks(cell).get("grade")]
        if student == "floods":
            last = next(cell for cell in notebook["cells"] if marks(cell).get("grade_id") == list(solutions)[-1])
            last["source"] = f":clear\n{last['source']}"
            notebook["cells"] = [{**cell, "metadata": {}} for cell in notebook["cells"]]
        write(course / "submitted" / student / name / file, json.dumps(notebook, ensure_ascii=False))


def write(path, content):
    """Writes a file, and the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def expected_rows(course):
    """(student, assignment, file, points, most points, remark) of each submission; no points where it cannot be graded."""
    for name, file, source, _ in pairs(course):
        exercises = {
            marks(cell)["grade_id"].removesuffix("-points"): marks(cell)["points"] for cell in source["cells"] if marks(cell).get("grade")
        }
        if len(exercises) < 3:
            raise SystemExit(f"  ✗ {name}: only {len(exercises)} exercises")
        most = float(sum(exercises.values()))
        for student, how in STUDENTS.items():
            hows = [how(i) for i in range(len(exercises))]
            points = float(sum(points for how, points in zip(hows, exercises.values(), strict=True) if how == "solved"))
            whys = {"does not compile": "broken", "not started": "untouched"}
            without = {why: [key for key, theirs in zip(exercises, hows, strict=True) if theirs == how] for why, how in whys.items()}
            yield student, name, file, points, most, "; ".join(f"{why}: {', '.join(keys)}" for why, keys in without.items() if keys)
    (first, points), (second, more), *_ = exercises.items()
    rows = {
        "prints": (None, "not graded: the file is no notebook, but begins with: 'no notebook'"),
        "deletes": (most, ""),
        "cheats": (0.0, f"not started: {', '.join(exercises)}"),
        "waits": (most - points, f"ran out of time: {first}"),
        "floods": (most - points - more, f"printed too much: {first}; printed what is no text: {second}; left out of a cell: :clear"),
    }
    for student, (score, remark) in rows.items():
        yield student, name, file, score, most, remark


def bad_scores(course):
    """Which scores are not what they should be."""
    with (course / "grades.csv").open(encoding="utf-8", newline="") as table:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(table)}
    for student, name, file, score, most, remark in expected_rows(course):
        wanted = ["" if score is None else str(score), str(most), f"{name}/{file}", remark]
        row = rows.pop((student, name), {})
        came = [row.get(head) for head in ("score", "max_score", "file", "remark")]
        if came != wanted:
            yield f"{name}: {student!r} has {came}; expected {wanted}"
        page = (course / "feedback" / student / name / file).with_suffix(".html")
        if page.is_file() != (score is not None):
            yield f"{name}: {student!r} has {'no' if score is not None else 'old'} feedback"
    if rows:
        yield f"rows of nobody's: {rows}"


def spoilt(course):
    """The submission that becomes unreadable."""
    name, file, _, _ = list(pairs(course))[-1]
    return course / "submitted" / "prints" / name / file


def main():
    """Does what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["hand-in", "spoil", "scores", "take-back"])
    parser.add_argument("--course", type=pathlib.Path, required=True)
    options = parser.parse_args()
    found = []
    if options.what == "hand-in":
        found = list(bad_releases(options.course))
        hand_in(options.course)
    elif options.what == "spoil":
        of_it = spoilt(options.course).relative_to(options.course / "submitted")
        graded, told = options.course / "autograded" / of_it, (options.course / "feedback" / of_it).with_suffix(".html")
        found = [f"{file} was not made" for file in (graded, told) if not file.is_file()]
        write(spoilt(options.course), "no notebook")
    elif options.what == "take-back":
        shutil.rmtree(spoilt(options.course).parents[1])
    else:
        found = list(bad_scores(options.course))
    for problem in found:
        print(f"  ✗ {problem}", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
