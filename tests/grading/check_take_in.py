"""Checks that whatever a student hands in is taken in, or refused with the file and the reason (take_in.py). Needs no kernel.

usage: check_take_in.py
"""

import copy
import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import zipfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "python" / "grading"))

from take_in import Assignment, rows  # noqa: E402

NAME, FILE = "02_initialization", "homework_02.ipynb"
SOLVED = "fn {0}(x: f64) -> f64 {{\n    x + 1.0\n}}"
STUB = "fn {0}(x: f64) -> f64 {{\n    todo!()\n}}"
TEST = "(::nn_course_notebook::exercise::{0}({0})).points(2.0)"


def cell(grade_id, source, kind="code"):
    """A cell with nbgrader's mark."""
    return {"cell_type": kind, "id": grade_id, "metadata": {"nbgrader": {"grade_id": grade_id}}, "source": source.splitlines(keepends=True)}


def notebook(functions, body=SOLVED):
    """An assignment's notebook."""
    cells = [cell("title", "# Homework", "markdown"), cell("load", ':dep nn = { path = "../nn" }\nuse nn::prelude::*;')]
    for name in functions:
        key = name.replace("_", "-")
        cells += [cell(f"{key}-yours", body.format(name)), cell(f"{key}-points", TEST.format(name))]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


FUNCTIONS = ["normalize", "he_weights"]
GIVEN, HANDED_IN = notebook(FUNCTIONS, STUB), notebook(FUNCTIONS)
OTHER = ("01_bias_variance", "homework_01.ipynb", notebook(["diagnose"], STUB))


def archive(files):
    """A ZIP archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


class TakeIn(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.course = pathlib.Path(self.folder.name)
        for name, file, given in ((NAME, FILE, GIVEN), OTHER):
            self.write(f"release/{name}/{file}", given)

    def write(self, path, content):
        """Writes a file of the course's folder."""
        content = json.dumps(content) if isinstance(content, dict) else content
        (self.course / path).parent.mkdir(parents=True, exist_ok=True)
        (self.course / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    def rows(self):
        """The rows of the course's table."""
        assignments = {path.parent.name: Assignment(path) for path in sorted((self.course / "release").glob("*/*.ipynb"))}
        return list(rows(self.course, assignments))

    def row(self, content, path=f"{NAME}/{FILE}"):
        """The row of a student who hands in this file."""
        for folder in ("submitted", "taken"):
            shutil.rmtree(self.course / folder, ignore_errors=True)
        self.write(f"submitted/ada/{path}", content)
        (found,) = self.rows()
        return found

    def taken(self, content):
        """The notes on a submission, and the sources of the code that nbgrader gets, which must be those of a notebook."""
        row = self.row(content)
        self.assertIsNone(row["why"])
        made = json.loads((self.course / "taken" / "ada" / NAME / FILE).read_text(encoding="utf-8"))
        self.assertEqual(len(made["cells"]), len({cell["id"] for cell in made["cells"]}))
        return row["notes"], ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == "code"]

    def right(self, *functions):
        """The code of a right submission."""
        tested = [[SOLVED.format(name), TEST.format(name)] for name in functions or FUNCTIONS]
        return ["".join(GIVEN["cells"][1]["source"]), *sum(tested, [])]

    def test_points_do_not_depend_on_marks(self):
        def without(notebook, *keys):
            for key in keys:
                for one in notebook["cells"]:
                    one.pop(key)
                    one |= {"metadata": {}} if key == "metadata" else {}

        def other_marks(notebook):
            marks = [one["metadata"] for one in notebook["cells"]]
            for one, mark in zip(notebook["cells"], reversed(marks), strict=True):
                one["metadata"] = mark

        changes = {
            "no marks": lambda notebook: without(notebook, "metadata"),
            "no ids": lambda notebook: without(notebook, "id") or notebook.update(nbformat_minor=2),
            "marks of others": other_marks,
            "one string": lambda notebook: [one.update(source="".join(one["source"])) for one in notebook["cells"]],
            "Windows' ends of lines": lambda notebook: [
                one.update(source="".join(one["source"]).replace("\n", "\r\n")) for one in notebook["cells"]
            ],
            "no tests": lambda notebook: notebook.update(cells=[one for one in notebook["cells"] if "points" not in one["id"]]),
            "tests first": lambda notebook: notebook["cells"].sort(key=lambda one: "points" not in one["id"]),
            "nothing loaded": lambda notebook: notebook["cells"].pop(1),
            "a stub copied": lambda notebook: notebook["cells"].append(GIVEN["cells"][2]),
            "a stub copied, with a remark": lambda notebook: notebook["cells"].append(cell("x", STUB.format("normalize") + "\n// later")),
            "a cell without text": lambda notebook: notebook["cells"].append({"cell_type": "markdown", "metadata": {}}),
            "version 3": lambda notebook: notebook.update(worksheets=[{"cells": notebook.pop("cells")}], nbformat=3),
        }
        for what, change in changes.items():
            with self.subTest(what):
                changed = copy.deepcopy(HANDED_IN)
                change(changed)
                self.assertEqual(self.taken(changed), ([], self.right()))

    def test_a_test_follows_the_last_cell_with_its_function(self):
        both = notebook([])
        source = "\n\n".join(SOLVED.format(name) for name in FUNCTIONS)
        both["cells"] += [cell("mine", STUB.format("normalize") + "// tried"), cell("both", source)]
        notes, code = self.taken(both)
        self.assertEqual((notes, code[-3:]), ([], [source, *map(TEST.format, FUNCTIONS)]))

    def test_a_function_that_is_in_no_code_is_named(self):
        text, gone = copy.deepcopy(HANDED_IN), copy.deepcopy(HANDED_IN)
        text["cells"][2]["cell_type"] = "markdown"
        del gone["cells"][2]
        code = [*self.right("he_weights"), TEST.format("normalize")]
        self.assertEqual(self.taken(text), (["normalize is defined in no code cell, but in one of text"], code))
        self.assertEqual(self.taken(gone), (["normalize is defined in no code cell"], code))

    def test_marks_of_a_merge_conflict_in_a_cell_are_named(self):
        merged = copy.deepcopy(HANDED_IN)
        merged["cells"][2]["source"] = f"<<<<<<< HEAD\n{SOLVED.format('normalize')}\n=======\n>>>>>>> theirs"
        self.assertEqual(self.taken(merged)[0], ["the marks of a merge conflict are in a cell"])

    def test_all_assignments_may_be_in_one_file(self):
        whole = notebook([*FUNCTIONS, "diagnose"])
        self.write("submitted/ada/all.ipynb", whole)
        found = [(row["assignment"], row["file"], row["why"]) for row in self.rows()]
        self.assertEqual(found, [(name, "all.ipynb", None) for name in sorted((NAME, OTHER[0]))])
        # Not where there is a file of its own with as much, or where nothing was begun.
        shutil.rmtree(self.course / "taken")
        self.write(f"submitted/ada/{OTHER[0]}/{OTHER[1]}", notebook(["diagnose"]))
        self.assertEqual([row["file"] for row in self.rows()], [f"{OTHER[0]}/{OTHER[1]}", "all.ipynb"])
        shutil.rmtree(self.course / "submitted")
        shutil.rmtree(self.course / "taken")
        whole["cells"][-2]["source"] = STUB.format("diagnose")
        self.write("submitted/ada/all.ipynb", whole)
        self.assertEqual([row["assignment"] for row in self.rows()], [NAME])

    def test_one_file_with_all_assignments_counts_beside_files_that_were_not_begun(self):
        self.write("submitted/ada/all.ipynb", notebook([*FUNCTIONS, "diagnose"]))
        self.write(f"submitted/ada/{OTHER[0]}/{OTHER[1]}", OTHER[2])
        self.write(f"submitted/ada/{NAME}/{FILE}", GIVEN)
        found = list(self.rows())
        self.assertEqual([row["file"] for row in found], ["all.ipynb"] * 2)
        self.assertTrue(all(any("not looked at" in note for note in row["notes"]) for row in found), found)

    def test_what_is_not_begun_is_told_by_its_body(self):
        helper = "use std::f64;\nconst K: f64 = 1.0;\n" + STUB.format("normalize")
        solved = "/* fn normalize() { todo!() } */\n" + SOLVED.format("normalize")
        for unwritten in ("todo!();", 'todo!("later")', "// soon\n    unimplemented!()"):
            both = notebook([])
            given = STUB.format("normalize").replace("todo!()", unwritten)
            both["cells"] += [cell("helper", helper), cell("mine", solved), cell("he", SOLVED.format("he_weights")), cell("again", given)]
            notes, code = self.taken(both)
            # What else is in a cell stays.
            expected = [self.right()[0], helper, solved, TEST.format("normalize"), *self.right("he_weights")[1:]]
            self.assertEqual((notes, code), ([], expected))

    def test_of_several_files_the_one_with_most_functions_counts(self):
        self.write(f"submitted/ada/{NAME}/{FILE}", GIVEN)
        self.write(f"submitted/ada/{NAME}/homework_02 (1).ipynb", HANDED_IN)
        (row,) = self.rows()
        self.assertEqual(row["file"], f"{NAME}/homework_02 (1).ipynb")
        self.assertTrue(row["notes"][0].startswith(f"not looked at: {NAME}/{FILE}"), row)

    def test_commands_to_the_kernel_are_left_out_and_named(self):
        for command in (":clear", "  :opt 0", ":dep nn = { path = 'C:/nn' }", "!ls"):
            with self.subTest(command):
                cleared = copy.deepcopy(HANDED_IN)
                cleared["cells"][2]["source"] = [f"// mine\n\n{command}\n", SOLVED.format("normalize")]
                notes, code = self.taken(cleared)
                self.assertEqual(notes, [f"left out of a cell: {command.strip()}"])
                self.assertEqual(code[1], f"// mine\n\n// left out: {command.strip()}\n" + SOLVED.format("normalize"))

    def test_text_in_every_unicode_encoding_is_read(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            with self.subTest(encoding):
                self.assertEqual(self.taken(json.dumps(HANDED_IN).encode(encoding)), ([], self.right()))
        lone = json.dumps(HANDED_IN).replace("# Homework", "\\ud83d")
        self.assertEqual(self.taken(lone), ([], self.right()))

    def test_what_is_no_notebook_is_refused_with_the_reason(self):
        whole = json.dumps(HANDED_IN, indent=1)
        refused = {
            "is empty": ["", " \n", b"\xef\xbb\xbf\n", b"\0\0"],
            "is cut off": [whole[:100], whole[: len(whole) // 2], whole[:-3]],
            "has the marks of a merge conflict in line 2": [
                whole.replace("\n", "\n<<<<<<< HEAD\n", 1),
                whole.replace("\n", "\r\n<<<<<<< mine\r\n", 1),
            ],
            "is a web page": ["<!DOCTYPE html><title>Sign in", "\n<html>"],
            "is no text in UTF-8": ["Übung".encode("latin-1"), b"%PDF-1.7\xff", b"\x89PNG\r\n"],
            "is JSON, but no notebook": [
                "[1]",
                "{}",
                '"x"',
                "7",
                "null",
                '{"cells": 7}',
                '{"cells": [7]}',
            ],
            "is no notebook, but begins with": ["fn normalize() {}", "[" * 100_000],
            "has a mistake in its JSON, in line 2": [whole.replace("\n", "\n,", 1)],
            "has no function of an assignment in a code cell": [notebook([])],
            "is a ZIP archive": [b"PK\x03\x04", archive({"__MACOSX/._x.ipynb": "x", "notes.txt": "x"})],
        }
        for why, files in refused.items():
            for content in files:
                with self.subTest(why, content=content[:40] if isinstance(content, (str, bytes)) else content):
                    row = self.row(content)
                    self.assertTrue(str(row["why"]).startswith(why), row)
                    self.assertEqual((row["assignment"], row["file"]), (NAME, f"{NAME}/{FILE}"))

    def test_a_notebook_is_found_under_any_name_and_in_any_folder(self):
        names = [
            "homework_02 (1).ipynb",
            "HOMEWORK_02.IPYNB",
            "과제.ipynb",
            "homework_02.ipynb.txt",
            "homework_02.json",
            "homework_02",
            "in/side.ipynb",
        ]
        for name in names:
            self.assertEqual(self.row(HANDED_IN, f"{NAME}/{name}")["notes"], [], name)
        for path in (FILE, f"02_Initialization/{FILE}", f"{OTHER[0]}/{FILE}"):
            row = self.row(HANDED_IN, path)
            self.assertEqual((row["assignment"], row["file"], row["why"]), (NAME, path, None))
            self.assertEqual(row["notes"], [f"the file is not in the folder {NAME}"])
        zipped = archive({"__MACOSX/._homework.ipynb": "x", "deep/homework.ipynb": json.dumps(HANDED_IN)})
        for name in ("all.zip", FILE):
            self.assertEqual(self.row(zipped, f"{NAME}/{name}")["file"], f"{NAME}/{name}/deep/homework.ipynb")

    def test_no_file_of_several_is_passed_over_in_silence(self):
        self.write(f"submitted/ada/{NAME}/{FILE}", HANDED_IN)
        self.write(f"submitted/ada/{NAME}/a copy.ipynb", GIVEN)
        self.write(f"submitted/ada/{NAME}/broken.ipynb", "")
        self.write(f"submitted/ada/{OTHER[0]}/{FILE}", HANDED_IN)
        first, second = self.rows()
        self.assertEqual((first["assignment"], first["why"]), (OTHER[0], f"belongs to {NAME}"))
        self.assertEqual((second["file"], second["why"]), (f"{NAME}/{FILE}", None))
        said = [f"not looked at: {NAME}/{other}" for other in ("a copy.ipynb, which belongs to", "broken.ipynb, which is empty")]
        self.assertTrue(all(note.startswith(words) for note, words in zip(second["notes"], said, strict=True)), second)

    def test_every_folder_has_a_row(self):
        (self.course / "submitted" / "empty").mkdir(parents=True)
        (self.course / "submitted" / "half" / NAME).mkdir(parents=True)
        (self.course / "submitted" / "named" / NAME / FILE).mkdir(parents=True)
        (self.course / "submitted" / "link" / NAME).mkdir(parents=True)
        (self.course / "submitted" / "link" / NAME / FILE).symlink_to("nowhere")
        self.write(f"submitted/{NAME}/ada/{FILE}", HANDED_IN)
        self.write(f"submitted/{FILE}", HANDED_IN)
        odd = ["a[b]", "new\nline", "a*"]
        for student in odd:
            self.write(f"submitted/{student}/{NAME}/{FILE}", HANDED_IN)
        why = {row["student_id"] or row["file"]: row["why"] for row in self.rows()}
        self.assertEqual(why["empty"], "the folder is empty")
        self.assertEqual(why["half"], f"there is no file {FILE}")
        self.assertEqual((why["named"], why["link"]), ("is a folder", "is a link to nothing"))
        self.assertEqual({why[NAME], why[FILE]}, {"expected submitted/STUDENT/ASSIGNMENT/FILE"})
        for student in odd:
            self.assertIn("student's name", why[student])

    def test_a_time_that_cannot_be_read_is_named_and_costs_nothing(self):
        times = {b"2026-01-02 10:00:00 UTC": True, "2026-01-02 10:00".encode("utf-16"): True, b"\xef\xbb\xbf2026-01-02": True}
        for zone in (" +0900", " +09:00", "+09:00", " -05", " Z", "Z", " Asia/Seoul"):
            times[b"2026-01-02 10:00:00" + zone.encode()] = True
        times |= {b"2026": False, b"20260102T100000Z": True, b"12": False, b"0001-01-01 00:00": False, b"2026-01-02 10:00:00 KST": False}
        times |= {b"": False, b"soon": False, b"32.13.2026": False, b"\xff\xfe\xff": False, b"\x80": False}
        for content, is_read in times.items():
            with self.subTest(content):
                shutil.rmtree(self.course / "taken", ignore_errors=True)
                self.write(f"submitted/ada/{NAME}/timestamp.txt", content)
                self.write(f"submitted/ada/{NAME}/{FILE}", HANDED_IN)
                (row,) = self.rows()
                target = self.course / "taken" / "ada" / NAME / "timestamp.txt"
                self.assertEqual((row["why"], target.exists(), row["notes"] == []), (None, is_read, is_read), row)
                if b"09" in content or b"Seoul" in content:
                    self.assertEqual(target.read_text(encoding="utf-8"), "2026-01-02 01:00:00")


if __name__ == "__main__":
    unittest.main()
