"""Runs wrong cells, as learners write them, and checks what is said about each.

usage: check_errors.py [--sample | NUMBER …] [--show]

The cells stand in the folder cells, by notebook. For each: the kind of mistake; the line of the cell that must be named; a pattern of the
first line, and one of the advice ("" where the compiler's own words are enough); the cell; and cells that run before it. The first line
names the fault and the right line; that line of code is shown and underlined; the advice fits; nothing else is red, and at most fifteen
lines are. Of the kind "runtime …" are cells that compile and fail as they run: the first pattern is of the red text then.

Those of a list in TOGETHER are parts of one cell, as the compiler names all faults of a kind at once: each must be explained as if it were
alone. In the end the notebook's variables are still there.
"""

import pathlib
import re
import subprocess
import sys
import time
from typing import NamedTuple

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "python/kernel"), str(TOP / "tests/errors/cells")]

import bias_variance
import gradient_checking
import initialization
import regularization
from rust_kernel import RustKernel, problems

NOTEBOOKS = {1: bias_variance, 2: initialization, 3: regularization, 4: gradient_checking}
FIRST_CELL = ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;\nnotebook::start()'
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MOST_LINES = 15


class Wrong(NamedTuple):
    kind: str
    line: int
    fault: str
    advice: str
    code: str
    before: tuple = ()


def together(parts):
    """The parts of a cell, with the lines that they have in it, and the cell."""
    moved, code = [], ""
    for part in parts:
        moved.append(part._replace(line=code.count("\n") + part.line))
        code += f"{part.code}\n"
    return moved, code.removesuffix("\n")


def complaints(parts, outputs):
    """What is not as it should be in the outputs of a wrong cell."""
    errors = [COLOUR.sub("", "\n".join(o["traceback"])) for o in outputs if o["output_type"] == "error"]
    red = "".join(o.get("text", "") for o in outputs if o.get("name") == "stderr")
    if parts[0].kind.startswith("runtime"):
        if errors or not re.search(parts[0].fault, red, re.IGNORECASE):
            yield f"{parts[0].fault!r} is not what it says"
        return
    if len(errors) != 1 or red:
        yield f"{len(errors)} errors, and in red {red!r}"
        return
    if errors[0].count("\n") >= MOST_LINES:
        yield f"{errors[0].count(chr(10)) + 1} lines"
    folded = "".join(o["data"]["text/plain"] for o in outputs if o["output_type"] == "display_data")
    explained = re.split(r"^(?=Error)", f"{errors[0]}\n{folded}", flags=re.MULTILINE)[1:]
    lines = [int(named[1]) if (named := re.match(r"Error in line (\d+): ", text)) else 0 for text in explained]
    if not explained:
        yield "no error is explained"
        return
    if len(parts) == 1:
        yield from complaints_about(parts[0], explained[0] if lines[0] == parts[0].line else None)
        return
    for part in parts:
        yield from complaints_about(part, explained[lines.index(part.line)] if part.line in lines else None)
    if 0 in lines:
        yield "an error names no line"


def complaints_about(wrong, explained):
    """What is not as it should be in the explanation of a fault, `None` if there is none of its line."""
    if explained is None:
        yield f"line {wrong.line} is not named"
        return
    first, *rest = explained.split("\n")
    if not re.search(wrong.fault, first, re.IGNORECASE):
        yield f"the first line does not name {wrong.fault!r}"
    shown = [at for at, line in enumerate(rest) if line.startswith(f"{wrong.line} │ ")]
    if wrong.line and (not shown or not re.search(r"│ .*\^", rest[shown[0] + 1])):
        yield f"line {wrong.line} is not shown and underlined"
    advice = " ".join(line.strip() for line in "\n".join(["", *rest]).partition("\n→ ")[2].split("\n"))
    if not re.search(wrong.advice, advice):
        yield f"the advice does not say {wrong.advice!r}, but {advice!r}"


def check(number, sample, show):
    """Runs the wrong cells of a notebook; gives how many are not explained as they should be."""
    notebook = NOTEBOOKS[number]
    cells = [[Wrong(*wrong)] for wrong in (notebook.SAMPLE if sample else notebook.ALONE)]
    cells += [[Wrong(*wrong) for wrong in parts] for parts in ([] if sample else notebook.TOGETHER)]
    failed = 0
    with RustKernel(TOP / "notebooks") as kernel:
        run_right(kernel, FIRST_CELL)
        run_right(kernel, notebook.SETUP)
        for source in getattr(notebook, "FAILED", []):
            kernel.run(source)
        for parts in cells:
            for source in parts[0].before:
                run_right(kernel, source)
            parts, code = together(parts)
            _, outputs = kernel.run(code)
            found = list(complaints(parts, outputs))
            failed += bool(found)
            if found or show:
                said = ["\n".join(o.get("traceback", [])) or o.get("text", "") or str(o.get("data", {}).get("text/plain")) for o in outputs]
                said = COLOUR.sub("", "\n".join(said))
                print(f"{'✗' if found else '✓'} {number} {parts[0].kind}: {'; '.join(found)}\n{code}\n--\n{said}\n", flush=True)
        if number == 2:
            failed += of_versions(kernel) + of_outputs(kernel) + of_completions(kernel)
        variables = re.findall(r"^let (?:mut )?(\w+)", notebook.SETUP, re.MULTILINE)
        run_right(kernel, f"let _ = ({', '.join(f'&{name}' for name in variables)});")
    mistakes = sum(len(parts) for parts in cells)
    print(f"{'✗' if failed else '✓'} notebook {number}: {mistakes} mistakes in {len(cells)} cells, {failed} cells not explained right")
    return failed


def of_versions(kernel):
    """A check judges the last version of a function, and says when that did not compile. Gives the number of complaints."""
    body = "fn normalize(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {{\n    {}\n}}"
    # Another function than the check wants.
    run_right(kernel, "fn normalize(train: Matrix) -> Matrix { train }")
    check = "exercise::normalize(normalize)"
    steps = [
        ("train.clone(), test.clone()", "The last version of `normalize` did not compile, and the one before it"),
        ("todo!()", "not started"),
        ("train.clone(), test.clone()", "The last version of `normalize` did not compile"),
        ("(train.clone(), test.clone())", "where it begins with: (train.clone(), test.clone())"),
        ("train.clone(), test.clone()", "The last version of `normalize` did not compile"),
    ]
    # Function and check in one cell.
    steps += [("(test.clone(), train.clone())", "where it begins with: (test.clone(), train.clone())", True)]
    failed = 0
    for written, expected, *in_one_cell in steps:
        source = body.format(written)
        if not in_one_cell:
            kernel.run(source)
        _, outputs = kernel.run(f"{source}\n{check}" if in_one_cell else check)
        said = "".join(o.get("data", {}).get("text/plain", "") + " ".join(o.get("traceback", [])) for o in outputs)
        said = COLOUR.sub("", said).replace("\n  ", " ")
        failed += expected not in said
        print(f"{'✓' if expected in said else '✗'} with {written!r} the check says {said.splitlines()[:2]}", flush=True)
    return failed


def of_outputs(kernel):
    """What a cell prints is shown below it, and as it is. Gives the number of complaints."""
    panel = 'print!("p"); plot::decision_boundary("x", &network, &data)?'
    late = 'std::thread::spawn(|| { std::thread::sleep(std::time::Duration::from_millis(200)); eprintln!("late"); panic!("too late") });'
    thread = r"\n*Only this thread stopped: .*\n"
    steps = [
        ('print!("gamma"); 42', "gamma", "", "42"),
        (r'for i in 0..3 { print!("\rstep {i}"); }', r"\rstep 0\rstep 1\rstep 2", "", ""),
        # After this the cell did not end.
        ('print!("a"); std::io::Write::flush(&mut std::io::stdout())?;', "a", "", ""),
        ('eprint!("b"); print!("c"); Table::new("d", ["e"])', "c", "b", "(?s).*d.*"),
        (panel, "p", "", "x .*"),
        ('let stopped: f64 = 1.0;\nprint!("before "); "x".parse::<f64>()?;', "before ", "invalid float literal\n", ""),
        ("stopped", "", "", "(?s).*stopped at an error.*"),
        ('eprint!("red "); print!("f"); list[9]', "f", r"red This cell panicked in line 1: (?s:.*)", ""),
        ("let given: Vec<f64> = vec![0.5];\ndbg!(given);", "", r"\[line 2\] given = \[\n    0.5,\n\]\n", ""),
        ("given", "", "", "(?s).*moved.*in the same cell.*"),
        ('std::thread::spawn(|| print!("g")).join().is_err()', "g", "", "false"),
        ('std::thread::spawn(|| panic!("h")).join().is_err()', "", f"A thread panicked in line 1: h{thread}", "true"),
        (f"{late}\nstd::thread::sleep(std::time::Duration::from_millis(20));", "", "", ""),
        (None, "", "", ""),
        ("1 + 1", "", f"late\nA thread panicked.*: too late{thread}", "2"),
        ("let line = std::io::stdin().lines().next();", "", "", "(?s).*cannot read from the keyboard.*"),
        ("use std::io;\nlet mut s = String::new();\nio::stdin().read_line(&mut s)?;", "", "", "(?s).*line 3.*cannot read.*"),
        ('// stdin()\nprintln!("stdin()");', r"stdin\(\)\n", "", ""),
        ('std::fs::read_to_string("/dev/stdin").ok()', "", "", "(?s).*cannot read from the keyboard.*"),
        # What evcxr tells its program goes to no other program.
        ('std::process::Command::new("cat").stderr(std::process::Stdio::null()).status()?.success()', "", "", "false"),
        ('std::panic::catch_unwind(|| panic!("i")).is_err()', "", r"A panic in line 1: i\n+", "true"),
        ("let joined = std::thread::spawn(|| 5).join();", "", "", "(?s).*cannot write down the type of `joined`.*"),
        ("fn unfinished() {}\n}\nprintln!();", "", "", "(?s)Error in line 2: `}` closes nothing.*"),
        ("/* open\nlet z: f64 = 1.0;", "", "", r"(?s)Error in line 1: a comment is not closed: `/\*`.*add it where it belongs.*"),
        ('let parsed = "5".parse()?;', "", "", r"(?s)(?!.*E0277).*write it after a colon.*"),
        ("let open = 1 +", "", "", r"(?s).*the cell ends with `\+`.*"),
        ("macro_rules! unused { () => { 1 } }", "", "", ""),
        ("unknown", "", "", "(?s)Error in line 1: cannot find value.*"),
        ("drop(std::panic::take_hook()); list[9]", "", r"\n*thread .*\n.*index is 9\n", ""),
    ]
    failed = 0
    for source, *expected in steps:
        if source is None:
            time.sleep(0.6)
            continue
        _, outputs = kernel.run(source)
        texts = {o["name"]: o["text"] for o in outputs if o["output_type"] == "stream"}
        others = ["\n".join(o.get("traceback", [])) or o["data"]["text/plain"] for o in outputs if o["output_type"] != "stream"]
        said = [texts.get("stdout", ""), texts.get("stderr", ""), COLOUR.sub("", "\n".join(others))]
        right = all(re.fullmatch(*pair) for pair in zip(expected, said)) and not kernel.strays
        failed += not right
        print(f"{'✓' if right else '✗'} {source!r} gives {said}{f', and elsewhere {kernel.strays}' if kernel.strays else ''}", flush=True)
    return failed


def of_completions(kernel):
    """Only what can be used is offered. Gives the number of complaints."""
    steps = [
        ("generate::", {"circles", "moons"}, {"Dataset", "normal_matrix", "two_noisy_curves", "moons::"}),
        ("let a = std::", {"io::", "f64::"}, {"sys::", "as_keyword::", "panicking::"}),
        ("let b = network.", {"layers()", "predict"}, {"layers", "step"}),
        ("Network::", {"new", "layers"}, {"run_in_blocks"}),
        ("fn f() {\n    // mine\n    let own: Vec<f64> = vec![];\n    own.", {"push", "len()"}, {"buf", "len"}),
        ("Netw", {"Network"}, {"EvcxrUserCodeError"}),
    ]
    failed = 0
    for text, offered, others in steps:
        matches = kernel.client.complete(text, len(text), reply=True, timeout=60)["content"]["matches"]
        found = set(matches) | {match.split("(")[0] for match in matches if match.split("(")[0] not in others}
        right = offered <= found and not others & found
        failed += not right
        print(f"{'✓' if right else '✗'} {text!r} is completed by {matches}", flush=True)
    return failed


def run_right(kernel, source):
    _, outputs = kernel.run(source)
    for problem in problems(outputs):
        sys.exit(f"✗ {source!r}: {problem}")


def main():
    words = sys.argv[1:]
    show = "--show" in words
    if "--sample" in words:
        sys.exit(check(2, True, show) > 0)
    if numbers := [int(word) for word in words if word.isdigit()]:
        sys.exit(sum(check(number, False, show) for number in numbers) > 0)
    # Two kernels at a time.
    both = [subprocess.Popen([sys.executable, __file__, *pair, *words]) for pair in (("1", "4"), ("2", "3"))]
    sys.exit(sum(process.wait() for process in both) > 0)


if __name__ == "__main__":
    main()
