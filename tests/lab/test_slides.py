"""Each notebook as slides: every one is shown, and fits a screen; a cell runs on a slide."""

import contextlib
import pathlib
import re
import types

import jupyterlab
import pytest
from playwright.sync_api import TimeoutError as PageTimeout

PROJECTOR = {"width": 1280, "height": 720}
MEASURE = pathlib.Path(__file__).with_name("measure_slide.js").read_text(encoding="utf-8")
# Of so many slides one is kept as a picture, and each that something is wrong with.
EACH = 6
READY = "body.rise-enabled .reveal.ready .slides > section section"
SHAPE = "[...document.querySelectorAll('.slides > section')].map(part => part.querySelectorAll(':scope > section').length)"
# The slide that is shown: part, and slide in it; all its fragments are made visible.
SHOWN = """() => {
  const parts = [...document.querySelectorAll('.slides > section')], part = parts.findIndex(s => s.classList.contains('present'));
  const slides = part < 0 ? [] : [...parts[part].querySelectorAll(':scope > section')];
  const slide = slides.findIndex(s => s.classList.contains('present'));
  slides[slide]?.querySelectorAll('.fragment').forEach(fragment => fragment.classList.add('visible'));
  return [part, slide];
}"""
# Becomes one value once nothing moves.
AT_REST = """() => {
  const slide = document.querySelector('.slides > section.present > section.present'), box = slide?.getBoundingClientRect();
  return [box?.top, box?.height, ...[...slide?.querySelectorAll('.jp-Cell, img') ?? []].map(e => `${e.offsetHeight} ${e.complete}`)].join();
}"""


@pytest.fixture(scope="module")
def slides(notebook_name, lab, screenshots, make_page, scratch):
    """A notebook as slides, as the button in the toolbar shows them: a copy, since another test may be running the notebook itself."""
    page, path = make_page(lab, PROJECTOR), scratch(f"00_slides_{notebook_name}", copy_of=notebook_name)
    jupyterlab.forget_trust(lab.course)
    with contextlib.closing(page.context):
        page.goto(f"{lab.origin}/rise/notebooks/{path.name}?token={lab.token}&activeCellIndex=0", timeout=jupyterlab.PAGE_PATIENCE)
        page.wait_for_selector(READY, state="attached", timeout=jupyterlab.PAGE_PATIENCE)
        jupyterlab.wait_for_formulas(page)
        cells = jupyterlab.read(path)["cells"]
        name = notebook_name.removesuffix(".ipynb")
        yield types.SimpleNamespace(page=page, lab=lab, cells=cells, shot=lambda what: screenshots / f"{name}-4-slide-{what}.png")
    lab.end_kernels()


def show(page, part, slide):
    """Shows a slide with all its fragments, and waits until nothing moves. Whether RISE did so."""
    for _ in range(3):
        call = '([part, slide]) => window.postMessage(JSON.stringify({ method: "slide", args: [part, slide, 9999] }), "*")'
        page.evaluate(call, [part, slide])
        try:
            page.wait_for_function(f"wanted => ({SHOWN})().join() === wanted", arg=f"{part},{slide}", timeout=5_000)
        except PageTimeout:
            continue
        last, same = None, 0
        for _ in range(100):
            page.wait_for_timeout(50)
            now = page.evaluate(AT_REST)
            same = same + 1 if now == last else 0
            last = now
            if same >= 3:
                break
        # Half a second after a change of slide RISE chooses a cell, which may lead back to another slide.
        if page.evaluate(SHOWN) == [part, slide]:
            return True
    return False


def kind(cell):
    return cell["metadata"].get("slideshow", {}).get("slide_type")


def test_every_slide_is_there_and_fits(slides):
    page = slides.page
    shape = page.evaluate(SHAPE)
    kinds = [kind(cell) for cell in slides.cells]
    assert sum(shape) == kinds.count("slide") + kinds.count("subslide"), "the slides that the cells' metadata ask for"
    wrong, seen, number = [], [], 0
    for part, count in enumerate(shape):
        for slide in range(count):
            found = [] if show(page, part, slide) else ["RISE does not show it"]
            measured = page.evaluate(MEASURE)
            found += measured["problems"] + (["it is empty"] if measured["empty"] else [])
            seen += measured["cells"]
            name = f"{part:02}-{slide:02}"
            wrong += [f"slide {name}: {problem}" for problem in found]
            if found or number % EACH == 0:
                page.screenshot(path=slides.shot(name))
            number += 1
    assert not wrong, "\n".join(wrong)
    skipped = [i for i, k in enumerate(kinds) if k == "skip"]
    assert sorted(seen) == [i for i in range(len(kinds)) if i not in skipped], "each cell is on one slide, but for the skipped ones"


def test_every_formula_is_drawn_on_slides(slides):
    assert jupyterlab.undrawn_formulas(slides.page) == []
    assert slides.page.locator(".slides mjx-container").count() > 0


def test_keys_lead_through_the_slides(slides):
    page = slides.page
    assert show(page, 0, 0)
    # RISE has chosen its cell by then.
    page.wait_for_timeout(700)
    shape, places = page.evaluate(SHAPE), [[0, 0]]
    order = [[part, slide] for part, count in enumerate(shape) for slide in range(count)]
    for _ in range(12):
        page.keyboard.press("Space")
        page.wait_for_timeout(700)
        at = page.evaluate(SHOWN)
        if at != places[-1]:
            places.append(at)
        if len(places) == 4:
            break
    assert places == order[:4], "Space leads to the next slide"


def test_a_cell_runs_on_a_slide(slides):
    """The one that loads the crate, in a fresh kernel."""
    page = slides.page
    load = next(i for i, cell in enumerate(slides.cells) if cell["source"].startswith(":dep"))
    shown = run_on_slide(slides, load)
    assert "is loaded" in shown
    page.screenshot(path=slides.shot("with-a-cell-run"))
    assert jupyterlab.dialogs(page) == []
    # What a cell prints may be longer than the slide: it can be scrolled.
    page.evaluate(
        """number => {
          const output = document.querySelector(`.slides .jp-Cell[data-windowed-list-index='${number}'] .jp-OutputArea-output pre`);
          output.textContent = [...Array(60).keys()].map(line => `line ${line}`).join("\\n");
          output.dataset.long = "yes";
        }""",
        load,
    )
    page.mouse.move(PROJECTOR["width"] / 2, PROJECTOR["height"] / 2)
    page.mouse.wheel(0, 5_000)
    page.wait_for_function("document.querySelector('[data-long]').getBoundingClientRect().bottom <= innerHeight + 1", timeout=5_000)


def run_on_slide(slides, number):
    """Shows the slide of a cell, runs the cell by its keys, and gives what one then sees below it."""
    page = slides.page
    place = page.evaluate(
        """number => {
          const slide = document.querySelector(`.slides .jp-Cell[data-windowed-list-index='${number}']`)?.closest('section');
          const part = slide?.parentElement;
          return slide && [[...part.parentElement.querySelectorAll(':scope > section')].indexOf(part), [...part.children].indexOf(slide)];
        }""",
        number,
    )
    assert place, f"cell {number} is on no slide"
    assert show(page, *place)
    page.wait_for_timeout(700)
    cell = page.locator(f".slides .jp-Cell[data-windowed-list-index='{number}']")
    cell.locator(".cm-content").click()
    # What was stored goes away when the cell starts.
    page.evaluate("e => { e.querySelector('.jp-OutputArea-output').dataset.stored = 'yes'; }", cell.element_handle())
    for _ in range(3):
        page.keyboard.press("Control+Enter")
        # RISE may have moved the focus in between; then one clicks and presses again.
        try:
            page.wait_for_function("e => !e.querySelector('[data-stored]')", arg=cell.element_handle(), timeout=20_000)
            break
        except PageTimeout:
            cell.locator(".cm-content").click()
    output = cell.locator(".jp-OutputArea-output:not([data-stored])")
    output.first.wait_for(state="visible", timeout=jupyterlab.PAGE_PATIENCE)
    assert re.match(r"\[\d+\]", cell.locator(".jp-InputPrompt").inner_text().strip())
    return "\n".join(output.all_inner_texts())


def test_nothing_came_from_elsewhere_on_slides(slides):
    assert slides.page.foreign == []
    assert slides.page.errors == []
