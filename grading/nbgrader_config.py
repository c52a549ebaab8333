"""How nbgrader grades the course's Rust notebooks. nbgrader itself is unchanged; it reads this file.

NN_COURSE_ROOT: the clone of the course, set up with `cargo lab --setup-only`.
NN_COURSE_PATIENCE: how many seconds a cell may take.
NN_COURSE_GRADING: the folder with source/, release/, submitted/, autograded/, feedback/ and gradebook.db; else the working folder.
"""

import os
import pathlib
import sys
import time

import nbformat
from nbgrader import preprocessors as p
from nbgrader.utils import is_grade, is_locked

clone = pathlib.Path(os.environ["NN_COURSE_ROOT"]).resolve()
folder = pathlib.Path(os.environ.get("NN_COURSE_GRADING", ".")).resolve()

# Where the Rust kernel is registered.
os.environ["JUPYTER_PATH"] = str(clone / ".lab" / "venv" / "share" / "jupyter")
# nbgrader calls `alembic`, which stands beside its Python, when it makes the gradebook.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]


class Restore(p.NbGraderPreprocessor):
    """Puts back what a learner deleted, copied or marked otherwise: the assignment's own cells have its marks, and no other has."""

    def preprocess(self, nb, resources):
        """Compares a submission with what was given out."""
        of = resources["nbgrader"]
        given = nbformat.read(folder / "release" / of["assignment"] / f"{of['notebook']}.ipynb", as_version=4)
        # Of a cell and its copies, the last counts, as it does in the kernel.
        theirs = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nb.cells}
        for cell in nb.cells:
            cell.metadata.pop("nbgrader", None)
        place = 0
        for cell in (c for c in given.cells if "nbgrader" in c.metadata):
            name = cell.metadata.nbgrader.grade_id
            if name in theirs:
                theirs[name].metadata = cell.metadata
                place = next(i for i, c in enumerate(nb.cells) if c is theirs[name])
            else:
                self.log.warning("Cell '%s' was missing and is put back", name)
                cell.id = f"restored-{name}"
                nb.cells.insert(place, cell)
            place += 1
        return nb, resources


class RunRust(p.Execute):
    """Runs a submission."""

    def start_new_kernel(self, **how):
        """Starts the kernel where the learners' kernels start: the first cell says ../nn_course."""
        return super().start_new_kernel(**{**how, "cwd": str(clone / "notebooks")})

    def preprocess_cell(self, cell, resources, index):
        """Notes when a cell begins."""
        self.began = time.monotonic()
        return super().preprocess_cell(cell, resources, index)

    def on_cell_executed(self, cell, execute_reply, **more):
        """Looks at what came out of a cell."""
        super().on_cell_executed(cell=cell, execute_reply=execute_reply, **more)
        if time.monotonic() - self.began >= self.timeout:
            # python/grading/write_grades.py looks for it.
            told = f"Out of time: this cell was stopped after {self.timeout} seconds."
            cell.outputs.append(nbformat.v4.new_output("error", ename="OutOfTime", evalue=told, traceback=[told]))
        failed = execute_reply["content"]["status"] == "error"
        if is_grade(cell):
            self.let_only_a_number_count(cell, failed)
        elif is_locked(cell) and failed:
            # For instance the crate does not compile. That is nobody's zero points: nbgrader reports this submission as not graded.
            raise RuntimeError(f"a cell of the assignment's own failed: {cell.source}\n{cell.outputs}")

    def let_only_a_number_count(self, cell, failed):
        """By itself, nbgrader gives a test full points if it has no result or one that is no number, and none for text on stderr,
        where a learner's dbg! prints, and where the last line of a panic can come as late as in the next cell."""
        most = cell.metadata.nbgrader["points"]
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        try:
            right = 0 <= float(results[0].data["text/plain"]) <= most
        except (IndexError, KeyError, ValueError):
            right = False
        if not right and not failed:
            told = f"No points: the test gave no number from 0 to {most}."
            cell.outputs.append(nbformat.v4.new_output("error", ename="NoPoints", evalue=told, traceback=[told]))
        # The first error or result decides.
        first = ["error", "execute_result"]
        cell.outputs.sort(key=lambda o: first.index(o.output_type) if o.output_type in first else len(first))


c = get_config()  # noqa: F821 (traitlets, which reads this file, defines it)

c.CourseDirectory.root = str(folder)
c.CourseDirectory.course_id = "nn_course"

# What learners find in place of a solution, as far indented as `// BEGIN SOLUTION` was.
c.ClearSolutions.code_stub = {"rust": "todo!()", "Rust": "todo!()"}

# In seconds: a cell, the kernel's start, and what is left to print of a cell that was interrupted.
c.Execute.timeout = int(os.environ.get("NN_COURSE_PATIENCE", "60"))
c.Execute.startup_timeout = 120
c.Execute.iopub_timeout = 30

# nbgrader's own lists, with the two classes above.
c.Autograde.sanitize_preprocessors = [
    p.ClearOutput,
    Restore,
    p.DeduplicateIds,
    p.OverwriteKernelspec,
    p.OverwriteCells,
    p.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    RunRust,
    p.IgnorePattern,
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    p.LimitOutput,
    p.SaveAutoGrades,
    p.AssignLatePenalties,
    p.CheckCellMetadata,
]
