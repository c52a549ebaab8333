"""What to do about an error: the rule that fits it (rules.py), what became of an earlier cell, or what the compiler suggests."""

import difflib
import re

from rules import RULES


def advise(fault, suggestions, program, cells):
    """The advice for a fault, in one line or two; the compiler's own suggestion if no rule fits."""
    mark = fault.primary()
    text = program.cell_lines[mark.line - 1]
    says = "\n".join([fault.code, fault.message, *(mark.label for mark in fault.marks), *(word for word, *_ in suggestions), *fault.notes])
    if moved := of_moved(fault, text):
        return [moved]
    if fault.code in ("E0425", "E0412", "E0433", "E0422", "E0423") and (fate := unknown(fault, cells)):
        return [fate]
    for compiler, line, advice in RULES:
        said, found = compiler.search(says), line.search(text)
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
        value = (self[name] if name in self else self.whole() if name == "whole" else "x").strip()
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

    def whole(self):
        """The whole number beside, or in place of, what is marked."""
        mark, snippet = self.mark, self["snippet"].strip()
        if re.fullmatch(r"[\w.()]+", snippet):
            return snippet
        # An operator is marked: the whole number is one of its two sides.
        left = re.search(r"([\w.()]+)\s*$", self.text[: mark.column - 1])
        right = re.match(r"\s*([\w.()]+)", self.text[mark.column - 1 + len(snippet) :])
        says = " ".join([self.fault.message, *(mark.label for mark in self.fault.marks)])
        is_left = re.search(r"`(usize|u32|i32|u64|i64)[^`]*`? (by|to|from)|for `(usize|u32|i32|u64|i64) ", says)
        side = left if is_left else right
        return side[1] if side else "n"


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
