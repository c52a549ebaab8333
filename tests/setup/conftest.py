"""The set-up as people use it: in a fresh clone, on machines that lack something, interrupted.

usage: pytest tests/setup --course FOLDER --kernel FOLDER [--nothing-left-out]

FOLDER of --course is where a fresh clone is made, that of --kernel has a kernel that is built already.
"""

import pathlib
import shutil

import clone
import pytest


def pytest_addoption(parser):
    parser.addoption("--course", type=pathlib.Path, required=True)
    parser.addoption("--kernel", type=pathlib.Path, required=True)
    parser.addoption("--as-it-is", action="store_true", help="the clone is there from an earlier run, and is kept")
    parser.addoption("--nothing-left-out", action="store_true", help="a test that cannot run here fails")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.skipped and item.config.getoption("--nothing-left-out"):
        report.outcome = "failed"


@pytest.fixture(scope="session")
def kernel(request):
    """The folder of a kernel that is built already."""
    return request.config.getoption("--kernel")


def pytest_collection_modifyitems(items):
    # What is interrupted is not there yet.
    items.sort(key=lambda item: "test_interrupted" not in item.nodeid)


@pytest.fixture(scope="session")
def fresh(request):
    """A fresh clone, at a path with a space and Hangul. It stays, for whoever comes after these tests."""
    folder = request.config.getoption("--course")
    assert " " in str(folder) and any("가" <= letter <= "힣" for letter in str(folder)), folder
    if request.config.getoption("--as-it-is"):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    return clone.make(folder)


@pytest.fixture(scope="session")
def course(fresh, kernel):
    """The same, set up."""
    code, said = clone.run(["cargo", "lab", "--setup-only"], fresh, clone.environment(kernel), 1200)
    assert code == 0, said
    return fresh


@pytest.fixture(scope="session")
def other(tmp_path_factory, request):
    """Another fresh clone, in which nothing is ever set up. The tool is compiled already, so that it is this that speaks, not cargo."""
    folder = clone.make(request.config.getoption("--course").parent / "other")
    code, said = clone.run(["cargo", "lab", "--help"], folder, clone.environment())
    assert code == 0 and "usage" in said, said
    yield folder
    shutil.rmtree(folder)
