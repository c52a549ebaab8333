"""Finds a browser for the tests: the one that NN_COURSE_BROWSER names, an installed one, or Playwright's own.

Chromium, Chrome and Edge will do.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

VARIABLE = "NN_COURSE_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
# Where browsers are that no PATH leads to.
APPLICATIONS = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
PROGRAMS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# How a run ends where no browser can be had; pytest's own numbers are 0 to 5.
NO_BROWSER = 9
INSTALL = f"""on Debian and Ubuntu: sudo apt install chromium
on macOS: brew install --cask google-chrome
on Windows: winget install Google.Chrome
or let the variable {VARIABLE} name the program of a Chromium, Chrome or Edge
then run the same command again"""


class NoBrowser(Exception):
    """No browser can be had."""

    def __init__(self, what, why, how=INSTALL):
        how = how.replace("\n", "\n              ")
        super().__init__(f"✗ {what}\n  why:        {why}\n  what to do: {how}")


def usual_places(environment):
    """Where installers put browsers on macOS and on Windows."""
    homes = ["/Applications", os.path.join(environment.get("HOME", "/"), "Applications")]
    yield from (pathlib.Path(home, name) for home in homes for name in APPLICATIONS)
    folders = [environment[name] for name in FOLDERS if environment.get(name)]
    yield from (pathlib.Path(folder, name) for folder in folders for name in PROGRAMS)


def installed(environment):
    """The programs that may be browsers, the best first. The variable, where it is set, is the only one."""
    if environment.get(VARIABLE):
        named = pathlib.Path(environment[VARIABLE])
        if not named.is_file():
            raise NoBrowser(f"{VARIABLE} names no browser", f"there is no file {named}", "let it name the program, or unset it")
        return [str(named)]
    found = [shutil.which(name, path=environment.get("PATH", "")) for name in NAMES]
    return [path for path in found if path] + [str(path) for path in usual_places(environment) if path.is_file()]


def flags():
    """What the browser is started with. As root, which one often is in a container, Chromium runs without its sandbox alone."""
    return FLAGS + (["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])


def install():
    """Playwright's own installer. Gives what it said last if it can't."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print("no installed browser was found; Playwright's installer fetches one (about 200 MB)", flush=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    errors = [line.removeprefix("Error: ") for line in (done.stdout + done.stderr).splitlines() if line.startswith("Error: ")]
    # It tries several times.
    return " ".join(dict.fromkeys(errors)) or f"it ended with {done.returncode}"


def launch(chromium, environment=os.environ, installer=install):
    """A running browser. Raises NoBrowser, which says what to install."""
    why = []
    for program in installed(environment):
        try:
            return chromium.launch(executable_path=program, args=flags())
        except Error as error:
            why.append(f"{program} does not start: {first_line(error)}")
    if environment.get(VARIABLE):
        raise NoBrowser("the browser does not start", why[0], f"let {VARIABLE} name another, or unset it")
    if not os.path.exists(chromium.executable_path):
        failed = installer()
        if failed:
            why.append(f"{'no' if not why else 'no other'} browser is installed, and Playwright's installer could not fetch one: {failed}")
            raise NoBrowser("there is no browser for the tests", "; ".join(why))
    try:
        return chromium.launch(args=flags())
    except Error as error:
        why.append(f"Playwright's own Chromium does not start (libraries that it needs may be missing): {first_line(error)}")
        raise NoBrowser("no browser starts", "; ".join(why)) from None


def first_line(error):
    """What an error of Playwright's says, without the browser's log."""
    return str(error).strip().splitlines()[0]


def main():
    """Says whether a browser starts; fetches Playwright's own where there is none."""
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright.chromium)
        except NoBrowser as failure:
            print(f"\n{failure}\n", flush=True)
            sys.exit(NO_BROWSER)
        print(f"• a browser for the tests: Chromium {browser.version}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
