"""The suggestions of a notebook, "Try it": the change that each proposes, and what must come out of it.

A markdown cell that suggests something says so in its metadata too, as a list `try_it`. An entry is a change of a cell,

    {"cell": ID, "change": [OLD, NEW], "run": [ID, ...], "gives": {ID: [TEXT, ...]}}

where `run` names the cells that are run again after the changed one, and each TEXT must then be in that cell's output; or a new cell,

    {"add": CODE, "gives": [TEXT, ...]}
"""

import re

# A closure that is compiled and never called: everything in it is as in a cell, also `?`.
NEVER_RUN = "let _ = || -> std::result::Result<(), Box<dyn std::error::Error>> {{\n{}\nOk(())\n}};"
# A name, but not a field's, a method's, or one in a module or a type.
NAME = re.compile(r"(?<!::)(?<!(?<!\.)\.)\b[^\W\d]\w*")
# The name that loading the crate defines.
CRATE = "nn_course_notebook"
# What is no code: comments and texts.
TEXT = re.compile(r'//.*|"(?:[^"\\]|\\.)*"')
# Names of a part of an item: of a loop, a closure, a block, a function's inputs.
INNER = re.compile(r"\bfor\s+(.*?)\s+in\b|\|([^|\n]*)\||^\s+let\s+([^=:]+)|^fn \w+\(([^)]*)\)", re.MULTILINE)
# Where a statement or an item of a cell begins: a line that is not indented and closes nothing.
ITEM = re.compile(r"^(?=[^\s})\]])", re.MULTILINE)


def of(cell):
    """The suggestions of a cell."""
    return cell.metadata.get("try_it", [])


class Change:
    """A suggestion in the notebook in which it stands: the cells that are run for it, as it changes them."""

    def __init__(self, entry, cells):
        self.entry, self.gives = entry, entry["gives"]
        if "add" in entry:
            self.changed, self.gives = {"the new cell": entry["add"]}, {"the new cell": entry["gives"]}
            return
        by_id = {cell.id: cell for cell in cells if cell.cell_type == "code"}
        old, new = entry["change"]
        self.changed = {id: by_id[id].source for id in [entry["cell"], *entry["run"]]}
        self.changed[entry["cell"]] = by_id[entry["cell"]].source.replace(old, new)

    def __str__(self):
        return repr(self.entry.get("add") or self.entry["change"][1])

    def to_compile(self):
        """All its cells as one that only compiles."""
        return NEVER_RUN.format("\n".join(f"{source}\n;" for source in self.changed.values()))


def printed(outputs):
    """What outputs say as text."""
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)


def bad_form(notebook):
    """What is wrong with how suggestions are written: the text and its entries must speak of the same cells, changes and results."""
    seen, section, suggests = [], None, {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.match(r"## \d", cell.source):
            section = cell.source.splitlines()[0]
        entries = of(cell)
        suggests[section] = suggests.get(section, section is None) or bool(entries)
        if "**Try it.**" in cell.source and not entries:
            yield f"cell {cell.id!r} says “Try it”, but its metadata have no try_it"
        for entry in entries:
            yield from (f"cell {cell.id!r}: {wrong}" for wrong in bad_entry(cell.source, entry, seen))
        if cell.cell_type == "code":
            seen.append(cell)
    yield from (f"the section {section!r} has no “Try it”" for section, any_here in suggests.items() if not any_here)


def bad_entry(text, entry, before):
    """What is wrong with one suggestion, whose text comes after the cells `before`."""
    if "add" in entry:
        if f"`{entry['add']}`" not in text:
            yield f"the text does not have the new cell `{entry['add']}`"
        yield from (f"the text does not say that {gives!r} comes out" for gives in entry["gives"] if gives not in text)
        return
    by_id = {cell.id: cell for cell in before}
    old, new = entry["change"]
    for id in {entry["cell"], *entry["run"], *entry["gives"]} - by_id.keys():
        yield f"there is no cell {id!r} above it"
        return
    source = by_id[entry["cell"]].source
    if source.count(old) != 1:
        yield f"{old!r} is {source.count(old)} times in the cell {entry['cell']!r}; allowed: once"
    starts = re.findall(r"begins with `([^`]{8,})`", text)
    if not any(source.startswith(start) for start in starts):
        yield f"the text does not say how the cell {entry['cell']!r} begins: “begins with `…`”"
    elif sum(any(cell.source.startswith(start) for start in starts) for cell in before) > len(starts):
        yield f"several cells begin with {starts}"
    if f"`{new}`" not in text:
        yield f"the text does not say to write `{new}`"
    for id, all_given in entry["gives"].items():
        yield from (f"the text does not say that {gives!r} comes out" for gives in all_given if gives not in text)
        if all(gives in printed(by_id[id].outputs) for gives in all_given):
            yield f"{all_given} comes out of {id!r} without the change, too"


def code_of(source):
    """A source without its comments, and without its texts but for the names in their braces."""
    return TEXT.sub(lambda text: " ".join(re.findall(r"\{(\w+)", text[0])), source)


def defined(source):
    """The names that a cell defines, about."""
    source = code_of(source)
    names = re.findall(r"^(?:fn|struct|:dep)\s+(\w+)", source, re.MULTILINE)
    for pattern in re.findall(r"^let\s+([^:=]+)|^use\s+(?:\w+::)+([^;]+)", source, re.MULTILINE):
        names += NAME.findall(" ".join(pattern))
    return set(names) - {"mut"}


def uses(sources):
    """The names that cells, run one after another, take from earlier ones, about. A name that stands once where it is defined is not taken."""
    taken, known = set(), set()
    for item in ITEM.split("\n".join(map(code_of, sources))):
        names, made = NAME.findall(item), defined(item)
        inner = {name for found in INNER.findall(item) for name in NAME.findall(" ".join(found))}
        taken |= {name for name in names if name not in known | inner and names.count(name) > (name in made)}
        known |= made
    return taken


def to_run(above, sources, now):
    """The cells `above`, in their order, that must be run before these sources: each that defines what they take, and all that it takes.

    `now` says for every name which cell defined it last: what is there as the notebook has it needs no run.
    """
    taken, chosen = {CRATE} | uses(sources), []
    for cell in reversed(above):
        if made := defined(cell.source) & taken:
            taken -= made
            if any(now.get(name) != cell.id for name in made):
                taken |= uses([cell.source])
                chosen.append(cell)
    return chosen[::-1]
