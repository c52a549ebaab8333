"""The cells that a kernel was given, and what became of them.

Later errors are explained by it: a name that is not known may be that of a cell that failed, or of a value that was moved. A check of an
exercise asks for it too: what became of each function's last version is written into a file (nn_course/notebook/src/exercise/version.rs).
"""

import contextlib
import difflib
import json
import re

import layout
import locate
from explain import explain, of_the_kernel, unexplained

# In a kernel's folder: what rustc said of the last cell that did not compile, the program that evcxr made of it, and the last version of each
# function: a line with its name and nothing more if it did not compile, else with the number of its cell and its first line. And a file that
# is there until the first cell runs (xtask/src/kernel/stand_in/cell.rs).
ERRORS, PROGRAM, FUNCTIONS, STARTING = "target/nn-course.errors", "src/lib.rs", "functions", "starting"

# What a cell may define, with its name.
HEAD = r"^\s*(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+)*"
DEFINES = re.compile(HEAD + r"(?:fn|def|struct|enum|type|trait|mod|const|static|macro_rules!)\s+(\w+)", re.MULTILINE)
FUNCTION = re.compile(HEAD + r"(?:fn|def)\s+(\w+)", re.MULTILINE)
TYPE = re.compile(HEAD + r"(?:struct|enum|type|trait)\s+(\w+)", re.MULTILINE)
LET = re.compile(r"\blet\s+([^=;]*?)\s*(?::[^=;]*)?=(?!=)")
# What evcxr drops, without a word: a variable that is named by a word of Rust's own.
UNREAD = re.compile(
    r"\blet\s+(?:mut\s+)?(?=(as|async|break|continue|dyn|else|enum|extern|fn|for|if|impl|in|loop|match|mod|move|pub|return|static|struct|trait"
    r"|type|use|where|while)\b)"
)
# Where the kernel's own commands come from: a cell that reads there waits without end.
STDIN = re.compile(r"(?<![.\w])stdin\s*\(|\bio\s*::\s*stdin\b|\buse\b[^;]*\bstdin\b")
STDIN_FILE = re.compile(r"\"/(?:dev/stdin|dev/fd/0|proc/self/fd/0)\"")
# What evcxr says where a cell printed what is no text. From then on it takes each cell's results for those of the next.
NO_TEXT = "stream did not contain valid UTF-8"
# How much is kept of what a cell prints in red, and of a function's first line.
MOST_OF_STDERR, MOST_OF_A_LINE = 1000, 60

# What the notebooks' crate says of a panic (nn_course/notebook/src/notebook.rs), with its place in evcxr's program.
PANICKED = re.compile(r"^(This cell panicked|A thread panicked|The thread `.*?` panicked)(?: at src[/\\]lib\.rs:(\d+):(\d+))?(?=: (.*))")
AFTER_PANIC = re.compile(r"It stopped there\.|Fix it and run it again\.$")
# What Rust itself says of a panic after its message, which is about the kernel.
TRACE = re.compile(r"stack backtrace:|\s+\d+: |\s{13}at |note: (?:Some details are omitted|run with `RUST_BACKTRACE)")
# What begins a thread.
THREAD = re.compile(r"\bspawn(?:_scoped)?\b")
# What ends a panic, and the cell goes on.
CATCHES = re.compile(r"\bcatch_unwind\b")
# Where `dbg!` stands.
DEBUGGED = re.compile(r"^\[src[/\\]lib\.rs:(\d+):(\d+)\]")
# Panics of ndarray, which hides their place, and the code that makes them.
HIDDEN = [
    (re.compile(r"ndarray: index out of bounds"), re.compile(r"[\w\])]\[\[")),
    (re.compile(r"axis_len|index < dim"), re.compile(r"\bs!\[")),
    (re.compile(r"index out of bounds: the len is 2 "), re.compile(r"\bAxis\(")),
    (re.compile(r"matrix multiplication"), re.compile(r"\.dot\(")),
]

RAN, REFUSED_BY_COMPILER, STOPPED, ENDED = "ran", "refused", "stopped", "ended"


class Cell:
    def __init__(self, code):
        self.code, self.count, self.fate, self.stderr = code, None, RAN, ""
        self.inside = locate.silenced(code)
        self.outside = outside_of_braces(self.inside)

    def functions(self):
        return set(FUNCTION.findall(self.outside))

    def first_line(self, name):
        """The first line in a function's braces."""
        body = re.search(rf"\bfn\s+{re.escape(name)}\b[^{{]*\{{(.*)", self.code, re.DOTALL)
        return body[1].strip().split("\n")[0].removesuffix("}").strip()[:MOST_OF_A_LINE] if body else ""

    def defines(self, name, kind):
        """Whether the cell defines a name for later cells: of a function, a type, or anything else."""
        if kind == "type":
            return name in TYPE.findall(self.outside)
        return name in self.functions() or (kind == "value" and name in variables(self.outside) | set(DEFINES.findall(self.outside)))

    def is_like(self, other):
        """Whether half of the lines or more are the same, as after an edit."""
        return difflib.SequenceMatcher(None, self.code.split("\n"), other.code.split("\n")).ratio() >= 0.5

    def uses_inside(self, name):
        """Whether the cell has a variable of this name that is gone at a closing brace."""
        return name in variables(self.inside) - variables(self.outside)

    def uses(self, name):
        """Whether the name stands there as a value that can be moved: not `&x`, `x.method()` or `x[…]`."""
        return re.search(rf"(?<![&\w.]){re.escape(name)}\b(?!\s*[.\[(:])", self.inside) is not None


def variables(code):
    return {word for pattern in LET.findall(code) for word in re.findall(r"\w+", pattern)}


def outside_of_braces(code):
    """The code with spaces for everything between braces."""
    depth, kept = 0, []
    for sign in code:
        depth = max(depth - (sign == "}"), 0)
        kept.append(sign if depth == 0 or sign == "\n" else " ")
        depth += sign == "{"
    return "".join(kept)


class Cells:
    """All cells so far; the last one is the one that runs."""

    def __init__(self, folder):
        self.folder, self.all, self.explained = folder, [], None
        # Whether the last line in red was one of a backtrace.
        self.functions, self.traces = {}, False

    def begins(self, code):
        self.all.append(Cell(code))
        self.explained = None
        (self.folder / ERRORS).unlink(missing_ok=True)

    def counts(self, count):
        # The kernel runs the cell now. Before, it may still be starting.
        (self.folder / STARTING).unlink(missing_ok=True)
        self.all[-1].count = count
        # A check in the same cell runs only if the cell compiles.
        self._notes_versions(self.all[-1])

    def impossible(self):
        """What evcxr would say of a cell that it cannot run, if it knew; `None` if it can."""
        inside = self.all[-1].inside
        if STDIN.search(inside) or STDIN_FILE.search(locate.without_comments(self.all[-1].code)):
            return {"evalue": "The cell reads `stdin`"}
        # Where a text is not closed, that is what is wrong. Lines for the kernel are no code.
        if '"' not in inside and not re.match(r"\s*[:!%?]", inside) and locate.odd_bracket(self.all[-1].code):
            return {"evalue": locate.UNBALANCED}
        found = UNREAD.search(inside)
        return {"evalue": f"The variable `{found[1]}` is named by a word of Rust's own"} if found else None

    def stops(self):
        """Notes that the cell panicked, or an error reached its `?`."""
        self.all[-1].fate = STOPPED

    def prints(self, content):
        """Notes what a cell prints in red. Tells whether it was changed: a place to that in the cell, a line of a backtrace to nothing."""
        if content["name"] != "stderr":
            return False
        said = content["text"]
        self.traces = said.startswith("stack backtrace:") or (self.traces and TRACE.match(said) is not None)
        if self.traces:
            content["text"] = ""
            return True
        with contextlib.suppress(OSError, LookupError):
            text = DEBUGGED.sub(self._where_debugged, PANICKED.sub(self._where, said))
            content["text"] = self._caught(text) if CATCHES.search(self.all[-1].inside) else text
        self.all[-1].stderr = (self.all[-1].stderr + said)[:MOST_OF_STDERR]
        return content["text"] != said

    def _caught(self, said):
        """What is said of a panic in a cell that may catch it: not that the cell stopped."""
        return "" if AFTER_PANIC.match(said) else said.replace("This cell panicked", "A panic", 1)

    def _where(self, panicked):
        """The words for the place of a panic."""
        if not panicked[1].startswith("This cell") and not THREAD.search(self.all[-1].inside):
            # An earlier cell's thread, whose place is in another program.
            return panicked[1]
        if not panicked[2]:
            lines = self._lines_that_may(panicked[4])
            return panicked[1] + (f" in line {' or '.join(map(str, lines))}" if lines else "")
        program, line = self._program(), int(panicked[2])
        place = program.place(line, int(panicked[3]))
        return panicked[1] + (f" in line {place[0]}" if place else f" {program.earlier(line).strip()}")

    def _where_debugged(self, debugged):
        program, line = self._program(), int(debugged[1])
        place = program.place(line, int(debugged[2]))
        return f"[line {place[0]}]" if place else f"[{program.earlier(line).strip()}]"

    def _lines_that_may(self, panic):
        """The lines of the cell that may have panicked so, if all that may are in the cell."""
        *earlier, cell = self.all
        code = next((code for words, code in HIDDEN if words.search(panic)), None)
        is_called = any(re.search(rf"\b{re.escape(name)}\b", cell.inside) for other in earlier for name in other.functions())
        return [at for at, line in enumerate(cell.inside.split("\n"), 1) if code.search(line)] if code and not is_called else []

    def error(self):
        """The error of a cell that was refused, for the reply to it."""
        return self.explained[0] if self.explained else {"ename": "Error", "evalue": "", "traceback": []}

    def _program(self):
        return locate.Program((self.folder / PROGRAM).read_text(encoding="utf-8"), self.all[-1].code)

    def refused(self, said):
        """Explains why the cell failed: an `error` message, and what is left to say, as `display_data`."""
        cell = self.all[-1]
        ended = "Subprocess terminated" in said["evalue"] or said["evalue"] == NO_TEXT
        cell.fate = ENDED if ended else REFUSED_BY_COMPILER
        try:
            errors = self._errors(cell, said)
            self.explained = layout.messages(cell.code, errors)
        except Exception as failure:  # noqa: BLE001
            # The kernel's own words are better than none.
            print(f"an error could not be explained: {failure!r}", flush=True)
            self.explained = said, None
        return self.explained

    def _errors(self, cell, said):
        errors = of_the_kernel(said["evalue"], cell.code)
        if errors is not None:
            return errors
        if not (self.folder / ERRORS).exists():
            return [unexplained(said["evalue"])]
        reported = []
        for line in (self.folder / ERRORS).read_text(encoding="utf-8").splitlines():
            if line.startswith("{"):
                message = json.loads(line)
                reported.append(message.get("message") if isinstance(message.get("message"), dict) else message)
        return explain(self._program(), reported, self)

    def ends(self):
        """Notes what became of the cell."""
        cell = self.all[-1]
        if cell.fate == ENDED:
            return
        self._notes_versions(cell)

    def _notes_versions(self, cell):
        """Writes down what became of each function's last version, if the cell has functions."""
        if not cell.functions():
            return
        for name in cell.functions():
            self.functions[name] = "" if cell.fate == REFUSED_BY_COMPILER else f"[{cell.count}]\t{cell.first_line(name)}"
        lines = "".join(f"{name}\t{version}\n" for name, version in sorted(self.functions.items()))
        (self.folder / FUNCTIONS).write_text(lines, encoding="utf-8")

    def is_loaded(self):
        """Whether a cell has loaded a crate, since the kernel began or everything was cleared."""
        for cell in reversed(self.all[:-1]):
            if cell.fate == RAN and cell.code.strip() == ":clear":
                return False
            if cell.fate != REFUSED_BY_COMPILER and cell.code.lstrip().startswith(":dep"):
                return True
        return self.all[-1].code.lstrip().startswith(":dep")

    def fate_of(self, name, kind):
        """Why a name is not known, as a sentence; `None` if no cell defines it."""
        for number in reversed(range(len(self.all) - 1)):
            cell = self.all[number]
            where = f"cell [{cell.count}]"
            if cell.fate == ENDED or cell.code.strip() == ":clear":
                how = "was interrupted, or ended the program" if cell.fate == ENDED else "cleared everything"
                if any(earlier.defines(name, kind) for earlier in self.all[: number + 1]):
                    return f"`{name}` was lost when {where} {how}: choose Run ▸ Run All Above Selected Cell."
                return None
            if f"variable {name} was redefined" in cell.stderr:
                return f"`{name}` was lost when {where} loaded another crate, or defined its type again: choose Run ▸ Run All Above Selected Cell."
            if not cell.defines(name, kind):
                continue
            if cell.fate == REFUSED_BY_COMPILER and cell.is_like(self.all[-1]):
                # The same cell before it was edited.
                continue
            if cell.fate == REFUSED_BY_COMPILER:
                return f"`{name}` does not exist yet, because {where}, which defines it, did not compile: get that cell to run first."
            movers = [other for other in self.all[number + 1 : -1] if other.fate in (RAN, STOPPED) and other.uses(name)]
            if cell.fate == STOPPED and not movers:
                return f"`{name}` does not exist yet, because {where}, which defines it, stopped at an error: get that cell to run first."
            mover = f"cell [{movers[-1].count}]" if movers else "the same cell"
            return f"`{name}` from {where} was moved (given away) in {mover}: write `&{name}` there, or `{name}.clone()`, and run both cells again."
        inside = next((cell for cell in reversed(self.all[:-1]) if cell.uses_inside(name)), None)
        if inside and kind == "value":
            return f"`{name}` exists only inside the braces of cell [{inside.count}] in which its `let` stands: write `let mut {name} = …;` before them, and only `{name} = …;` inside."
        return None
