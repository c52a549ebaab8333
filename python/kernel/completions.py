"""Leaves out of a completion what a cell cannot use: evcxr offers private items too.

The compiler knows: each suggestion becomes a line of a program that is not run, and those lines are left out of which it says that something
in them is private or unstable. Where it cannot be asked, all suggestions stay.
"""

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "errors"))

import locate  # noqa: E402

# In a kernel's folder: the program that evcxr completes in, and how the cells' crate is compiled (xtask/src/kernel/stand_in/cell.rs).
PROGRAM, CALL = "src/lib.rs", "target/nn-course.call"
# A private item, field or method, and an unstable item.
NOT_USABLE = {"E0603", "E0616", "E0624", "E0658"}
# What a suggestion follows: a module or type, or a variable.
PATH, VARIABLE = re.compile(r"((?:\w+\s*::\s*)*\w+)\s*::\s*$"), re.compile(r"(?<![\w.)\]])(\w+)\s*\.\s*$")
VARIABLES = re.compile(r"^async fn evcxr_analysis_wrapper\(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
# What evcxr adds to a program.
OF_EVCXR = re.compile(r"evcxr|Evcxr")
MOST_SECONDS = 2


def usable(folder, before, reply):
    """The reply to a `complete_request`, without what cannot be used after this text."""
    found = {at for at, match in enumerate(reply["matches"]) if OF_EVCXR.match(match)}
    with contextlib.suppress(OSError, LookupError, ValueError, subprocess.SubprocessError):
        found |= unusable(folder, before, reply["matches"])
    kept = [at for at in range(len(reply["matches"])) if at not in found]
    types = reply["metadata"]["_jupyter_types_experimental"]
    metadata = {**reply["metadata"], "_jupyter_types_experimental": [types[at] for at in kept]}
    return {**reply, "matches": [reply["matches"][at] for at in kept], "metadata": metadata}


def unusable(folder, before, matches):
    """The indices of the suggestions that cannot be used."""
    program = (folder / PROGRAM).read_text(encoding="utf-8")
    path, variable = PATH.search(before), VARIABLE.search(before)
    head, end = [line for line in program.split("\n") if re.match(r"use .*;$", line)], ["}"]
    if path and (path[1].split("::")[-1].strip()[0].islower()):
        lines, end = [f"use {path[1]}::{name(match)}{'::{self as _}' if match.endswith('::') else ' as _'};" for match in matches], []
    elif path:
        head, lines = [*head, "pub fn suggested() {"], [f"let _ = {path[1]}::{name(match)};" for match in matches]
    elif variable and (variables := VARIABLES.search(program)):
        # The variable may be the cell's own.
        is_earlier = re.search(rf"^\s*(?:mut )?{variable[1]}\b", variables[1], re.MULTILINE)
        own = "" if is_earlier else locate.without_comments(before[: before.rfind(";") + 1])
        head.append(re.sub(r"\s+", " ", f"pub fn suggested({variables[1]}) {{ {own}"))
        silenced = locate.silenced(own)
        end *= 1 + silenced.count("{") - silenced.count("}")
        lines = [f"{variable[1]}.{name(match)}{'()' if '(' in match else ''};" for match in matches]
    else:
        return set()
    # What is added is for the compiler alone.
    return {at - len(head) - 1 for at in refused(folder, "\n".join(["#![allow(warnings)]", *head, *lines, *end]))}


def name(match):
    """The name in a suggestion, such as `circles(m, factor, noise, rng)`."""
    return re.match(r"(?:r#)?\w+", match)[0]


def refused(folder, program):
    """The lines of a program, from 0, in which something cannot be used."""
    here, count, *rest = (folder / CALL).read_text(encoding="utf-8").split("\0")
    call, variables = rest[: int(count)], rest[int(count) :]
    environment = dict(zip(variables[::2], variables[1::2]))
    with tempfile.TemporaryDirectory() as empty:
        source = pathlib.Path(empty, "lib.rs")
        source.write_text(program, encoding="utf-8")
        words = [call[0], str(source), "--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "--out-dir", empty]
        words += [word for pair in zip(call, call[1:]) if pair[0] in ("-L", "--extern", "--target") for word in pair]
        run = subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=MOST_SECONDS)
    errors = [json.loads(line) for line in run.stderr.splitlines() if line.startswith("{")]
    errors = [error for error in errors if (error.get("code") or {}).get("code") in NOT_USABLE]
    return {span["line_start"] - 1 for error in errors for span in error["spans"] if span["is_primary"]}
