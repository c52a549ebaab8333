"""What a learner sees first: notebook 01, the notebooks' names in full, and which folder this is; and after a break, what was open last."""

import jupyterlab

FIRST = "01_bias_variance.ipynb"
OTHER = "03_regularization.ipynb"
# Names in the file browser that are cut off, or that leave its panel.
CUT_OFF = """() => {
  const panel = document.querySelector('#jp-left-stack').getBoundingClientRect();
  return [...document.querySelectorAll('.jp-DirListing-itemText')]
    .filter(name => name.scrollWidth > name.clientWidth || name.getBoundingClientRect().right > panel.right)
    .map(name => name.textContent);
}"""


def wait(page, name):
    """Waits for a notebook to be in front, and for the file browser to show the notebooks' folder."""
    page.locator("#jp-main-dock-panel .lm-mod-current", has_text=name).wait_for(timeout=jupyterlab.PAGE_PATIENCE)
    jupyterlab.wait_for_idle(page)
    entry(page, OTHER).wait_for(timeout=jupyterlab.PAGE_PATIENCE)


def entry(page, name):
    """A notebook in the file browser: this one, not a copy of another test's, whose name contains it."""
    return page.locator(".jp-DirListing-item", has=page.get_by_text(name, exact=True))


def tabs(page):
    """The names on the tabs of documents."""
    return page.locator("#jp-main-dock-panel .lm-TabBar-tab").all_inner_texts()


def test_the_first_page_and_the_next(lab, page, screenshots):
    page.set_viewport_size({"width": 1280, "height": 800})
    # Other tests had notebooks open.
    page.goto(f"{lab.first}&reset", timeout=jupyterlab.PAGE_PATIENCE)
    wait(page, FIRST)
    page.screenshot(path=screenshots / "start-1-first.png")
    assert tabs(page) == [FIRST]
    # Other tests, at the same time, have notebooks there too.
    ours = {path.name for path in lab.notebooks.glob("0[1-9]*.ipynb")}
    assert ours <= set(page.locator(".jp-DirListing-itemText").all_inner_texts()) and not ours & set(page.evaluate(CUT_OFF))
    assert page.locator("#jp-top-bar").inner_text().strip() == str(lab.course)
    page.wait_for_function("end => document.title.endsWith(end)", arg=f" - JupyterLab in {lab.course}")
    # JupyterLab keeps what is open, a moment later.
    with page.expect_request(lambda sent: sent.method == "PUT" and "/api/workspaces" in sent.url and OTHER in (sent.post_data or "")):
        entry(page, OTHER).dblclick()
    page.goto(f"{lab.origin}/lab", timeout=jupyterlab.PAGE_PATIENCE)
    wait(page, OTHER)
    page.screenshot(path=screenshots / "start-2-back.png")
    assert tabs(page) == [FIRST, OTHER]
    assert page.foreign == []
