"""How nbgrader grades the course's Rust notebooks. nbgrader itself is unchanged; it reads this file.

NN_COURSE_ROOT: the clone of the course, set up with `cargo lab --setup-only`.
NN_COURSE_PATIENCE: how many seconds a cell may take, and all slow cells of a submission together.
NN_COURSE_GRADING: the folder with source/, release/, submitted/, autograded/, feedback/ and gradebook.db; else the working folder.
"""

import contextlib
import os
import pathlib
import re
import sys
import time

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader import preprocessors as p
from nbgrader.utils import is_grade, is_locked

clone = pathlib.Path(os.environ["NN_COURSE_ROOT"]).resolve()
folder = pathlib.Path(os.environ.get("NN_COURSE_GRADING", ".")).resolve()

# In seconds: what a submission may take in cells beyond what each may take anyway.
PATIENCE, LEAST = int(os.environ.get("NN_COURSE_PATIENCE", "60")), 10
# What a cell may print. With so many lines a second, it is printing for which a cell had no time; a busy machine takes no more.
MOST_LINES, MOST_CHARACTERS, LINES_A_SECOND = 5_000, 10_000_000, 50
# What a process may have in memory, so that a learner's function doesn't take all there is.
MOST_BYTES = 4 << 30
# What later cells may need.
DEFINES = re.compile(r"^\s*(#|pub\b|(fn|use|struct|enum|impl|trait|type|const|static|mod|unsafe|extern|let|macro_rules)\b)", re.MULTILINE)
# The functions that a cell defines or tests.
NAMES = re.compile(r"(?:\bfn\s+|\bexercise::)(\w+)")

# Where the Rust kernel is registered.
os.environ["JUPYTER_PATH"] = str(clone / ".lab" / "venv" / "share" / "jupyter")
# nbgrader calls `alembic`, which stands beside its Python, when it makes the gradebook.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]

if sys.platform != "win32":
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES if most == resource.RLIM_INFINITY else min(MOST_BYTES, most), most))


class RunRust(p.Execute):
    """Runs a submission. A cell that goes on too long or prints too much is stopped with its kernel, and the next one has a new kernel."""

    def start_new_kernel(self, **how):
        """Starts the kernel where the learners' kernels start: the first cell says ../nn_course."""
        return super().start_new_kernel(**{**how, "cwd": str(clone / "notebooks")})

    def preprocess(self, nb, resources):
        """Runs all cells."""
        # The exercises' functions; those that were stopped, and why; the seconds beyond the least; whether the kernel still runs such a cell;
        # the cells that a new one has to run first.
        self.functions = {name for cell in nb.cells if is_grade(cell) for name in NAMES.findall(cell.source)}
        self.stopped, self.wasted, self.is_busy, self.defining = {}, 0.0, False, []
        try:
            return super().preprocess(nb, resources)
        except Exception as failure:
            of = resources["nbgrader"]
            # Without it, nbgrader runs what was not taken in.
            with contextlib.suppress(OSError):
                (folder / "taken" / of["student"] / of["assignment"] / "why.txt").write_text(str(failure), encoding="utf-8")
            raise

    def preprocess_cell(self, cell, resources, index):
        """Runs a cell, unless it needs a function that was stopped."""
        if cell.cell_type != "code":
            return cell, resources
        for name in filter(set(re.findall(r"\w+", cell.source)).__contains__, self.stopped):
            tell(cell, *self.stopped[name])
            return cell, resources
        if self.is_busy:
            self.renew()
        self.timeout, self.printed = round(max(PATIENCE - self.wasted, LEAST)), [0, 0]
        began, why = time.monotonic(), None
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except (CellTimeoutError, DeadKernelError) as failure:
            if self.has_printed_too_much() or (isinstance(failure, CellTimeoutError) and self.printed[0] > LINES_A_SECOND * self.timeout):
                lines, characters = self.printed
                why = "TooMuchOutput", f"Too much output: this cell was stopped after {lines:,} lines, {characters:,} characters."
            elif isinstance(failure, CellTimeoutError):
                why = "OutOfTime", f"Out of time: this cell was stopped after {self.timeout} seconds."
            else:
                why = "KernelEnded", "The kernel ended in this cell."
            tell(cell, *why)
            if is_locked(cell) and not is_grade(cell):
                raise RuntimeError(f"a cell of the assignment's own failed: {cell.source}: {why[1]}") from failure
            self.stopped |= dict.fromkeys(self.functions.intersection(NAMES.findall(cell.source)), why)
        self.wasted += max(0.0, time.monotonic() - began - LEAST)
        errors = [output.evalue for output in cell.outputs if output.output_type == "error"]
        # Where text is none, the kernel has ended its program, with the variables.
        self.is_busy = why is not None or any("not UTF-8 text" in error for error in errors)
        if DEFINES.search(cell.source) and not errors:
            self.defining.append(cell.source)
        return cell, resources

    def renew(self):
        """Ends the kernel, and brings a new one to where it was."""
        self.shutdown_kernel = "immediate"
        self._cleanup_kernel()
        self.shutdown_kernel = "graceful"
        self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        self.is_busy, self.timeout = False, PATIENCE
        for source in self.defining:
            self.wait_for_reply(self.kc.execute(source))

    def process_message(self, msg, cell, cell_index):
        """Takes what a cell prints, up to a limit: the kernel goes on with it long after a cell has ended."""
        if msg["msg_type"] == "stream":
            self.printed = [self.printed[0] + 1, self.printed[1] + len(msg["content"]["text"])]
            if self.has_printed_too_much():
                self.task_poll_for_reply.cancel()
                return None
        return super().process_message(msg, cell, cell_index)

    async def _async_poll_kernel_alive(self):
        """Looks whether the kernel runs; of a cell that was stopped, nbclient goes on until there is no kernel, which it finds odd."""
        with contextlib.suppress(AssertionError):
            await super()._async_poll_kernel_alive()

    def has_printed_too_much(self):
        """Whether a cell has. The kernel sends each line by itself."""
        return self.printed[0] > MOST_LINES or self.printed[1] > MOST_CHARACTERS

    def on_cell_executed(self, cell, execute_reply, **more):
        """Looks at what came out of a cell."""
        super().on_cell_executed(cell=cell, execute_reply=execute_reply, **more)
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
            tell(cell, "NoPoints", f"No points: the test gave no number from 0 to {most}.")
        # The first error or result decides.
        first = ["error", "execute_result"]
        cell.outputs.sort(key=lambda o: first.index(o.output_type) if o.output_type in first else len(first))


def tell(cell, name, words):
    """Adds an error to a cell's outputs. python/grading/write_grades.py looks for some by their names."""
    cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=words, traceback=[words]))


c = get_config()  # noqa: F821 (traitlets, which reads this file, defines it)

c.CourseDirectory.root = str(folder)
c.CourseDirectory.course_id = "nn_course"

# What learners find in place of a solution, as far indented as `// BEGIN SOLUTION` was.
c.ClearSolutions.code_stub = {"rust": "todo!()", "Rust": "todo!()"}

# In seconds: a cell, the kernel's start, and what a cell that ended has left to print.
c.Execute.timeout = PATIENCE
c.Execute.interrupt_on_timeout = False
c.Execute.startup_timeout = 120
c.Execute.iopub_timeout = 30

# nbgrader's own list, with the class above.
c.Autograde.autograde_preprocessors = [
    RunRust,
    p.IgnorePattern,
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    p.LimitOutput,
    p.SaveAutoGrades,
    p.AssignLatePenalties,
    p.CheckCellMetadata,
]
