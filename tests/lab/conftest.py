"""What the tests in a real browser share: JupyterLab from `cargo lab`, the browser, and where screenshots go.

usage, at the top of the repository: python -m pytest tests/lab --course FOLDER --screenshots FOLDER [-n 2 --dist loadfile]

FOLDER of --course is the top of a clone that `cargo lab --setup-only` was run in. Best a clone for this alone: its notebooks lose the trust
that they were given there. Each notebook file is put back as it was.
"""

import os
import pathlib
import re
import shutil
import sys

import browser as browsers
import jupyterlab
import pytest
from playwright.sync_api import sync_playwright

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests/setup"))

import machine  # noqa: E402

WINDOW = {"width": 1300, "height": 1000}


def pytest_addoption(parser):
    parser.addoption("--course", type=pathlib.Path, help="top of a clone that cargo lab is set up in")
    parser.addoption("--nothing-left-out", action="store_true", help="a test that cannot run here fails")
    parser.addoption("--screenshots", type=pathlib.Path, default=TOP / "target/screenshots", help="folder for screenshots")


def pytest_configure(config):
    """Removes the pictures of an earlier run. (Where several processes run the tests, only the first one does.)"""
    folder = config.getoption("--screenshots").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for old in () if hasattr(config, "workerinput") else [*folder.glob("*.png"), *folder.glob("cargo_lab*.log")]:
        old.unlink()


def pytest_generate_tests(metafunc):
    if "notebook_name" in metafunc.fixturenames:
        top = metafunc.config.getoption("--course") or TOP
        names = sorted(path.name for path in (top / "notebooks").glob("0[1-9]*.ipynb"))
        metafunc.parametrize("notebook_name", names, ids=lambda name: name.removesuffix(".ipynb"), scope="module")


@pytest.fixture(scope="session")
def course(pytestconfig):
    folder = pytestconfig.getoption("--course")
    if folder is None or not (folder / ".lab").is_dir():
        pytest.exit("--course must name a clone that cargo lab --setup-only was run in", returncode=4)
    return folder.resolve()


@pytest.fixture(scope="session")
def screenshots(pytestconfig):
    """The folder for screenshots."""
    return pytestconfig.getoption("--screenshots").resolve()


@pytest.fixture(scope="session")
def browser():
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(TOP / ".lab/browsers")
    with sync_playwright() as playwright:
        try:
            started = browsers.launch(playwright.chromium)
        except browsers.NoBrowser as failure:
            pytest.exit(f"\n{failure}\n", returncode=browsers.NO_BROWSER)
        yield started
        started.close()


@pytest.fixture(scope="session")
def lab(course, screenshots, browser):
    """`cargo lab`, where that can be arranged on a machine without any font; ended as Ctrl-C does it. (Without a browser there is nothing to serve for.)"""
    log = screenshots / f"cargo_lab-{os.environ.get('PYTEST_XDIST_WORKER', '0')}.log"
    command = jupyterlab.COMMAND
    serving = jupyterlab.Lab(course, log, machine.without_fonts(command) if machine.can_be_arranged() else command)
    yield serving
    serving.end()


@pytest.fixture(scope="module")
def make_page(browser):
    """Makes pages, each with a profile of its own, and closes them."""
    contexts = []

    def make(lab, size=WINDOW):
        context = browser.new_context(viewport=size)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        jupyterlab.watch(page, lab)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def page(lab, make_page):
    """An empty page for the tests of a file, whose kernels end with them."""
    yield make_page(lab)
    if lab.process.poll() is None:
        lab.end_kernels()


@pytest.fixture(scope="module")
def scratch(course):
    """Makes notebooks for the tests of a file, from the sources of their cells, or as a copy of another."""
    made = []

    def make(name, sources=(), copy_of=None):
        path = course / "notebooks" / name
        made.append(path)
        if copy_of:
            shutil.copyfile(course / "notebooks" / copy_of, path)
        else:
            path.write_text(jupyterlab.new_notebook(sources), encoding="utf-8")
        return path

    yield make
    for path in made:
        jupyterlab.remove_notebook(path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test leaves pictures of the pages that were open."""
    report = yield
    if report.skipped and item.config.getoption("--nothing-left-out"):
        report.outcome = "failed"
    started = item.funcargs.get("browser") if hasattr(item, "funcargs") else None
    if report.failed and call.when != "teardown" and started:
        name = re.sub(r"\W+", "_", item.name).strip("_")
        pages = [page for context in started.contexts for page in context.pages]
        for i, page in enumerate(pages):
            try:
                page.screenshot(path=item.config.getoption("--screenshots") / f"failed-{name}-{i}.png", timeout=10_000)
            except Exception as error:  # whatever keeps the picture away must not hide why the test failed
                report.sections.append(("screenshot", str(error)))
    return report
