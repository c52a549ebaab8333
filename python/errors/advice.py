"""What to do about an error: the first rule that fits, what became of an earlier cell, or what the compiler suggests."""

import difflib
import re

import numpy_words
import python_words
import rust_types
from locate import SILENT

# The first rule that fits is used: NumPy's and Python's words come before Rust's types.
RULES = numpy_words.RULES + python_words.RULES + rust_types.RULES

# The codes of errors about names that are not known.
UNKNOWN = ("E0425", "E0412", "E0433", "E0432", "E0422", "E0423", "E0107")

# What to write after a call that may fail.
ONWARD = "`?` after it, which goes on with the value, or stops with the error"

# What the compiler suggests and nobody wants: another type, a longer way, a place to fill in.
UNWANTED = re.compile(
    r"_f32|_i32|isize|u64::MAX|\bf32\b|\bi32\b|into_iter|isqrt|\.into\(\)|r#|^use |\bfmt\b|/\*|\bVec<T>|assert! |\bclone\b|^if$"
)


def advise(fault, suggestions, program, cells):
    """The advice for a fault, in one line or two; the compiler's own suggestion if no rule fits."""
    text = program.cell_lines[fault.line - 1]
    if moved := of_moved(fault, program.cell_lines):
        return [moved]
    if unclosed := of_unclosed_text(fault, program.cell_lines):
        return [unclosed]
    if (fault.code in UNKNOWN or "find macro" in fault.message) and (fate := unknown(fault, text, cells)):
        return [fate]
    if stale := of_stale(fault, text, cells):
        return [stale]
    if borrowed := of_borrowed(fault, text):
        return [borrowed]
    if by_rule := next(by_rules(fault, suggestions, program), None):
        return [by_rule]
    if fault.code in ("E0425", "E0422", "E0412") and re.search(r"(value|function|type) `\w+`$", fault.message):
        return [of_unknown_value(fault, suggestions, program.cell_lines)]
    for word, line, new, _ in suggestions:
        if not UNWANTED.search(new if fault.code != "E0061" else ""):
            return [f"Try: {line}" if line != text.strip() else word]
    listed = [note.split(": ", 1)[-1] for note in fault.notes if re.search(r"available fields|variants|there (is|are)", note)]
    if not listed and (owner := re.search(r"found for (enum|struct|reference|type)? ?`&?(\w+)|on type `&?(\w+)", fault.message)):
        is_enum = owner[1] == "enum" or "associated" in fault.message
        return [
            f"Type `{owner[2]}::` and press Tab to see what there is." if is_enum else "Type the dot and press Tab to see what there is."
        ]
    return listed[:1]


def last_resort(fault):
    """Where to go on, if nothing else is known."""
    if fault.head:
        return f"It is defined as `{fault.head}`."
    if fault.code.startswith("E"):
        return f"What this error means, with examples: https://doc.rust-lang.org/error_codes/{fault.code}.html"
    return "Compare it with a line of the notebook that does the same: just before the mark, something is missing or too many."


def by_rules(fault, suggestions, program):
    """What the rules advise that fit, the first one first."""
    text = program.cell_lines[fault.line - 1]
    silenced, here = without_texts(text), fault.primary()
    says = "\n".join([fault.code, fault.message, *(mark.label for mark in fault.marks), *(word for word, *_ in suggestions), *fault.notes])
    for compiler, line, advice in RULES:
        said, found = compiler.search(says), line.search(silenced)
        if not said or not found or ("$head" in advice and not fault.head):
            continue
        # A rule about words alone must be about the marked ones. (Behind an error of the syntax, any place may be marked.)
        if fault.code and not compiler.pattern and not (found.start() <= here.column + here.length and here.column - 1 <= found.end()):
            continue
        # The place that the rule is about, where several are marked.
        mark = next((mark for mark in fault.marks if mark.label and compiler.search(mark.label)), here)
        names = {**said.groupdict(), **{name: text[slice(*found.span(name))] for name, value in found.groupdict().items() if value}}
        yield Names(names, fault, mark, suggestions, program.cell_lines).fill(advice)


def of_unknown_value(fault, suggestions, lines):
    name = named(fault)
    alike = [new for _, _, new, _ in suggestions if difflib.SequenceMatcher(None, name, new).ratio() > 0.6]
    guess = f" Is it `{alike[0]}`?" if alike else ""
    if fault.is_in_function and "value" in fault.message:
        parameters = re.findall(r"[(,]\s*(?:mut\s+)?(\w+)\s*:", head_of_function(lines, fault.line))
        known = " and ".join(f"`{parameter}`" for parameter in parameters)
        return (
            f"A function knows its parameters{f' ({known})' if known else ''} and its own variables, not those of cells: "
            f"check the spelling, or make `{name}` a parameter.{guess}"
        )
    return (
        f"No cell that has run defines `{name}`: run the one that does (Run ▸ Run All Above Selected Cell), or check the spelling.{guess}"
    )


def head_of_function(lines, number):
    """What stands between `fn` and the brace of the function of this line."""
    return " ".join(lines[:number]).rpartition("fn ")[2].partition("{")[0]


class Names(dict):
    """What stands for the names in an advice."""

    def __init__(self, found, fault, mark, suggestions, lines):
        super().__init__({name: value for name, value in found.items() if value})
        self.fault, self.mark, self.text = fault, mark, lines[mark.line - 1]
        snippet = self.text[mark.column - 1 : mark.column - 1 + mark.length]
        let = re.search(r"\blet\s+(?:mut\s+)?(\w+)", self.text)
        none = ("", "", "", fault.line)
        _, line, new, there = next((one for one in suggestions if "semicolon" in one[0]), suggestions[0] if suggestions else none)
        self["parts"] = "".join(re.findall(r"\{.*\}", new)).replace("/* value */", "…")
        for name, value in (("x", found.get("y")), ("snippet", snippet), ("name", named(fault)), ("let", let and let[1])):
            if value:
                self.setdefault(name, value)
        is_borrowed_here = snippet.startswith("&")
        self["unborrowed"] = "leave out the `&`" if is_borrowed_here else "write `*` before it if it is a number, else `.clone()` behind it"
        is_stuck = fault.is_in_function and "Result" not in head_of_function(lines, fault.line)
        self["onward"] = "`.unwrap()` after it, which goes on with the value" if is_stuck else ONWARD
        self |= {"at": f"line {unended(lines, fault.line)}", "try": line, "there": str(there), "head": fault.head}
        if self.get("f") in ("max", "min") and LITERAL.fullmatch(self.get("a", "")):
            self["a"], self["number"] = self["number"], self["a"]
        if re.fullmatch(r"-?\d+", self.get("number", "").strip()):
            self["number"] = f"{self['number'].strip()}.0"

    def fill(self, advice):
        return re.sub(r"\$(\w+)(?=(\.[a-z_$])?)", lambda found: self.value(found[1], before_a_method=bool(found[2])), advice)

    def value(self, name, before_a_method):
        sought = {"whole": self.whole, "literal": self.literal}
        value = (self[name] if name in self else sought.get(name, lambda: "x")()).strip()
        if before_a_method and LITERAL.fullmatch(value):
            # A number has no methods before its type is known.
            return f"({value}_f64)"
        value = value.lstrip("&") if before_a_method else value
        is_simple = re.fullmatch(r"[\w.]+(\([^()]*\)|\[[^\[\]]*\])?|\"[^\"]*\"|\((?:[^()]|\([^()]*\))*\)", value)
        if not before_a_method or is_simple:
            return value
        return f"({value})" if value.count("(") == value.count(")") and not value.startswith(")") else "(…)"

    def sides(self):
        """What is marked, if it is a value; or what stands left and right of a marked operator."""
        snippet = self["snippet"].strip()
        if re.search(r"\w", snippet):
            return [snippet]
        return [value_before(self.text[: self.mark.column - 1]), value_after(self.text[self.mark.column - 1 + len(snippet) :])]

    def whole(self):
        """The whole number that is to become a decimal one."""
        sides = self.sides()
        says = " ".join([self.fault.message, *(mark.label for mark in self.fault.marks)])
        is_left = re.search(r"`(usize|[iu]\d\d|integer)` by|(to|from) `(usize|[iu]\d\d|integer)`|for `(usize|[iu]\d\d|integer) ", says)
        value = (sides[0] if is_left else sides[-1]) or "n"
        value = "n" if "!" in value else value
        if quotient := re.fullmatch(r"(.*[\w)])\s*/\s*([\w.()]+)", value):
            # Of whole numbers it would be whole.
            return f"{quotient[1]} as f64 / {quotient[2]}"
        return value if re.fullmatch(r"[\w.]+(\([^()]*\))?|\(.*\)", value) else f"({value})"

    def literal(self):
        """A literal that lacks its `.0`, with it."""
        whole = re.compile(r"(?<![\w.])-?\d[\d_]*(?![\w.])")
        inside = (whole.search(side) if side.startswith("(") else whole.fullmatch(side) for side in self.sides())
        found = next((number[0] for number in inside if number), None)
        value = found or self.whole()
        if found:
            return f"`{found}.0`"
        return f"`{value} as f64` (or `1.0` in place of `1`, where it is made)" if value != "n" else "decimals, as in `2.0`"


def unended(lines, number):
    """The last line up to this one with a `let` that does not end, or this one."""
    ends = re.compile(r"^\s*let\b.*[\w)\]}\"]\s*$")
    return next((at for at in range(number, 0, -1) if ends.match(lines[at - 1].split("//")[0])), number)


LITERAL = re.compile(r"-?\d+(\.\d*)?")
VALUE = re.compile(r"\s*([-&]?(?:[\w.]+|\((?:[^()]|\([^()]*\))*\))(?:\((?:[^()]|\([^()]*\))*\)|\[(?:[^\[\]]|\[[^\[\]]*\])*\]|\.\w+)*)")


def value_after(text):
    """The value at the beginning of a text: a name, a call, or what stands in parentheses."""
    found = VALUE.match(text)
    return found[1] if found else ""


def value_before(text):
    """The value at the end of a text."""
    text = text.rstrip()
    for at in range(len(text)):
        found = VALUE.match(text[at:])
        if found and at + found.end() == len(text) and not re.match(r"[\w.]", text[at - 1 : at]):
            return found[1]
    return ""


def without_texts(line):
    """A line of code whose comments and texts say nothing; what ends in `;` like code was not meant as a comment."""

    def blank(found):
        if re.fullmatch(r"//\s*[\w.]+;", found[0]):
            return found[0]
        return found[0][0] + " " * (len(found[0]) - 2) + found[0][-1] if found[0][0] in "\"'" else " " * len(found[0])

    return SILENT.sub(blank, line)


def named(fault):
    found = re.search(r"`(\w+)[`.]", fault.message)
    return found[1] if found else None


def of_moved(fault, lines):
    """A value that was given away."""
    if fault.code not in ("E0382", "E0505", "E0507"):
        return None
    name = named(fault)
    giving = next(
        (mark for mark in fault.marks if "moved" in mark.label and "after move" not in mark.label and "move occurs" not in mark.label), None
    )
    if not name or not giving:
        return None
    text, before = lines[giving.line - 1], lines[giving.line - 1][: giving.column - 1]
    # A list of borrowed and other values has no type.
    copied = re.search(rf"\blet\s[^=;]*=\s*{re.escape(name)}\s*;", text) or before.count("[") > before.count("]")
    fault.marks = [mark for mark in fault.marks if "move occurs" not in mark.label]
    if "loop" in giving.label or "iteration" in giving.label:
        return f"`{name}` is moved (given away) in the first round of the loop. Write `&{name}`, which borrows it, or `{name}.clone()`."
    if copied:
        return f"Line {giving.line} moves `{name}`: it gives the value away. Write `{name}.clone()` there, for a copy."
    return f"Line {giving.line} moves `{name}`: it gives the value away. Write `&{name}` there, which borrows it, or `{name}.clone()` for a copy."


def of_unclosed_text(fault, lines):
    """A text that lacks its second sign: what follows is read the wrong way round."""
    if not re.search(r"unknown start of token|is unknown|unterminated", fault.message):
        return None
    odd = (at for at, line in enumerate(lines[: fault.line], 1) if len(re.findall(r'(?<![\\\'])"', line.split("//")[0])) % 2)
    begins = next(odd, None)
    return f'The text that begins in line {begins} is not closed: it lacks its second `"`.' if begins else None


def of_stale(fault, text, cells):
    """A check is given another function than it wants, which is older than the last version: that one did not compile."""
    here = fault.primary()
    name = text[here.column - 1 : here.column - 1 + here.length]
    if not re.search(r"found fn item|incorrect number of function parameters", here.label) or cells.functions.get(name) != "":
        return None
    return f"The last version of `{name}` did not compile, and the one before it is another function than the one that is wanted: get its cell to run first."


def of_borrowed(fault, text):
    """Several arguments that lack their `&`."""
    lacking = [mark for mark in fault.marks if re.fullmatch(r"expected `&(?P<type>[^`]+)`, found `(?P=type)`", mark.label)]
    if len(lacking) < 2 or any(mark.line != fault.line for mark in lacking):
        return None
    *first, last = [f"`&{text[mark.column - 1 : mark.column - 1 + mark.length]}`" for mark in lacking]
    return f"Write {', '.join(first)} and {last}: the function only borrows them."


def unknown(fault, text, cells):
    """Why a name is not known, as far as earlier cells tell."""
    if not cells.is_loaded():
        return (
            "The course is not loaded, as after every start and restart: run the notebook's first cell. (Run ▸ Run All Above Selected Cell)"
        )
    name = named(fault)
    if not name:
        return None
    if found := re.search(rf"\b([A-Z]\w*)\((?:.*,)?\s*{re.escape(name)}\s*=[^=]", text):
        return f"The parts of a struct stand in braces: `{found[1]} {{ {name}: …, ..{found[1]}::default() }}`."
    if name not in ("axis", "keepdims") and re.search(rf"[(,]\s*{re.escape(name)}\s*=[^=]", text):
        return "Arguments have no names in Rust: write the value alone, in its place."
    kind = next((kind for kind in ("function", "type") if kind in fault.message), "value")
    fate = None if fault.is_in_function and kind == "value" else cells.fate_of(name, kind)
    if not fate and (found := re.search(rf"(^|[;{{])\s*{re.escape(name)}\s*=[^=]", text)):
        where = " before the braces" if found[1] == "{" else ""
        return f"A new variable needs a `let`{where}: `let {name} = …;`, or `let mut {name} = …;` if it changes later."
    return fate
