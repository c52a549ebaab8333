"""How the errors of a cell are shown.

    Error in line 2: mismatched types [E0308]
    2 │ let learning_rate: f64 = 1;
      │                          ^ expected `f64`, found integer
    → Write 1.0: …

At most fifteen lines; what is left follows in a box that opens.
"""

import dataclasses
import html
import itertools
import re
import textwrap
import unicodedata

MOST, WIDTH, MOST_OF_A_LINE = 15, 100, 100
TITLE = "More from the compiler"
# Other colours are hardly legible on JupyterLab's red ground.
RED, BOLD, PLAIN = "\x1b[1m\x1b[31m", "\x1b[1m", "\x1b[0m"


def messages(code, faults):
    """An `error` message of the first faults, and the others, as `display_data`."""
    first, *others = [draw(code, fault) for fault in faults]
    shown, left = first[:MOST], [first[MOST:]] if first[MOST:] else []
    for lines in others:
        if not left and len(shown) + 1 + len(lines) <= MOST:
            shown += ["", *lines]
        else:
            left.append(lines)
    error = {"ename": faults[0].code or "Error", "evalue": faults[0].title(), "traceback": shown}
    return error, folded(left) if left else None


def folded(left):
    text = "\n\n".join("\n".join(lines) for lines in left).replace(RED, "").replace(BOLD, "").replace(PLAIN, "")
    box = f"<details><summary>{TITLE}</summary><pre>{html.escape(text)}</pre></details>"
    return {"data": {"text/html": box, "text/plain": f"{TITLE}:\n{text}"}, "metadata": {}, "transient": {}}


def draw(code, fault):
    """The lines of one fault."""
    lines = [f"{RED}{fault.title()}{PLAIN}", *fault.more]
    source = fault.source or code.split("\n")
    numbers = sorted({mark.line for mark in fault.marks})
    # Code of another cell has no line numbers.
    width = 0 if fault.source else len(str(max(numbers, default=0)))
    for before, number in zip([0, *numbers], numbers):
        if before and number > before + 1:
            lines.append("…")
        text, marks = window(source[number - 1], [mark for mark in fault.marks if mark.line == number])
        lines.append(f"{'' if fault.source else number:>{width}} │ {highlighted(text, marks)}")
        lines += [f"{'':>{width}} │ {row}" for row in underlines(text, marks)]
    for text in fault.advice:
        # JupyterLab breaks longer lines in mid-word.
        first, *others = textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
        lines += [f"{BOLD}→{PLAIN} {first}", *(f"  {line}" for line in others)]
    return lines


def highlighted(text, marks):
    """A line of code with its faults in red: in a proportional font, such as most for Hangul, the underlines are not exact."""
    red = {at for mark in marks if mark.primary for at in range(mark.column - 1, mark.column - 1 + mark.length)}
    pieces = itertools.groupby(enumerate(text), lambda one: one[0] in red)
    joined = ((is_red, "".join(sign for _, sign in signs)) for is_red, signs in pieces)
    return shown("".join(f"{RED}{piece}{PLAIN}" if is_red and piece.strip() else piece for is_red, piece in joined))


def window(text, marks):
    """The part of a long line in which the marks begin: JupyterLab breaks longer ones, and the underlines with them."""
    if len(text) <= MOST_OF_A_LINE:
        return text, marks
    start = max(min(mark.column for mark in marks) - 1 - MOST_OF_A_LINE // 3, 0)
    end = start + MOST_OF_A_LINE - 2
    left, right = "…" if start else "", "…" if end < len(text) else ""
    kept = [mark for mark in marks if mark.column - 1 < end]
    lengths = (min(mark.length, end - mark.column + 1) for mark in kept)
    moved = [dataclasses.replace(mark, column=mark.column - start + len(left), length=length) for mark, length in zip(kept, lengths)]
    return left + text[start:end] + right, moved


def underlines(text, marks):
    """The underlines of a line of code, with the compiler's notes."""
    spans = []
    for mark in sorted(marks, key=lambda mark: mark.column):
        start, end = columns(text[: mark.column - 1]), columns(text[: mark.column - 1 + mark.length])
        spans.append((start, max(end, start + 1), mark))
    signs = [" "] * max(end for _, end, _ in spans)
    # The primary ones last, above the others.
    for start, end, mark in sorted(spans, key=lambda span: span[2].primary):
        signs[start:end] = ("^" if mark.primary else "-") * (end - start)
    underlined = re.sub(r"\^+", lambda found: f"{RED}{found[0]}{PLAIN}", "".join(signs))
    rows, last = [underlined], max(start for start, _, _ in spans)
    for start, _, mark in reversed(spans):
        if mark.label:
            label = f"{RED}{mark.label}{PLAIN}" if mark.primary else mark.label
            if start == last and len(rows) == 1:
                rows[0] += f" {label}"
            else:
                rows.append(" " * start + label)
    return rows


def shown(text):
    return text.replace("\t", "    ")


def columns(text):
    """How many columns a text takes in a monospaced font."""
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(c) else wide.get(unicodedata.east_asian_width(c), 1) for c in shown(text))
