"""Where a place in the program that evcxr makes of a cell stands in the cell.

evcxr puts functions, types and `use` lines of all cells at the top of the program, in any order, and the statements of this cell, in their
order, into a function `run_user_code_N` (or `evcxr_analysis_wrapper`, where it asks for types). Their text is that of the cell.
"""

import re

BODY = re.compile(r'^(pub extern "C" fn run_user_code_\d+\(|async fn evcxr_analysis_wrapper\()')
# What evcxr writes itself around the statements.
GENERATED = re.compile(
    r"\(|\{let mut vars_ok = true;|\)\.evcxr_display\(\);|let _ = .*\{|let _ =|;|Ok\(\(\)\)(\}\)\(\);)?|\}|.*evcxr_\w.*|.*EvcxrUserCodeError.*|\)\)\);"
    r"|match std::panic::catch_unwind\(|.*AssertUnwindSafe.*|if std::panic::catch_unwind.*|\}\)\) \{|\}\)\.is_err\(\) \{"
)

ITEM = re.compile(r"\b(fn|struct|enum|trait|impl|mod|type|const|static|use|macro_rules)\b")
SHOWS = "fn evcxr_send_text_plain(text: &str)"


class Program:
    def __init__(self, text, cell):
        self.lines, self.cell = text.split("\n"), cell
        self.cell_lines = cell.split("\n")
        starts = (number for number, line in enumerate(self.lines, 1) if BODY.match(line))
        self.body = next(starts, len(self.lines) + 1)
        # For each line of the program that is the cell's, the index of its first character in the cell.
        items = self._items()
        self.starts = self._statements(items) | items

    def _statements(self, items):
        """The lines of the statements, in their order. What is a comment or an item of the cell is none of them."""
        rest = list(without_comments(self.cell))
        for number, start in items.items():
            for index in range(max(start, 0), min(start + len(self.lines[number - 1]), len(rest))):
                rest[index] = " " if rest[index] != "\n" else "\n"
        rest = "".join(rest)
        found, reached, between = {}, 0, False
        for number in range(self.body + 1, len(self.lines) + 1):
            line = without_comments(self.lines[number - 1])
            text = line.strip()
            # A function that evcxr puts before a value which it shows.
            between = text == SHOWS or (between and not text.startswith("evcxr_send_text_plain("))
            if between or not text:
                continue
            at = find(rest, text, reached, whole=GENERATED.fullmatch(text) is not None)
            if at is not None:
                found[number] = at - (len(line) - len(line.lstrip()))
                reached = at + len(text)
        return found

    def _items(self):
        """Runs of lines above the statements that stand in the cell as they are."""
        found, number = {}, 1
        stripped = [line.strip() for line in self.cell_lines]
        offsets = [0]
        for line in self.cell_lines:
            offsets.append(offsets[-1] + len(line) + 1)
        while number < self.body:
            best = (0, 0)
            for at, line in enumerate(stripped):
                length = 0
                while (
                    at + length < len(stripped)
                    and number + length < self.body
                    and self.lines[number + length - 1].strip() == stripped[at + length]
                ):
                    length += 1
                if line and length > best[0]:
                    best = (length, at)
            length, at = best
            if any(ITEM.search(line) for line in stripped[at : at + length]):
                for step in range(length):
                    here, there = self.lines[number + step - 1], self.cell_lines[at + step]
                    indents = (len(there) - len(there.lstrip())) - (len(here) - len(here.lstrip()))
                    found[number + step] = offsets[at + step] + indents
            elif length == 0 and (text := self.lines[number - 1].strip()) and ITEM.search(text) and self.cell.count(text) == 1:
                # One of several on a line.
                found[number] = self.cell.index(text)
            number += max(length, 1)
        return found

    def place(self, line, column):
        """The line and the column in the cell, both from 1; `None` outside of it."""
        if line not in self.starts and line > self.body and self.lines[line - 1].endswith("("):
            # What evcxr puts around the last expression.
            line += next((down for down, text in enumerate(self.lines[line:], 1) if without_comments(text).strip()), 0)
            column = 1 + len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip())
        if line not in self.starts:
            return None
        return line_and_column(self.cell, min(max(self.starts[line] + column - 1, 0), len(self.cell)))

    def variable(self, line):
        """The variable that evcxr keeps in this line of its own, and its place in the cell."""
        kept = re.search(r"put_variable::<.*>\(stringify!\((\w+)\)|^evcxr_variable_store\((\w+)\);", self.lines[line - 1])
        name = kept and (kept[1] or kept[2])
        return name and find_name(self.cell, name)

    def earlier(self, line):
        """The words for a line above the statements that is not the cell's: which function or type it stands in."""
        heads = (self.lines[number - 1] for number in range(line, 0, -1))
        head = next((head.strip(" {") for head in heads if re.match(r"(pub )?(fn|struct|enum|impl|trait|mod)\b", head)), "")
        return f" in an earlier cell's `{head}`" if head else " in an earlier cell"


def find_name(cell, name):
    """The place where a cell defines a variable: line, column and length."""
    found = re.search(rf"\blet\b[^=;]*?\b({re.escape(name)})\b", cell)
    return (*line_and_column(cell, found.start(1)), len(name)) if found else None


def find_word(cell, word):
    """The first place of a word of the code: line, column and length."""
    found = re.search(rf"\b{re.escape(word)}\b", silenced(cell))
    return (*line_and_column(cell, found.start()), len(word)) if found else None


def find(text, part, start, whole):
    """The next place of a statement's line: as a whole line, if it could also be evcxr's own."""
    if not whole:
        at = text.find(part, start)
        return at if at >= 0 else None
    # Only right where it is expected: nothing but space before it.
    gap = start + re.match(r"\s*", text[start:]).end()
    return gap if text[gap:].split("\n", 1)[0].strip() == part else None


PAIRS = {")": "(", "]": "[", "}": "{"}
# Comments, strings and characters, in which brackets mean nothing.
SILENT = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\br(?P<signs>\#*)".*?"(?P=signs)|"(?:\\.|[^"\\])*"|'(?:\\u\{[^}]*\}|\\x..|\\.|[^'\\])'""", re.DOTALL
)
# What is said of a cell whose brackets have no partner: evcxr drops what follows a `}` too many, without a word.
UNBALANCED = "A bracket has no partner"


def silenced(text):
    """A text of the same length, with spaces for comments, strings and characters."""
    return SILENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def without_comments(text):
    """A text of the same length, with spaces for comments."""
    return SILENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]) if found[0][0] == "/" else found[0], text)


def odd_bracket(cell):
    """The first bracket of a cell that has no partner, or a comment that is not closed: its sign, line and column; `None` if all have one."""
    text, opened = silenced(cell), []
    if (comment := text.find("/*")) >= 0:
        return "/*", *line_and_column(text, comment)
    for index, sign in enumerate(text):
        if sign in PAIRS.values():
            opened.append(index)
        elif sign in PAIRS:
            if not opened or text[opened[-1]] != PAIRS[sign]:
                # Of two that do not match, the one that was opened is not closed, if the other one has a partner before it.
                odd = opened[-1] if PAIRS[sign] in {text[one] for one in opened} else index
                return text[odd], *line_and_column(text, odd)
            opened.pop()
    return (text[opened[-1]], *line_and_column(text, opened[-1])) if opened else None


def line_and_column(text, index):
    """Both from 1."""
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
