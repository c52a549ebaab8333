"""What a learner sees when something goes wrong, and that the way on works: a panic, an endless loop, a killed kernel."""

import json
import os
import re
import shutil

import jupyterlab
import processes
import pytest

NAME = "00_fault.ipynb"
# The cells of the notebook, by their names.
CELLS = {
    "load": ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;\nnotebook::start()',
    "keep": "let kept: f64 = 41.5;",
    "figure": 'Figure::row(&[Panel::new("t", "x", "y").line("l", Colour::Blue, [(0.0, 0.0), (1.0, 1.0)])])?',
    "panic": "let list: Vec<f64> = vec![0.1, 0.2];\nlist[kept as usize]",
    "use": "kept + 1.0",
    "endless": 'println!("it began");\nloop { std::hint::spin_loop(); }',
    "add": "1 + 1",
}

needs_ps = pytest.mark.skipif(os.name == "nt" or not shutil.which("ps"), reason="there is no ps here")


@pytest.fixture(scope="module")
def opened(page, lab, scratch):
    """The page with the notebook."""
    scratch(NAME, CELLS.values())
    jupyterlab.open_notebook(page, lab, NAME)
    return page


@pytest.fixture
def page_with(opened):
    """The same, where the first two cells, which load the crate and make a variable, have run, whatever ran before."""
    load(opened)
    return opened


def number(name):
    return list(CELLS).index(name)


def run(page, name):
    """What a cell shows after it ran."""
    return jupyterlab.run_cell(page, number(name))


def load(page):
    assert "is loaded" in run(page, "load")
    assert run(page, "keep") == ""


def begin_endless(page):
    """Runs the endless cell until it has begun."""
    jupyterlab.start_cell(page, number("endless"))
    jupyterlab.cell(page, number("endless")).get_by_text("it began").wait_for(timeout=jupyterlab.PAGE_PATIENCE)


def test_the_first_figure_is_drawn(page_with, screenshots):
    """Also where its cell is the first of a session with a question mark."""
    said = run(page_with, "figure")
    page_with.screenshot(path=screenshots / "fault-0-first-figure.png")
    figure = jupyterlab.cells(page_with)[number("figure")]
    assert figure["prompt"].startswith("[4]"), "it is not the first one (a kernel begins with [2])"
    assert not said.startswith("Figure("), "evcxr compiled that cell twice, for the question mark, and showed it by its Debug text"
    assert len(figure["pictures"]) == 1


def test_a_panic_is_named_in_few_lines_and_variables_stay(page_with, screenshots):
    said = run(page_with, "panic")
    after = run(page_with, "use")
    page_with.screenshot(path=screenshots / "fault-1-panic.png")
    assert said.startswith("This cell panicked in line 2: index out of bounds: the len is 2 but the index is 41")
    assert len(said.strip().splitlines()) <= 4
    # What the tests of the notebooks look for.
    panicked, good = (jupyterlab.cells(page_with)[number(name)] for name in ("panic", "use"))
    assert jupyterlab.complaints(panicked) and not jupyterlab.complaints(good)
    assert after == "42.5"
    assert jupyterlab.dialogs(page_with) == []


def test_an_endless_loop_is_interrupted_and_the_next_cells_work(page_with, screenshots):
    begin_endless(page_with)
    page_with.screenshot(path=screenshots / "fault-2-endless-loop-1-runs.png")
    jupyterlab.press(page_with, "notebook:interrupt-kernel")
    jupyterlab.wait_for_idle(page_with)
    said = jupyterlab.output_text(page_with, number("endless"))
    page_with.screenshot(path=screenshots / "fault-2-endless-loop-2-interrupted.png")
    assert "the program that runs the cells was ended (■, or too little memory), and all variables are lost" in said
    # The variables are gone, which the compiler says by their name; and what needs none works.
    assert "cannot find value `kept`" in run(page_with, "use")
    assert run(page_with, "add") == "2"
    # The cells from the top bring everything back.
    load(page_with)
    assert run(page_with, "use") == "42.5"
    page_with.screenshot(path=screenshots / "fault-2-endless-loop-3-all-is-back.png")
    assert jupyterlab.dialogs(page_with) == []


@needs_ps
def test_the_program_of_the_cells_is_killed(page_with, lab, screenshots):
    """As a system short of memory would do it to a cell that takes it all."""
    begin_endless(page_with)
    processes.kill(processes.kernel_of(lab)["program"])
    jupyterlab.wait_for_idle(page_with)
    said = jupyterlab.output_text(page_with, number("endless"))
    page_with.screenshot(path=screenshots / "fault-3-killed-program.png")
    assert "the program that runs the cells was ended (■, or too little memory), and all variables are lost" in said
    assert run(page_with, "add") == "2"
    assert "is loaded" in run(page_with, "load")


@needs_ps
@pytest.mark.parametrize("victims", [["kernel"], ["relay"], ["launcher"], list(processes.NAMES)], ids="-and-".join)
def test_the_kernel_is_killed_in_mid_cell(page_with, lab, screenshots, victims):
    """JupyterLab says so and starts another by itself; none of the old one's processes stays."""
    begin_endless(page_with)
    family = processes.kernel_of(lab)
    for victim in victims:
        processes.kill(family[victim])
    what = "fault-4-killed-" + "-and-".join(victims)
    dialog = page_with.locator(".jp-Dialog")
    dialog.wait_for(timeout=jupyterlab.PAGE_PATIENCE)
    page_with.screenshot(path=screenshots / f"{what}-1-dialog.png")
    assert "appears to have died. It will restart automatically." in dialog.inner_text()
    dialog.locator(".jp-mod-accept").click()
    # The status bar says "Unknown" until the next cell runs: evcxr does not say that it starts.
    assert processes.wait_until_gone(family.values()) == []
    # The variables are gone; the cells from the top bring them back.
    assert "cannot find value `kept`" in run(page_with, "use")
    load(page_with)
    assert run(page_with, "use") == "42.5"
    page_with.screenshot(path=screenshots / f"{what}-2-after.png")


@needs_ps
def test_after_a_kill_restart_and_run_all_is_clean(page, lab, scratch, screenshots):
    """A real notebook, whose kernel is killed while it runs: ▸▸ then gives what is stored. What was not, is noticed."""
    last = sorted(path.name for path in lab.notebooks.glob("0[1-9]*.ipynb"))[-1]
    path = scratch("00_real.ipynb", copy_of=last)
    right, planted = jupyterlab.lines_of(path), plant(path)
    assert jupyterlab.lines_of(path) != right
    stored = jupyterlab.read(path)["cells"]
    lab.end_kernels()
    jupyterlab.open_notebook(page, lab, path.name)
    jupyterlab.menu(page, "Run", "Run All Cells")
    tenth = [i for i, cell in enumerate(stored) if cell["cell_type"] == "code"][9]
    ended = f"number => /\\[\\d+\\]/.test({PROMPT})"
    page.wait_for_function(f"number => {PROMPT}.includes('*')", arg=tenth, timeout=60_000)
    page.wait_for_function(ended, arg=tenth, timeout=jupyterlab.PAGE_PATIENCE, polling=50)
    for process in processes.kernel_of(lab).values():
        processes.kill(process)
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for(timeout=jupyterlab.PAGE_PATIENCE)
    page.screenshot(path=screenshots / "fault-5-notebook-killed-1-dialog.png")
    dialog.locator(".jp-mod-accept").click()
    restart_and_run_all(page)
    page.screenshot(path=screenshots / "fault-5-notebook-killed-2-run-again.png")
    assert jupyterlab.dialogs(page) == []
    differs = [
        cell["id"]
        for cell, now in zip(stored, jupyterlab.cells(page), strict=True)
        if cell["cell_type"] == "code" and not jupyterlab.shows(now, cell)
    ]
    assert differs == planted, "of the stored outputs, just the planted ones are not what is shown"
    with jupyterlab.alone_with_trust(lab.course):
        jupyterlab.save(page)
    assert jupyterlab.lines_of(path) == right


def plant(path):
    """Puts a wrong number and a wrong picture into the stored outputs of a notebook; gives the ids of their cells."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = [(cell["id"], output) for cell in notebook["cells"] for output in cell.get("outputs", [])]
    number, text = next((i, o["text"]) for i, o in outputs if o.get("name") == "stdout" and re.search(r"\d", "".join(o["text"])))
    picture, data = next((i, o["data"]) for i, o in outputs if "<img" in "".join(o.get("data", {}).get("text/html", "")))
    text[:] = [re.sub(r"\d", lambda digit: str(9 - int(digit[0])), line) for line in text]
    data["text/html"] = [re.sub("base64,.{8}", "base64,iVBORw0L", line) for line in data["text/html"]]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return [cell["id"] for cell in notebook["cells"] if cell["id"] in (number, picture)]


PROMPT = "document.querySelector(`.jp-Cell[data-windowed-list-index='${number}'] .jp-InputPrompt`).textContent"


def restart_and_run_all(page):
    """The button ▸▸, its question answered, and all cells run."""
    jupyterlab.press(page, "notebook:restart-run-all")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'))",
        timeout=60_000,
        polling=50,
    )
    jupyterlab.wait_for_idle(page)
    page.wait_for_timeout(500)
