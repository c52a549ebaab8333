"""What is wrong with a cell, from what the compiler says of the program that evcxr made of it."""

import dataclasses
import re

from advice import advise, last_resort
from locate import PAIRS, UNBALANCED, find_name, find_word, line_and_column, odd_bracket, silenced
from words import Words, in_course_words

# Notes that list every implementation of a trait.
TRAITS = re.compile(r"the following other types implement|the trait `.*` is not implemented for")


@dataclasses.dataclass
class Mark:
    """A place in the code, with what the compiler says of it."""

    line: int
    column: int
    length: int
    label: str = ""
    primary: bool = True


@dataclasses.dataclass
class Fault:
    """One thing that is wrong."""

    message: str
    code: str = ""
    marks: list = dataclasses.field(default_factory=list)
    advice: list = dataclasses.field(default_factory=list)
    # Lines between the first one and the code, and what the compiler notes besides.
    more: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)
    # The code, where it is not this cell's, and the words for where.
    source: list = None
    where: str = ""
    # The first line of the function that is called.
    head: str = ""
    is_in_function: bool = False

    @property
    def line(self):
        return next((mark.line for mark in self.marks if mark.primary), self.marks[0].line if self.marks else 0)

    def primary(self):
        return next((mark for mark in self.marks if mark.primary), self.marks[0] if self.marks else None)

    def title(self):
        where = self.where or (f" in line {self.line}" if self.line else "")
        code = f" [{self.code}]" if self.code else ""
        return f"Error{where}: {self.message}{code}"


def explain(program, reported, cells):
    """The faults of a cell, in the order of its lines."""
    if fault := of_open_end(program.cell):
        return [fault]
    errors = [error for error in reported if error and error.get("level") == "error" and error.get("spans")]
    faults = [fault for error in errors if (fault := in_cell(program, error, cells))]
    if not faults and errors:
        faults = [elsewhere(program, errors[0]) if errors[0].get("code") else unfinished(program, errors[0])]
    if not faults:
        raise ValueError("the compiler named no fault")
    faults = without_consequences(merged(sorted(faults, key=lambda fault: fault.line)))
    for fault in faults:
        fault.advice = fault.advice or [last_resort(fault)]
    return faults


def is_of_the_program(span):
    return span["file_name"] in ("src/lib.rs", r"src\lib.rs")


def place(program, span):
    """A span's mark, or that of the macro call which it comes from."""
    while span:
        if is_of_the_program(span):
            start = program.place(span["line_start"], span["column_start"])
            end = program.place(span["line_end"], span["column_end"])
            if start:
                if end and end[0] == start[0]:
                    length = end[1] - start[1]
                else:
                    length = len(program.cell_lines[start[0] - 1].rstrip()) - start[1] + 1
                return start[0], start[1], max(length, 1)
        span = (span.get("expansion") or {}).get("span")
    return None


def marks_of(program, spans, words):
    found = []
    for span in spans:
        if at := place(program, span):
            label = words(span.get("label") or "")
            found.append(Mark(*at, label, span["is_primary"]))
    return found


def in_cell(program, error, cells):
    """A fault of this cell; `None` if it is elsewhere."""
    code = (error.get("code") or {}).get("code", "")
    # A word of evcxr's own, which follows on the cell's code.
    if not code and (found := re.search(r"found (?:keyword )?`(\w+)`$", error["message"])) and found[1] not in program.cell:
        error = {**error, "message": error["message"][: found.start()] + "found the end of the code"}
    if "delimiter" in error["message"] and (fault := of_bracket(program.cell)):
        return fault
    if code in ("E0373", "E0521") and (closure := re.search(r"\blet\s+(\w+)\s*=\s*(?:move\s*)?\|", program.cell)):
        return of_the_kernel(f"The variable `{closure[1]}` is a closure", program.cell)[0]
    words = Words(error)
    fault = Fault(words(error["message"]), code, marks_of(program, error["spans"], words))
    if code in ("E0505", "E0597", "E0716") and not all(place(program, span) for span in error["spans"]):
        return of_borrowed(program, fault)
    kept = [program.variable(span["line_start"]) for span in error["spans"] if span["is_primary"] and is_of_the_program(span)]
    if kept and kept[0] and not fault.marks:
        if code == "E0382":
            # The variable is moved in this cell, so evcxr does not keep it.
            return None
        fault.marks = [Mark(*kept[0])]
    suggestions, fault.notes = [], []
    for child in error.get("children", []):
        spans = child.get("spans", [])
        if child["level"] == "help" and spans and all(map(is_of_the_program, spans)) and (line := changed(program, spans)):
            number = program.place(spans[0]["line_start"], spans[0]["column_start"])[0]
            suggestions.append((words(child["message"]), line, spans[0]["suggested_replacement"], number))
        elif (
            "defined here" in child["message"]
            and spans
            and (head := re.match(r"\s*((?:pub )?fn \w+.*\(.*\).*?)\s*\{?$", spans[0]["text"][0]["text"]))
        ):
            fault.head = words(head[1])
        elif not spans and not TRAITS.match(child["message"]):
            fault.notes += f"{child['level']}: {in_course_words(child['message'])}".splitlines()
    if not fault.marks:
        return None
    if not code and not any(mark.primary for mark in fault.marks):
        return unfinished(program, error)
    places = [span["line_start"] for span in error["spans"] if span["is_primary"] and is_of_the_program(span)]
    fault.is_in_function = any(line < program.body for line in places)
    fault.advice = advise(fault, suggestions, program, cells)
    return fault


def of_bracket(cell):
    """A bracket without its partner; the compiler may find evcxr's own at fault."""
    odd = odd_bracket(cell)
    if not odd:
        return None
    sign, line, column = odd
    if sign in PAIRS:
        fault, cure = f"`{sign}` closes nothing", "Remove it, or add the bracket that opens it."
        head = re.compile(r"^\s*(for|while|if|else|fn)\b[^{]*:\s*$")
        colons = [at for at, text in enumerate(cell.split("\n")[: line - 1], 1) if head.match(text)]
        if sign == "}" and colons:
            cure = f"Line {colons[0]} ends in a colon, where Rust has a `{{`."
    else:
        partner = "*/" if sign == "/*" else next(closing for closing, opening in PAIRS.items() if opening == sign)
        fault, cure = (
            f"a {'comment' if sign == '/*' else 'bracket'} is not closed: `{sign}`",
            f"The `{sign}` in line {line} has no `{partner}`: add it where it belongs.",
        )
    return Fault(fault, marks=[Mark(line, column, len(sign))], advice=[cure])


def of_open_end(cell):
    """A cell that ends in mid-expression; the compiler goes on with evcxr's own code, and finds fault with that."""
    text = silenced(cell).rstrip()
    if not (found := re.search(r"(::|[-+*/%=&|^<.,])$", text)):
        return None
    line, column = line_and_column(text, found.start())
    sign = found[1]
    path = re.search(r"\w+(?:::\w+)*(::|\.)$", text)
    cure = f"Type `{path[0]}` and press Tab to see what there is." if path else "Write what follows, and a `;` if it is a `let`."
    return Fault(f"the cell ends with `{sign}`, and something is missing after it", marks=[Mark(line, column, len(sign))], advice=[cure])


def of_borrowed(program, fault):
    """A variable that borrows from another one: evcxr cannot keep it beyond the cell."""
    mark = next((mark for mark in fault.marks if "declared here" not in mark.label), None)
    if mark is None:
        return None
    text = program.cell_lines[mark.line - 1]
    let = re.search(r"\blet\s+(?:mut\s+)?(\w+)", text)
    name = f"`{let[1]}`" if let else "this value"
    lender = text[mark.column - 1 : mark.column - 1 + mark.length]
    message = f"{name} borrows from `{lender}`, and a notebook keeps only values that own their data"
    cure = "Make it a value of its own, with `.to_owned()` or `.to_vec()`; or use it in this cell only, inside braces: { let … }"
    return Fault(message, fault.code, [Mark(mark.line, mark.column, mark.length, "borrowed here")], [cure])


def changed(program, spans):
    """The line of the cell as the compiler suggests it; `None` if it suggests something else."""
    changes = []
    for span in spans:
        start, end = program.place(span["line_start"], span["column_start"]), program.place(span["line_end"], span["column_end"])
        if start and not end:
            # The last expression of a cell, beyond whose end evcxr goes on.
            if not span["suggested_replacement"]:
                return None
            end = start[0], len(program.cell_lines[start[0] - 1]) + 1
        if not start or start[0] != end[0] or span.get("suggested_replacement") is None:
            return None
        changes.append((start, end, span["suggested_replacement"]))
    if len({start[0] for start, _, _ in changes}) != 1:
        return None
    text = program.cell_lines[changes[0][0][0] - 1]
    for start, end, new in sorted(changes, reverse=True):
        text = text[: start[1] - 1] + new + text[end[1] - 1 :]
    return text.strip()


def unfinished(program, error):
    """A syntax error that the compiler notices only after the end of the cell's code."""
    lines = [span["line_start"] for span in error["spans"] if is_of_the_program(span)]
    before = max((line for line in program.starts if line < max(lines, default=0)), default=None)
    if before is None:
        return Fault(in_course_words(error["message"]))
    number, column = program.place(before, 1)
    text = program.cell_lines[number - 1]
    is_head = re.search(r"\bfn\b", text) is not None
    fault = Fault("the head of this function is not complete" if is_head else "something is missing at the end of this line")
    fault.marks = [Mark(number, column, max(len(text.rstrip()) - column + 1, 1))]
    fault.advice = advise(fault, [], program, None)
    return fault


def unexplained(said):
    """A message of evcxr or cargo themselves, such as about a crate that cannot be loaded."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith("error")), lines[0] if lines else "the cell did not compile")
    return Fault(re.sub(r"^error(\[\w+\])?: ", "", first), more=[line for line in lines if line != first][:12])


def elsewhere(program, error):
    """A fault in a function or type of an earlier cell, which this cell broke."""
    span = next(iter(sorted(error["spans"], key=lambda span: not span["is_primary"])))
    words = Words(error)
    fault = Fault(words(error["message"]), (error.get("code") or {}).get("code", ""))
    if not is_of_the_program(span) or span["line_start"] >= program.body:
        return fault
    text = program.lines[span["line_start"] - 1]
    # An attribute without its item is part of no item of this cell, and stands in it all the same.
    if text.strip() in [line.strip() for line in program.cell_lines] and text.strip().startswith("#"):
        line, column = line_and_column(program.cell, program.cell.index(text.strip()))
        fault.marks = [Mark(line, column, len(text.strip()))]
        fault.advice = ["An attribute such as `#[derive(Debug)]` stands just above its struct or enum, in the same cell."]
        return fault
    length = (span["column_end"] if span["line_end"] == span["line_start"] else len(text) + 1) - span["column_start"]
    fault.source, fault.marks = [text], [Mark(1, span["column_start"], max(length, 1), words(span["label"] or ""))]
    fault.where = program.earlier(span["line_start"])
    fault.advice = ["This cell changes something that the earlier cell uses: change both alike, and run the earlier one first."]
    return fault


def merged(faults):
    """The same fault at several places of a line is one."""
    found = []
    for fault in faults:
        same = next((other for other in found if (other.message, other.line) == (fault.message, fault.line)), None)
        if same is None:
            found.append(fault)
        else:
            there = {(mark.line, mark.column) for mark in same.marks}
            same.marks += [dataclasses.replace(mark, label="") for mark in fault.marks if (mark.line, mark.column) not in there]
    return found


def without_consequences(faults):
    """Where one fault of a line has a known cause, the line's others follow from it; and the same advice is given once."""
    # Only errors of the syntax have no code. After one, names and types are guesses.
    faults = [fault for fault in faults if not fault.code] or faults
    found, advised, given = [], {fault.line for fault in faults if fault.advice}, set()
    for fault in faults:
        same = (fault.line, tuple(fault.advice))
        if fault.line in advised and (not fault.advice or same in given):
            continue
        given.add(same)
        found.append(fault)
    return found


# What evcxr says itself: a pattern, what is wrong, and what to do.
KERNELS = [
    (
        r"The cell reads `(stdin)`",
        "a cell cannot read from the keyboard: `{0}` belongs to the kernel",
        'Write the text into the cell: `let line: String = "…".to_string();`',
    ),
    (
        r"The variable `(\w+)` is named by",
        "`{0}` is a word of Rust's own, and cannot be the name of a variable",
        "Choose another name, such as `{0}_`.",
    ),
    (
        r"The variable `(\w+)` is a closure",
        "`{0}` is a closure, which a notebook cannot keep",
        "Write a function: `fn {0}(x: f64) -> f64 {{ … }}`. Or use the closure in this cell only, inside braces: {{ let {0} = …; … }}",
    ),
    (
        r"Couldn't automatically determine type of variable `(\w+)`|Failed to determine type of variable `(\w+)`",
        "the type of `{0}` is not known",
        "Write the type after a colon: `let {0}: Matrix = …;` or `let {0}: Vec<f64> = …;`",
    ),
    (
        r"The variable `(\w+)` contains a reference",
        "`{0}` borrows from another variable, and a notebook keeps only values of their own",
        "Make it a value of its own, with `.to_owned()` or `.to_vec()`; or use it in this cell only, inside braces: {{ let {0} = …; … }}",
    ),
    (
        r"The variable `(\w+)` has type `([^`]*)` which cannot be persisted",
        "a notebook cannot keep `{0}`, whose type is {1}",
        "Give it a type that can be written down: `let {0}: Vec<f64> = …;`. Or use it in this cell only, inside braces: {{ let {0} = …; … }}",
    ),
    (r"Looks like you're missing a semicolon", "a `;` is missing at the end of a statement", "Every `let` line ends in `;`."),
    (
        r"^stream did not contain valid UTF-8$",
        "the cell printed bytes that are not UTF-8 text, so the program that runs the cells was ended, and all variables are lost",
        "Print numbers and texts. Choose Run ▸ Run All Above Selected Cell in the menu, which makes the variables again.",
    ),
    (
        r"Subprocess terminated with status: signal: 9",
        "the program that runs the cells was ended (■, or too little memory), and all variables are lost",
        "Choose Run ▸ Run All Above Selected Cell in the menu, which makes them again.",
    ),
    (
        r"Subprocess terminated with status: signal: 11",
        "the program that runs the cells has ended (its stack is full), and all variables are lost",
        "A function may call itself without an end, or an array is too large for the stack: use `vec![0.0; n]`. "
        "Choose Run ▸ Run All Above Selected Cell in the menu, which makes the variables again.",
    ),
    (
        r"Subprocess terminated with status: (.*)",
        "the program that runs the cells has ended ({0}), and all variables are lost",
        "Choose Run ▸ Run All Above Selected Cell in the menu, which makes them again.",
    ),
]


def of_the_kernel(said, cell):
    """The fault in evcxr's own words, if they are not about the compiler."""
    if said == UNBALANCED:
        return [of_bracket(cell)]
    for pattern, message, cure in KERNELS:
        if found := re.search(pattern, said):
            names = [in_course_words(name) for name in found.groups() if name]
            fault = Fault(message.format(*names), advice=[cure.format(*names)])
            if names and (at := find_name(cell, names[0]) or find_word(cell, names[0])):
                fault.marks = [Mark(*at)]
            return [fault]
    return None
