"""Takes in what students handed in: makes of each submission a notebook that nbgrader can run, and says what could not be taken.

usage: take_in.py --course FOLDER

Reads submitted/STUDENT/…, and writes taken/STUDENT/ASSIGNMENT/homework_NN.ipynb, and taken.json with a row for each submission: its file,
what a teacher has to know of it, and why it cannot be graded.

Other programs rename files, and take nbgrader's marks out of cells. So nothing here goes by names or marks: a notebook belongs to the
assignment whose functions it has, and an exercise's test goes behind the last cell that defines its function. The tests, and the cell that
loads the crate, are those of the assignment, whatever the student's look like.
"""

import argparse
import json
import pathlib
import re
import shutil
import sys
import warnings

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "errors"))

from cells import Cell  # noqa: E402
from notebook_file import notebooks  # noqa: E402

# nbgrader takes these for patterns, or stops at them.
BAD_IN_NAMES = re.compile(r"[\[\]*?\x00-\x1f\x7f\ud800-\udfff]")
# What a cell may have beside functions.
OTHERS = re.compile(r"\b(?:use|const|static|struct|enum|impl|trait|type|mod|let|macro_rules|extern)\b")
# What the kernel takes for a command: lines that begin so, above the first line of Rust.
COMMAND = re.compile(r" *:|!")
MERGED = re.compile(r"(<{7}|>{7}) |={7}$")
# A date has a year, and more.
DATE = re.compile(r"20\d\d.*\d|\d.*20\d\d")
# What stands for a time zone behind a date and a time: nbgrader would take +0900 for seconds.
OFFSET = re.compile(r" (?=(?:[+-]\d\d(?::?\d\d)?|Z)$)")


class Assignment:
    """What was given out."""

    def __init__(self, path):
        self.name, self.file, self.notebook = path.parent.name, path.name, json.loads(path.read_text(encoding="utf-8"))
        by_id = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in self.notebook["cells"] if "nbgrader" in cell["metadata"]}
        self.load = by_id["load"]
        # By the name of an exercise's function: its stub, and its test.
        exercises = [grade_id.removesuffix("-points") for grade_id in by_id if grade_id.endswith("-points")]
        self.stubs = {one.replace("-", "_"): by_id[f"{one}-yours"] for one in exercises}
        self.tests = {one.replace("-", "_"): by_id[f"{one}-points"] for one in exercises}
        # What the teacher's cells say, which a student's need not say again.
        self.own = {text(cell).strip() for cell in (self.load, *self.tests.values())}

    def untouched(self, name):
        """A stub as it was given out."""
        return text(self.stubs[name]).strip()

    def begun(self, name, source):
        """Whether a cell has more of a function than what was given out."""
        unwritten = rf"\bfn\s+{name}\b[^{{]*\{{\s*(?:todo|unimplemented)!\([^)]*\)\s*;?\s*\}}"
        return source.strip() != self.untouched(name) and not re.search(unwritten, Cell(source).inside)

    def functions(self, cells):
        """The exercises' functions that are defined, with the index of the last cell that does.

        One that was not begun counts only where there is nothing else.
        """
        last = {}
        for index, (kind, source) in enumerate(cells):
            for name in (Cell(source).functions() & set(self.stubs)) if kind == "code" else ():
                if name not in last or self.begun(name, source):
                    last[name] = index
        return last

    def how_many_begun(self, cells):
        """The number of functions that were begun."""
        return sum(self.begun(name, cells[index][1]) for name, index in self.functions(cells).items())

    def taken(self, cells, notes):
        """The notebook for nbgrader. Adds to the notes what a teacher should know."""
        last = self.functions(cells)
        made = [self.load]
        for index, (kind, source) in enumerate(cells):
            names = [name for name in self.stubs if last.get(name) == index]
            read = Cell(source)
            # Whether nothing but functions that were not begun stands in the cell.
            theirs = read.functions() if not OTHERS.search(read.outside) else set()
            is_copy = not names and bool(theirs) and theirs <= self.stubs.keys() and not any(self.begun(name, source) for name in theirs)
            if kind == "code" and (source.strip() in self.own or is_copy):
                continue
            notes += ["the marks of a merge conflict are in a cell"] * (kind == "code" and any(map(MERGED.match, source.split("\n"))))
            source, commands = without_commands(source) if kind == "code" else (source, [])
            left_out = [line for line in commands if line not in text(self.load).splitlines()]
            notes += [f"left out of a cell: {', '.join(left_out)}"] * bool(left_out)
            cell = {"cell_type": kind if kind in ("code", "raw") else "markdown", "metadata": {}, "source": source}
            cell |= {"execution_count": None, "outputs": []} if kind == "code" else {}
            cell["metadata"] = self.stubs[names[0]]["metadata"] if names else {}
            made += [cell, *(self.tests[name] for name in names)]
        # They fail, and have no points.
        made += [test for name, test in self.tests.items() if name not in last]
        for name in self.stubs.keys() - last.keys():
            in_text = any(kind != "code" and name in Cell(source).functions() for kind, source in cells)
            notes.append(f"{name} is defined in no code cell{', but in one of text' if in_text else ''}")
        notes[:] = sorted(set(notes))
        if notes:
            lines = "".join(f"- {note}\n" for note in notes)
            made.insert(0, {"cell_type": "markdown", "metadata": {}, "source": f"**Noted when this was graded:**\n\n{lines}"})
        return self.notebook | {"cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(made)]}


def text(cell):
    """What is in a cell."""
    return "".join(cell["source"])


def without_commands(source):
    """A cell without the kernel's own commands, such as `:clear`, and the commands. They would change the kernel for all exercises."""
    lines, found = source.split("\n"), []
    for number, line in enumerate(lines):
        if COMMAND.match(line):
            found.append(line.strip())
            lines[number] = f"// left out: {line.strip()}"
        elif line.strip() and not line.startswith("//"):
            break
    return "\n".join(lines), found


def submissions(student, assignments):
    """What a student handed in: of each assignment its files as (name, cells), best first, and of other files why they are none."""
    found, unread = {one: [] for one in assignments}, []
    also = {one: [] for one in assignments}
    for name, cells, why in notebooks(student):
        owners = [one for one in assignments.values() if cells and one.functions(cells)]
        owners.sort(key=lambda one: (-one.how_many_begun(cells), -len(one.functions(cells))))
        for one, files in zip(owners, [found, *[also] * len(owners)]):
            files[one.name].append((name, cells))
        if not owners:
            unread.append((name, why or "has no function of an assignment in a code cell"))
    for name, files in found.items():
        wanted, begun = f"{name}/{assignments[name].file}".casefold(), assignments[name].how_many_begun
        # All assignments may be in one file.
        most = max((begun(cells) for _, cells in files), default=0)
        files += [file for file in also[name] if begun(file[1]) > most]
        files.sort(key=lambda file: (-begun(file[1]), file[0].casefold() != wanted, not file[0].startswith(f"{name}/"), file[0]))
    return found, unread


def rows(course, assignments):
    """A row for each submission. Writes what can be graded."""
    submitted = course / "submitted"
    for student in sorted(submitted.iterdir() if submitted.is_dir() else []):
        named = student.name.encode("utf-8", "replace").decode("utf-8")
        row = {"assignment": "", "student_id": named, "file": "", "notes": [], "why": None}
        if student.name.startswith("."):
            continue
        if not student.is_dir() or student.name in assignments:
            yield row | {"student_id": "", "file": named, "why": "expected submitted/STUDENT/ASSIGNMENT/FILE"}
        elif BAD_IN_NAMES.search(student.name):
            yield row | {"why": "a student's name may not have [ ] * ? or characters in it that cannot be printed"}
        else:
            yield from rows_of(course, student, assignments, row)


def rows_of(course, student, assignments, row):
    """The rows of one student."""
    found, unread = submissions(student, assignments)
    graded = {name: files[0] for name, files in found.items() if files}
    # All other files, and why they are not graded.
    others = unread + [(file, f"belongs to {name}") for name, files in found.items() for file, _ in files[1:]]
    for name, assignment in assignments.items():
        here = sorted((one for one in others if one[0].startswith(f"{name}/")), key=lambda one: ".ipynb" not in one[0].lower())
        others = [one for one in others if one not in here]
        if name in graded:
            file, cells = graded[name]
            notes = [f"not looked at: {other}, which {why}" for other, why in here if ".ipynb" in other.lower()]
            notes += [f"the file is not in the folder {name}"] * (not file.startswith(f"{name}/"))
            folder = course / "taken" / student.name / name
            folder.mkdir(parents=True)
            notes += timestamp(student / name / "timestamp.txt", folder / "timestamp.txt")
            made = json.dumps(assignment.taken(cells, notes), indent=1, ensure_ascii=False)
            (folder / assignment.file).write_text(made, encoding="utf-8", newline="\n")
            yield row | {"assignment": name, "file": file, "notes": notes}
        elif here:
            yield row | {"assignment": name, "file": here[0][0], "why": here[0][1]}
        elif (student / name).is_dir() and not any(file.startswith(f"{name}/") for file, _ in graded.values()):
            yield row | {"assignment": name, "why": f"there is no file {assignment.file}"}
    for file, why in others:
        if not graded or ".ipynb" in file.lower():
            yield row | {"file": file, "why": why}
    if not graded and not others and not any((student / name).is_dir() for name in assignments):
        yield row | {"why": "the folder is empty"}


def timestamp(source, target):
    """Copies the time of a submission, if nbgrader can read it. Gives what there is to say."""
    if not source.exists():
        return []
    from dateutil import parser, tz
    from nbgrader.utils import parse_utc

    try:
        data = source.read_bytes()
        said = data.decode(json.detect_encoding(data)).removeprefix("\N{BYTE ORDER MARK}").strip() if data else ""
        said = OFFSET.sub("", said)
        zone = said.split(" ")[2:]
        # A time zone that is not known, such as KST, would count for nothing.
        if not DATE.search(said) or (len(zone) == 1 and not tz.gettz(zone[0])):
            raise ValueError(said)
        with warnings.catch_warnings():
            warnings.simplefilter("error", parser.UnknownTimezoneWarning)
            target.write_text(parse_utc(said).isoformat(sep=" "), encoding="utf-8")
    # Whatever stands there.
    except Exception:  # noqa: BLE001
        what = f"cannot be read: {data[:30]!r}" if source.is_file() else "is no file"
        return [f"counts as handed in without a date: {source.name} {what}"]
    return []


def main():
    """Takes in all submissions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--course", type=pathlib.Path, required=True)
    course = parser.parse_args().course
    shutil.rmtree(course / "taken", ignore_errors=True)
    assignments = {path.parent.name: Assignment(path) for path in sorted((course / "release").glob("*/*.ipynb"))}
    table = list(rows(course, assignments))
    (course / "taken.json").write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
