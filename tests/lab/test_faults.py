"""What a learner sees when something goes wrong, and that the way on works: a panic, an endless loop, a killed kernel."""

import os
import shutil

import jupyterlab
import processes
import pytest

LOAD = ':dep nn_course = { path = "../nn_course" }\nuse nn_course::prelude::*;\nnotebook::start()'
KEEP = "let kept: f64 = 41.5;"
USE = "kept + 1.0"
ENDLESS = 'println!("it began");\nloop { std::hint::spin_loop(); }'
NAME = "00_fault.ipynb"

needs_ps = pytest.mark.skipif(os.name == "nt" or not shutil.which("ps"), reason="there is no ps here")


def opened(page, lab, scratch, *sources):
    """A notebook of these cells; the first two, which load the crate and make a variable, have run."""
    scratch(NAME, [LOAD, KEEP, *sources])
    jupyterlab.open_notebook(page, lab, NAME)
    assert "is loaded" in jupyterlab.run_cell(page, 0)
    assert jupyterlab.run_cell(page, 1) == ""


def begin_endless(page, number):
    """Runs the endless cell until it has begun."""
    jupyterlab.start_cell(page, number)
    jupyterlab.cell(page, number).get_by_text("it began").wait_for(timeout=jupyterlab.PAGE_PATIENCE)


def test_a_panic_is_named_in_few_lines_and_variables_stay(page, lab, scratch, screenshots):
    opened(page, lab, scratch, "let list: Vec<f64> = vec![0.1, 0.2];\nlist[kept as usize]", USE)
    said = jupyterlab.run_cell(page, 2)
    after = jupyterlab.run_cell(page, 3)
    page.screenshot(path=screenshots / "fault-1-panic.png")
    assert said.startswith("This cell panicked: index out of bounds: the len is 2 but the index is 41")
    assert len(said.strip().splitlines()) <= 4
    # What the tests of the notebooks look for.
    panicked, good = jupyterlab.cells(page)[2:4]
    assert jupyterlab.complaints(panicked) and not jupyterlab.complaints(good)
    assert after == "42.5"
    assert jupyterlab.dialogs(page) == []


def test_the_first_figure_is_drawn(page, lab, scratch, screenshots):
    """Also where its cell is the first of a session with a question mark."""
    figure = 'Figure::row("a sentence", &[Panel::new("t", "x", "y").line("l", Colour::Blue, [(0.0, 0.0), (1.0, 1.0)])])?'
    opened(page, lab, scratch, figure)
    said = jupyterlab.run_cell(page, 2)
    page.screenshot(path=screenshots / "fault-0-first-figure.png")
    assert not said.startswith("Figure("), "evcxr compiled that cell twice, for the question mark, and showed it by its Debug text"
    assert len(jupyterlab.cells(page)[2]["pictures"]) == 1


def test_an_endless_loop_is_interrupted_and_the_next_cells_work(page, lab, scratch, screenshots):
    opened(page, lab, scratch, ENDLESS, USE, "1 + 1")
    begin_endless(page, 2)
    page.screenshot(path=screenshots / "fault-2-endless-loop-1-runs.png")
    jupyterlab.press(page, "notebook:interrupt-kernel")
    jupyterlab.wait_for_idle(page)
    said = jupyterlab.output_text(page, 2)
    page.screenshot(path=screenshots / "fault-2-endless-loop-2-interrupted.png")
    assert "Subprocess terminated with status: signal: 9" in said
    # The variables are gone, which the compiler says by their name; and what needs none works.
    lost, works = jupyterlab.run_cell(page, 3), jupyterlab.run_cell(page, 4)
    assert "cannot find value `kept`" in lost
    assert works == "2"
    # The cells from the top bring everything back.
    assert "is loaded" in jupyterlab.run_cell(page, 0)
    assert jupyterlab.run_cell(page, 1) == ""
    assert jupyterlab.run_cell(page, 3) == "42.5"
    page.screenshot(path=screenshots / "fault-2-endless-loop-3-all-is-back.png")
    assert jupyterlab.dialogs(page) == []


@needs_ps
def test_the_program_of_the_cells_is_killed(page, lab, scratch, screenshots):
    """As a system short of memory would do it to a cell that takes it all."""
    opened(page, lab, scratch, ENDLESS, "1 + 1")
    begin_endless(page, 2)
    processes.kill(processes.kernel_of(lab)[2])
    jupyterlab.wait_for_idle(page)
    said = jupyterlab.output_text(page, 2)
    page.screenshot(path=screenshots / "fault-3-killed-program.png")
    assert "Subprocess terminated with status: signal: 9" in said
    assert jupyterlab.run_cell(page, 3) == "2"
    assert "is loaded" in jupyterlab.run_cell(page, 0)


@needs_ps
@pytest.mark.parametrize("victims", [["kernel"], ["launcher"], ["launcher", "kernel", "program"]], ids="-and-".join)
def test_the_kernel_is_killed_in_mid_cell(page, lab, scratch, screenshots, victims):
    """JupyterLab says so and starts another by itself; none of the old one's processes stays."""
    opened(page, lab, scratch, ENDLESS, USE)
    begin_endless(page, 2)
    family = dict(zip(["launcher", "kernel", "program"], processes.kernel_of(lab), strict=True))
    for victim in victims:
        processes.kill(family[victim])
    what = "fault-4-killed-" + "-and-".join(victims)
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for(timeout=jupyterlab.PAGE_PATIENCE)
    page.screenshot(path=screenshots / f"{what}-1-dialog.png")
    assert "appears to have died. It will restart automatically." in dialog.inner_text()
    dialog.locator(".jp-mod-accept").click()
    # The status bar says "Unknown" until the next cell runs: evcxr does not say that it starts.
    assert processes.wait_until_gone(family.values()) == []
    # The variables are gone; the cells from the top bring them back.
    assert "cannot find value `kept`" in jupyterlab.run_cell(page, 3)
    assert "is loaded" in jupyterlab.run_cell(page, 0)
    assert jupyterlab.run_cell(page, 1) == ""
    assert jupyterlab.run_cell(page, 3) == "42.5"
    page.screenshot(path=screenshots / f"{what}-2-after.png")


@needs_ps
def test_after_a_kill_restart_and_run_all_is_clean(page, lab, scratch, screenshots):
    """A real notebook, whose kernel is killed while it runs: ▸▸ then gives what is stored."""
    last = sorted(path.name for path in lab.notebooks.glob("0[1-9]*.ipynb"))[-1]
    path = scratch(NAME, copy_of=last)
    stored = jupyterlab.read(path)["cells"]
    jupyterlab.open_notebook(page, lab, NAME)
    jupyterlab.menu(page, "Run", "Run All Cells")
    tenth = [i for i, cell in enumerate(stored) if cell["cell_type"] == "code"][9]
    ended = f"number => /\\[\\d+\\]/.test({PROMPT})"
    page.wait_for_function(f"number => {PROMPT}.includes('*')", arg=tenth, timeout=60_000)
    page.wait_for_function(ended, arg=tenth, timeout=jupyterlab.PAGE_PATIENCE, polling=50)
    for process in processes.kernel_of(lab):
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
    assert differs == [], "these cells show something else than what is stored"


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
