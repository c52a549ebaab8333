"""What to do about an error: the rule that fits it (rules.py), what became of an earlier cell, or what the compiler suggests."""

import difflib
import re

from locate import SILENT
from rules import RULES


def advise(fault, suggestions, program, cells):
    """The advice for a fault, in one line or two; the compiler's own suggestion if no rule fits."""
    mark = fault.primary()
    text = program.cell_lines[mark.line - 1]
    silenced = without_texts(text)
    says = "\n".join([fault.code, fault.message, *(mark.label for mark in fault.marks), *(word for word, *_ in suggestions), *fault.notes])
    if moved := of_moved(fault, text):
        return [moved]
    if fault.code in ("E0425", "E0412", "E0433", "E0422", "E0423") and (fate := unknown(fault, cells)):
        return [fate]
    for compiler, line, advice in RULES:
        said, found = compiler.search(says), line.search(silenced)
        if said and found:
            # The place that the rule is about, where several are marked.
            mark = next((mark for mark in fault.marks if mark.label and compiler.search(mark.label)), fault.primary())
            names = Names({**said.groupdict(), **found.groupdict()}, fault, mark, suggestions, program.cell_lines[mark.line - 1])
            if "$head" in advice and not fault.head:
                continue
            return [names.fill(advice)]
    if fault.code == "E0425" and "value" in fault.message and (name := named(fault)):
        alike = [new for _, _, new, _ in suggestions if difflib.SequenceMatcher(None, name, new).ratio() > 0.6]
        return [
            f"No cell that has run defines `{name}`{''.join(f' (is it `{new}`?)' for new in alike[:1])}: run the one that does. (Run ▸ Run All Above Selected Cell)"
        ]
    for word, line, *_ in suggestions:
        if "clone" not in word:
            return [f"Try: {line}" if line != text.strip() else word]
    if fault.code == "E0425" and (name := named(fault)):
        return [f"No cell that has run defines `{name}`: run the one that does (Run ▸ Run All Above Selected Cell), or check the spelling."]
    listed = [
        note.removeprefix("help: ").removeprefix("note: ")
        for note in fault.notes
        if re.search(r"available fields|variants|there (is|are)", note)
    ]
    if not listed and (owner := re.search(r"found for (enum|struct|reference|type)? ?`&?(\w+)|on type `&?(\w+)", fault.message)):
        kind, name = owner[1], owner[2] or owner[3]
        return [
            f"Type `{name}::` and press Tab to see what there is." if kind == "enum" else "Type the dot and press Tab to see what there is."
        ]
    return listed[:1]


class Names(dict):
    """What stands for the names in an advice."""

    def __init__(self, found, fault, mark, suggestions, text):
        super().__init__({name: value for name, value in found.items() if value})
        self.fault, self.mark, self.text = fault, mark, text
        snippet = text[mark.column - 1 : mark.column - 1 + mark.length]
        let = re.search(r"\blet\s+(?:mut\s+)?(\w+)", text)
        _, line, _, there = suggestions[0] if suggestions else ("", "", "", fault.line)
        for name, value in (("x", found.get("y")), ("snippet", snippet), ("name", named(fault)), ("let", let and let[1])):
            if value:
                self.setdefault(name, value)
        self |= {"at": f"line {fault.line}", "try": line, "there": str(there), "head": fault.head}
        # A number has no methods before its type is known.
        if re.fullmatch(r"[\d.]+", self.get("a", "")) and "b" in self and "." in self["a"]:
            self["a"], self["b"] = self["b"], self["a"]

    def fill(self, advice):
        return re.sub(r"\$(\w+)(?=(\.\w)?)", lambda found: self.value(found[1], before_a_method=bool(found[2])), advice)

    def value(self, name, before_a_method):
        sought = {"whole": self.whole, "literal": self.literal}
        value = (self[name] if name in self else sought.get(name, lambda: "x")()).strip()
        if not before_a_method:
            return value
        value = value.lstrip("&")
        return (
            value
            if re.fullmatch(r"[\w.]+(\([^()]*\)|\[[^\[\]]*\])?|\"[^\"]*\"", value)
            else f"({value})"
            if "(" not in value and ")" not in value
            else "(…)"
        )

    def sides(self):
        """What is marked, if it is a value; or what stands left and right of a marked operator."""
        snippet = self["snippet"].strip()
        if re.fullmatch(r"-?[\w.()]+", snippet):
            return [snippet]
        left = re.search(r"([\w.()]+)\s*$", self.text[: self.mark.column - 1])
        right = re.match(r"\s*([\w.()]+)", self.text[self.mark.column - 1 + len(snippet) :])
        return [side[1] if side else "" for side in (left, right)]

    def whole(self):
        """The whole number that is to become a decimal one."""
        sides = self.sides()
        says = " ".join([self.fault.message, *(mark.label for mark in self.fault.marks)])
        is_left = re.search(r"`(usize|u32|i32|u64|i64)[^`]*`? (by|to|from)|for `(usize|u32|i32|u64|i64) ", says)
        return (sides[0] if is_left else sides[-1]) or "n"

    def literal(self):
        """A literal that lacks its `.0`, with it."""
        found = next((number[0] for side in self.sides() if (number := re.search(r"(?<![\w.])-?\d[\d_]*(?![\w.])", side))), None)
        return f"{found}.0" if found else "whole numbers with their decimal, as in 2.0"


def without_texts(line):
    """A line of code whose comments and texts say nothing."""
    return SILENT.sub(
        lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1] if found[0][0] in "\"'" else " " * len(found[0]), line
    )


def named(fault):
    found = re.search(r"`(\w+)`", fault.message)
    return found[1] if found else None


def of_moved(fault, text):
    """A value that was given away."""
    if fault.code not in ("E0382", "E0505", "E0507"):
        return None
    name = named(fault)
    giving = next(
        (mark for mark in fault.marks if "moved" in mark.label and "after move" not in mark.label and "move occurs" not in mark.label), None
    )
    if not name or not giving:
        return None
    fault.marks = [mark for mark in fault.marks if "move occurs" not in mark.label]
    if "loop" in giving.label or "iteration" in giving.label:
        return f"`{name}` is moved (given away) in the first round of the loop. Write `&{name}`, which borrows it, or `{name}.clone()`."
    return f"Line {giving.line} moves `{name}`: it gives the value away. Write `&{name}` there, which borrows it, or `{name}.clone()` for a copy."


def unknown(fault, cells):
    name = named(fault)
    return cells.fate_of(name, is_called="function" in fault.message) if name else None
