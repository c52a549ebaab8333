"""Text from elsewhere that is HTML, such as a file's name: it is shown as text, also in a notebook that is trusted."""

import jupyterlab

# Would run in the page if it were taken for HTML; would end the slider's script; would be a place in the slider's template.
HOSTILE = r"""const HOSTILE: &str = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
const QUOTES: &str = "'\"`</script><script>window.pwned=1</script>\\\" $PICTURES ${window.pwned=1} \u{2028}<svg onload=window.pwned=1>";"""
LOAD = ':dep nn_course = { path = "../nn_course" }\nuse nn_course::prelude::*;\nnotebook::start()'
# The first `?` of a session: see test_faults.py, test_the_first_figure_is_drawn.
QUESTION = "Ok::<(), String>(())?;"
PANEL = "Panel::new(HOSTILE, QUOTES, HOSTILE).line(HOSTILE, Colour::Blue, [(0.0, 0.0), (1.0, 1.0)])"
SHOWN = {
    "a table": "let mut table: Table = Table::new(HOSTILE, [HOSTILE, QUOTES]);\ntable.row([QUOTES, HOSTILE]);\ntable",
    "a figure": f"Figure::row(HOSTILE, &[{PANEL}])?",
    "a figure with quotes": f"Figure::row(QUOTES, &[{PANEL}])?",
    "a slider": f"Slider::new(HOSTILE, HOSTILE, [HOSTILE, QUOTES].map(|value| (value.to_string(), vec![{PANEL}])))?",
    "a slider with quotes": f"Slider::new(QUOTES, QUOTES, [QUOTES, HOSTILE].map(|value| (value.to_string(), vec![{PANEL}])))?",
    "a text": "HOSTILE.to_string()",
    "a printed text": 'println!("{HOSTILE}");\neprintln!("{QUOTES}");',
    "a data set's name": 'let data: Dataset = Dataset::from_csv_reader("a,b\\n<script>window.pwned=1</script>,1\\n".as_bytes(), HOSTILE)?;',
    "an error as a value": 'Dataset::from_csv_reader("a,b\\n1,<img src=x onerror=window.pwned=1>\\n".as_bytes(), HOSTILE).unwrap_err()',
    "a file that is not there": "let file: Dataset = Dataset::from_csv(HOSTILE)?;",
    "a panic": 'panic!("{HOSTILE}")',
    "a compile error": "let wrong: f64 = \"<img src=x onerror='window.pwned=1'>\";",
}
NAME = "00_hostile.ipynb"


def assert_harmless(page):
    # An error event comes after the picture failed to load.
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src='x'], img[onerror], svg[onload]").count() == 0


def test_hostile_text_stays_text(page, lab, scratch, screenshots):
    scratch(NAME, [LOAD, HOSTILE, QUESTION, *SHOWN.values()])
    jupyterlab.open_notebook(page, lab, NAME)
    for number in range(3):
        jupyterlab.run_cell(page, number)
    for number, what in enumerate(SHOWN, start=3):
        said = jupyterlab.run_cell(page, number)
        shown = jupyterlab.cells(page)[number]
        assert shown["sliders"] == ("slider" in what), f"{what}: {said}"
        assert len(shown["pictures"]) == ("figure" in what or "slider" in what), f"{what} is not drawn: {said}"
        assert shown["pictures"] or what.startswith("a data set") or "pwned=1" in said, f"{what} is not shown: {said}"
        for _ in range(shown["sliders"]):
            slider = jupyterlab.cell(page, number).locator("input[type=range]")
            slider.focus()
            page.keyboard.press("ArrowRight")
            assert slider.input_value() == "1"
        assert_harmless(page)
    pane = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    pane.evaluate("pane => { pane.scrollTop = 0; }")
    page.screenshot(path=screenshots / "hostile-text-1.png")
    pane.evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    page.screenshot(path=screenshots / "hostile-text-2.png")
    assert page.foreign == []


def test_a_saved_notebook_with_hostile_text_is_harmless_too(page, lab, scratch):
    """Opened again, trusted, everything is drawn from the file."""
    scratch(NAME, [LOAD, HOSTILE, QUESTION, SHOWN["a table"], SHOWN["a slider"], SHOWN["an error as a value"]])
    jupyterlab.open_notebook(page, lab, NAME)
    for number in range(6):
        jupyterlab.run_cell(page, number)
    with jupyterlab.alone_with(lab.course, "trust"):
        jupyterlab.save(page)
        jupyterlab.open_notebook(page, lab, NAME)
    assert sum(cell["sliders"] for cell in jupyterlab.cells(page)) == 1, "it is trusted, so the slider is there"
    assert_harmless(page)


FORMULA = """const PRICES: &str = "it costs $5, or $6";
const LINK: &str = r"$\\href{javascript:window.pwned=1}{press}$";"""


def test_dollars_in_a_table_stay_dollars(page, lab, scratch, screenshots):
    """A table of a learner's own data may hold them; two in a cell must not become a formula, let alone a link that runs a script."""
    scratch(NAME, [LOAD, FORMULA, "let mut table: Table = Table::new(PRICES, [LINK]);\ntable.row([PRICES]);\ntable.row([LINK]);\ntable"])
    jupyterlab.open_notebook(page, lab, NAME)
    for number in range(3):
        jupyterlab.run_cell(page, number)
    page.wait_for_timeout(1_000)
    page.screenshot(path=screenshots / "hostile-text-3-dollars.png")
    assert page.locator(".jp-OutputArea table").count() == 1
    for link in page.locator(".jp-OutputArea a").all():
        link.click(timeout=5_000)
    assert_harmless(page)
    assert page.locator(".jp-OutputArea mjx-container").count() == 0
