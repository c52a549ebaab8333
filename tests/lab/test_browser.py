"""How a browser is found; needs none."""

import types

import browser
import pytest
from playwright.sync_api import Error

NONE = {"PATH": "", "HOME": "/nowhere"}


def program(folder, name):
    """An empty program."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return str(path)


def chromium(works=(), own="/nowhere/chrome"):
    """Stands for Playwright's: only some programs start."""

    def launch(executable_path="its own", args=()):
        if executable_path not in works:
            raise Error(f"cannot start {executable_path}\nits log")
        return executable_path

    return types.SimpleNamespace(launch=launch, executable_path=own)


def no_installer():
    raise AssertionError("the installer was called")


@pytest.fixture(autouse=True)
def no_applications(monkeypatch):
    """What is installed here must not matter."""
    monkeypatch.setattr(browser, "APPLICATIONS", ())


def test_the_variable_comes_first(tmp_path):
    mine, other = program(tmp_path, "mine"), program(tmp_path, "chromium.exe")
    environment = {browser.VARIABLE: mine, "PATH": str(tmp_path)}
    assert browser.installed(environment) == [mine] != [other]
    assert browser.launch(chromium([mine]), environment, no_installer) == mine


def test_a_variable_that_names_nothing_is_said(tmp_path):
    with pytest.raises(browser.NoBrowser, match=r"names no browser\n  why:        there is no file .*gone\n  what to do: let it name"):
        browser.launch(chromium(), {browser.VARIABLE: str(tmp_path / "gone")}, no_installer)


def test_a_named_browser_that_does_not_start_is_said(tmp_path):
    with pytest.raises(browser.NoBrowser, match="does not start: cannot start .*mine\n  what to do"):
        browser.launch(chromium(["its own"]), {browser.VARIABLE: program(tmp_path, "mine")}, no_installer)


@pytest.mark.skipif("os.name == 'nt'", reason="there, names on the PATH end in .exe")
def test_installed_browsers_are_tried_in_turn(tmp_path):
    chrome, best = program(tmp_path, "google-chrome"), program(tmp_path, "chromium")
    environment = {"PATH": str(tmp_path)}
    assert browser.installed(environment) == [best, chrome]
    assert browser.launch(chromium([chrome, best]), environment, no_installer) == best
    assert browser.launch(chromium([chrome]), environment, no_installer) == chrome


def test_the_usual_places_are_looked_into(tmp_path):
    edge = program(tmp_path, "Microsoft/Edge/Application/msedge.exe")
    chrome = program(tmp_path, "Google/Chrome/Application/chrome.exe")
    assert browser.installed(NONE | {"PROGRAMFILES": str(tmp_path)}) == [chrome, edge]


def test_without_one_the_installer_is_called():
    calls = []
    assert browser.launch(chromium(["its own"]), NONE, lambda: calls.append(1)) == "its own"
    assert calls == [1]


def test_what_was_fetched_before_is_used(tmp_path):
    own = program(tmp_path, "chrome")
    assert browser.launch(chromium(["its own"], own), NONE, no_installer) == "its own"


def test_where_nothing_can_be_fetched_the_message_says_what_to_install():
    with pytest.raises(browser.NoBrowser) as failure:
        browser.launch(chromium(), NONE, lambda: "no network")
    text = str(failure.value)
    assert text.startswith("✗ there is no browser for the tests\n  why:        no browser is installed, and Playwright's installer")
    assert all(way in text for way in ("no network", "sudo apt install chromium", "brew install", "winget install", browser.VARIABLE))


def test_a_fetched_one_that_does_not_start_is_said():
    with pytest.raises(browser.NoBrowser, match="libraries that it needs may be missing"):
        browser.launch(chromium(), NONE, lambda: "")
