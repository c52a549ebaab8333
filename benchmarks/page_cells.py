"""How long cells take in JupyterLab's page, in two clones of the course by turns.

    cargo lab --setup-only                 # in both clones; in this one also: cargo verify browser
    .lab/browser/bin/python benchmarks/page_cells.py OTHER_CLONE [notebooks/NOTEBOOK.ipynb ...]

Opens each notebook in a browser, in the other clone and in this one, and runs it cell by cell with Shift+Enter, then once more by *Run
All* in a restarted kernel. A cell's time is from the star in its prompt to the number there. The cells compared are those after the first
picture, whose tests do not want an error; the first line of the table gives the medians over all of them, with their ratio.
"""

import json
import pathlib
import statistics
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests/lab"))

import browser  # noqa: E402
import jupyterlab as jl  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

# Notes when a prompt gets its star and its number, as the page's clock has it.
WATCH = """() => {
  window.stars = {}; window.numbers = {};
  const note = () => document.querySelectorAll('.jp-Notebook .jp-CodeCell').forEach(cell => {
    const [i, prompt] = [cell.dataset.windowedListIndex, cell.querySelector('.jp-InputPrompt').textContent];
    if (prompt.includes('*')) window.stars[i] ??= performance.now();
    else if (i in window.stars && /\\d/.test(prompt)) window.numbers[i] ??= performance.now();
  });
  new MutationObserver(note).observe(document.querySelector('.jp-Notebook'), { subtree: true, childList: true, characterData: true });
}"""


def code_cells(path):
    """The numbers of a notebook's code cells, and of those that are compared."""
    cells = jl.read(path)["cells"]
    code = [i for i, cell in enumerate(cells) if cell["cell_type"] == "code"]
    first = next(i for i in code if "<img" in jl.html_of(cells[i]))
    return code, [i for i in code if i > first and "raises-exception" not in cells[i]["metadata"].get("tags", [])]


def measure(page, lab, path):
    """Seconds of each cell that is compared, and of Run All."""
    jl.open_notebook(page, lab, path.name)
    page.evaluate(WATCH)
    code, compared = code_cells(path)
    for number in code:
        jl.cell(page, number).locator(".jp-InputPrompt").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_function("i => i in window.numbers", arg=str(number), timeout=jl.PAGE_PATIENCE, polling=200)
        page.wait_for_timeout(150)
    times = page.evaluate("cells => cells.map(i => (window.numbers[i] - window.stars[i]) / 1000)", compared)
    kernel = lab.kernels()[0]
    lab.ask(f"api/kernels/{kernel}/restart", {}, "POST")
    page.wait_for_timeout(4000)
    jl.wait_for_idle(page)
    began = time.perf_counter()
    jl.run_all(page)
    return times, time.perf_counter() - began


def main():
    other, *names = sys.argv[1:]
    clones = {"other": pathlib.Path(other).resolve(), "this": TOP}
    notebooks = [pathlib.Path(n).resolve() for n in names] or sorted((TOP / "notebooks").glob("*.ipynb"))
    labs = {name: jl.Lab(clone, clone / ".lab/page_cells.log") for name, clone in clones.items()}
    everything = {name: [] for name in labs}
    with sync_playwright() as playwright:
        program = browser.launch(playwright.chromium)
        try:
            for notebook in notebooks:
                medians = {}
                for name, lab in labs.items():
                    with jl.kept(lab, notebook.name):
                        page = program.new_page(viewport={"width": 1400, "height": 1000})
                        times, run_all = measure(page, lab, notebook)
                        page.close()
                    everything[name] += times
                    medians[name] = statistics.median(times), run_all
                for name, (median, run_all) in medians.items():
                    print(f"{notebook.stem:24}{name:8}{len(times):4} cells, median {median:.3f} s; Run All {run_all:.1f} s", flush=True)
                ratio = medians["this"][0] / medians["other"][0]
                print(f"{'':24}ratio {ratio:.2f}; Run All {medians['this'][1] / medians['other'][1]:.2f}", flush=True)
        finally:
            program.close()
            for lab in labs.values():
                lab.end()
    both = [statistics.median(times) for times in everything.values()]
    print(json.dumps({name: round(median, 3) for name, median in zip(everything, both)}), f"ratio {both[1] / both[0]:.2f}")


if __name__ == "__main__":
    main()
