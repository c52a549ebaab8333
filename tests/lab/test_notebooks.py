"""Each notebook in JupyterLab: as a fresh clone has it, untrusted; then Run All; then its sliders."""

import contextlib
import types

import jupyterlab
import pytest


@pytest.fixture(scope="module")
def opened(notebook_name, lab, screenshots, make_page):
    """A notebook, opened as in a fresh clone."""
    page = make_page(lab)
    with jupyterlab.kept(lab, notebook_name) as path, contextlib.closing(page.context):
        jupyterlab.open_notebook(page, lab, notebook_name)
        stored, cells = jupyterlab.lines_of(path), jupyterlab.read(path)["cells"]
        yield types.SimpleNamespace(
            page=page, lab=lab, path=path, stored=stored, cells=cells, shot=lambda what: screenshots / f"{path.stem}-{what}.png"
        )


@pytest.fixture(scope="module")
def ran(opened):
    """The same after Run All."""
    opened.waited = jupyterlab.run_all(opened.page)
    return opened


def stored_pictures(cells, hidden=False):
    """How many pictures the outputs of cells hold, those that are folded left out or alone."""
    folded = [cell for cell in cells if cell["metadata"].get("jupyter", {}).get("outputs_hidden")]
    return sum(jupyterlab.html_of(cell).count("<img") for cell in cells if (cell in folded) == hidden)


def assert_seen(pictures, count):
    assert len(pictures) == count
    assert [p for p in pictures if not p["seen"]] == [], "these pictures are not drawn, hidden, or cut off"
    assert [p for p in pictures if len(p["alt"]) < 20] == [], "these pictures have no words for those who can't see them"


def test_a_fresh_clone_is_not_trusted(opened):
    name = f"notebooks/{opened.path.name}"
    cells = opened.lab.ask(f"api/contents/{name}")["content"]["cells"]
    trusted = [c["id"] for c in cells if c["cell_type"] == "code" and c["outputs"] and c["metadata"].get("trusted")]
    # Printed text and plain results are harmless, and so always trusted.
    assert [c["id"] for c in opened.cells if c["id"] in trusted and jupyterlab.html_of(c)] == []
    assert sum(cell["sliders"] for cell in jupyterlab.cells(opened.page)) == 0


def test_nothing_is_asked_when_it_opens(opened):
    assert jupyterlab.dialogs(opened.page) == []
    assert opened.page.locator(".jp-NotebookPanel-toolbar .jp-Toolbar-kernelName").inner_text() == "Rust"


def test_every_stored_picture_is_visible(opened):
    pictures = jupyterlab.scroll_through(opened.page)
    opened.page.screenshot(path=opened.shot("1-opened-end"))
    assert_seen(pictures, stored_pictures(opened.cells))
    opened.page.locator(".jp-Notebook .jp-OutputArea img").first.scroll_into_view_if_needed()
    opened.page.screenshot(path=opened.shot("1-opened-first-picture"))


def test_every_formula_is_drawn(opened):
    formulas = sum(c["source"].count("$") for c in opened.cells if c["cell_type"] == "markdown")
    drawn = opened.page.locator(".jp-Notebook mjx-container").count()
    assert jupyterlab.undrawn_formulas(opened.page) == []
    # A formula has two or four dollars.
    assert formulas / 4 <= drawn <= formulas / 2 and drawn > 0


def test_all_cells_run_without_an_error(ran):
    code = [i for i, cell in enumerate(ran.cells) if cell["cell_type"] == "code"]
    assert ran.waited == len(code), "Run All did not reach every cell"
    shown, numbers = jupyterlab.cells(ran.page), []
    for i in code:
        stored, now = ran.cells[i], shown[i]
        number = now["prompt"].strip("[]: \xa0")
        assert number.isdigit(), f"cell {stored['id']} did not run: {now['prompt']!r}"
        numbers.append(int(number))
        if "raises-exception" in stored["metadata"].get("tags", []):
            assert stored["metadata"]["fails_with"] in "\n".join(now["errors"]), f"cell {stored['id']} fails as it is meant to"
        else:
            assert jupyterlab.complaints(now) == [], f"cell {stored['id']}"
    assert numbers == [ran.cells[i]["execution_count"] for i in code]
    assert jupyterlab.dialogs(ran.page) == []


def test_every_picture_is_visible_after_the_run(ran):
    pictures = jupyterlab.scroll_through(ran.page, lambda step: ran.shot(f"2-after-run-{step:02}"))
    assert_seen(pictures, stored_pictures(ran.cells) + stored_pictures(ran.cells, hidden=True))


def test_the_run_shows_what_is_stored(ran):
    pairs = zip(ran.cells, jupyterlab.cells(ran.page), strict=True)
    differs = [stored["id"] for stored, now in pairs if now["code"] and not jupyterlab.shows(now, stored)]
    assert differs == [], "these cells show other pictures or another text than what is stored"


def test_saved_after_the_run_it_is_what_is_stored(ran):
    with jupyterlab.alone_with_trust(ran.lab.course):
        jupyterlab.save(ran.page)
    assert jupyterlab.lines_of(ran.path) == ran.stored


def test_sliders_move(ran):
    """By the keyboard, as their picture and their label say; and by the button that plays them."""
    with_slider = [i for i, cell in enumerate(ran.cells) if "<script" in jupyterlab.html_of(cell)]
    assert [c["number"] for c in jupyterlab.cells(ran.page) if c["sliders"]] == with_slider
    for n, number in enumerate(with_slider):
        output = jupyterlab.cell(ran.page, number).locator(".jp-OutputArea-output", has=ran.page.locator("input[type=range]"))
        slider, picture, label = output.locator("input[type=range]"), output.locator("img"), output.locator("span")
        picture.scroll_into_view_if_needed()

        def state(slider=slider, picture=picture, label=label):
            assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
            return slider.input_value(), label.inner_text(), picture.get_attribute("src")

        seen = [state()]
        ran.page.screenshot(path=ran.shot(f"3-slider-{n}-start"))
        slider.focus()
        for _ in range(2):
            ran.page.keyboard.press("ArrowRight")
            seen.append(state())
        assert [value for value, _, _ in seen] == ["0", "1", "2"]
        assert len({words for _, words, _ in seen}) == 3 and len({source for _, _, source in seen}) == 3
        ran.page.keyboard.press("ArrowLeft")
        assert state() == seen[1]
        ran.page.screenshot(path=ran.shot(f"3-slider-{n}-moved"))
        output.locator("button").click()
        ran.page.wait_for_function("slider => Number(slider.value) > 2", arg=slider.element_handle(), timeout=30_000)
        output.locator("button").click()


def test_nothing_came_from_elsewhere_and_nothing_complained(ran):
    assert ran.page.foreign == []
    assert ran.page.errors == []


def test_some_notebook_has_a_slider(lab):
    files = [jupyterlab.read(path) for path in lab.notebooks.glob("0*.ipynb")]
    assert any("<script" in jupyterlab.html_of(cell) for file in files for cell in file["cells"])
