"""Text from elsewhere that is HTML, such as a file's name: it is shown as text, also in a notebook that is trusted."""

import jupyterlab
import pytest

# Would run in the page if it were taken for HTML; would end the slider's script; would be a place in the slider's template.
HOSTILE = r"""const HOSTILE: &str = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
const QUOTES: &str = "'\"`</script><script>window.pwned=1</script>\\\" $PICTURES ${window.pwned=1} \u{2028}<svg onload=window.pwned=1>";
const PRICES: &str = "it costs $5, or $6";
const LINK: &str = r"$\href{javascript:window.pwned=1}{press}$";"""
LOAD = ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;\nnotebook::start()'
# The first `?` of a session: see test_faults.py, test_the_first_figure_is_drawn.
QUESTION = "Ok::<(), String>(())?;"
PANEL = "Panel::new(HOSTILE, QUOTES, HOSTILE).line(HOSTILE, Colour::Blue, [(0.0, 0.0), (1.0, 1.0)])"
SHOWN = {
    "a table": "let mut table: Table = Table::new(HOSTILE, [HOSTILE, QUOTES]);\ntable.row([QUOTES, HOSTILE]);\ntable",
    "a figure": f"Figure::row(&[{PANEL}])?",
    "a figure with quotes": f"Figure::grid(1, &[{PANEL}.points(QUOTES, Colour::Blue, Shape::Circle, [(0.0, 0.0)])])?",
    "a slider": f"Slider::new(HOSTILE, &[HOSTILE, QUOTES].map(|value| (value.to_string(), vec![{PANEL}])))?",
    "a slider with quotes": f"Slider::new(QUOTES, &[QUOTES, HOSTILE].map(|value| (value.to_string(), vec![{PANEL}])))?",
    "a text": "HOSTILE.to_string()",
    "a printed text": 'println!("{HOSTILE}");\neprintln!("{QUOTES}");',
    "a data set's name": 'let data: Dataset = Dataset::from_csv_reader("a,b\\n<script>window.pwned=1</script>,1\\n".as_bytes(), HOSTILE)?;',
    "an error as a value": 'Dataset::from_csv_reader("a,b\\n1,<img src=x onerror=window.pwned=1>\\n".as_bytes(), HOSTILE).unwrap_err()',
    "a file that is not there": "let file: Dataset = Dataset::from_csv(HOSTILE)?;",
    "a panic": 'panic!("{HOSTILE}")',
    "a compile error": "let wrong: f64 = \"<img src=x onerror='window.pwned=1'>\";",
}
DOLLARS = "let mut table: Table = Table::new(PRICES, [LINK]);\ntable.row([PRICES]);\ntable.row([LINK]);\ntable"
NAME = "00_hostile.ipynb"
BEFORE = [LOAD, HOSTILE, QUESTION]


@pytest.fixture(scope="module")
def opened(page, lab, scratch):
    """A notebook of these cells, the first ones have run."""
    scratch(NAME, [*BEFORE, *SHOWN.values(), DOLLARS])
    jupyterlab.open_notebook(page, lab, NAME)
    for number in range(len(BEFORE)):
        jupyterlab.run_cell(page, number)
    return page


def assert_harmless(page):
    # An error event comes after the picture failed to load.
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src='x'], img[onerror], svg[onload]").count() == 0
    assert page.foreign == []


@pytest.mark.parametrize("what", SHOWN)
def test_hostile_text_stays_text(opened, what):
    number = len(BEFORE) + list(SHOWN).index(what)
    said = jupyterlab.run_cell(opened, number)
    shown = jupyterlab.cells(opened)[number]
    assert shown["sliders"] == ("slider" in what), said
    assert len(shown["pictures"]) == ("figure" in what or "slider" in what), said
    assert shown["pictures"] or what.startswith("a data set") or "pwned=1" in said, said
    for _ in range(shown["sliders"]):
        slider = jupyterlab.cell(opened, number).locator("input[type=range]")
        slider.focus()
        opened.keyboard.press("ArrowRight")
        assert slider.input_value() == "1"
    assert_harmless(opened)


def test_dollars_in_a_table_stay_dollars(opened, screenshots):
    """A table of a learner's own data may hold them; two in a cell must not become a formula, let alone a link that runs a script."""
    number = len(BEFORE) + len(SHOWN)
    jupyterlab.run_cell(opened, number)
    table = jupyterlab.cell(opened, number).locator("table")
    assert "it costs $5, or $6" in table.text_content() and "{press}$" in table.text_content()
    opened.screenshot(path=screenshots / "hostile-text-1-dollars.png")
    for link in opened.locator(".jp-OutputArea a").all():
        link.click(timeout=5_000)
    assert_harmless(opened)
    assert opened.locator(".jp-OutputArea mjx-container").count() == 0


def test_a_saved_notebook_with_hostile_text_is_harmless_too(opened, lab, screenshots):
    """Opened again, trusted, everything is drawn from the file."""
    with jupyterlab.alone_with_trust(lab.course):
        jupyterlab.save(opened)
        jupyterlab.open_notebook(opened, lab, NAME)
    sliders = sum(cell["sliders"] for cell in jupyterlab.cells(opened))
    assert sliders == sum("slider" in what for what in SHOWN), "it is trusted, so the sliders are there"
    assert_harmless(opened)
    pane = opened.locator(".jp-Notebook .jp-WindowedPanel-outer")
    for name, top in ("2-top", "0"), ("3-bottom", "pane.scrollHeight"):
        pane.evaluate(f"pane => {{ pane.scrollTop = {top}; }}")
        opened.screenshot(path=screenshots / f"hostile-text-{name}.png")
