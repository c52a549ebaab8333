"""JupyterLab killed while it saves: the notebook is whole, old or new, when `cargo lab` has started again."""

import json
import random
import threading
import time

import jupyterlab
import pytest

NAME = "00_saved.ipynb"
ROUNDS = 10
# The file is then written, or about to be: JupyterLab first takes a while to check what it is to save.
MOST_SECONDS = 0.4


@pytest.fixture
def start(course, screenshots):
    """Starts `cargo lab`, as often as it is killed."""
    started = []

    def start():
        started.append(jupyterlab.Lab(course, screenshots / "cargo_lab_killed.log"))
        return started[-1]

    yield start
    for lab in started:
        lab.end()


def version(notebook, number):
    """The same notebook, told from the others by its first cell."""
    notebook["cells"][0]["source"] = f"version {number}"
    return notebook


def largest(course):
    return max((course / "notebooks").glob("0[1-9]*.ipynb"), key=lambda path: path.stat().st_size).name


def as_seen(lab):
    """The notebook as JupyterLab opens it: its version, and what it holds beside."""
    content = lab.ask(f"api/contents/notebooks/{NAME}?type=notebook")["content"]
    for cell in content["cells"]:
        cell["metadata"].pop("trusted", None)
    number = content["cells"][0]["source"].removeprefix("version ")
    return int(number), json.dumps(content["cells"][1:], sort_keys=True)


def save_and_kill(lab, path, notebook, seconds):
    """Asks for the file to be saved, and kills the server after so many seconds, or, without them, once the file changes."""
    before = path.stat()

    def save():
        try:
            lab.ask(f"api/contents/notebooks/{NAME}", {"type": "notebook", "format": "json", "content": notebook}, "PUT")
        except OSError:
            pass  # it was killed

    thread = threading.Thread(target=save)
    thread.start()
    deadline = time.monotonic() + (30 if seconds is None else seconds)
    while time.monotonic() < deadline:
        if seconds is None and (path.stat().st_mtime_ns, path.stat().st_size) != (before.st_mtime_ns, before.st_size):
            break
    lab.kill()
    thread.join()


def test_killed_in_mid_save_the_notebook_is_whole(start, scratch, course, screenshots):
    path = scratch(NAME, copy_of=largest(course))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(version(notebook, 0), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lab, dice, kept, notes = start(), random.Random(1), 0, []
    _, rest = as_seen(lab)
    for number in range(1, ROUNDS + 1):
        seconds = None if number % 2 else dice.uniform(0.0, MOST_SECONDS)
        save_and_kill(lab, path, version(notebook, number), seconds)
        beside = sorted(p.name for p in path.parent.glob(f"*{path.name}*") if p != path)
        torn = not is_whole(path)
        lab = start()
        found, others = as_seen(lab)
        when = "as the file changed" if seconds is None else f"after {seconds:.2f} s"
        notes.append(f"round {number}, killed {when}: version {found}; file torn before it was opened: {torn}; beside it: {beside}")
        print(notes[-1])
        assert found in (kept, number), "neither the old version nor the new"
        assert others == rest, "something of the notebook was lost"
        kept = found
    (screenshots / "killed_saves.txt").write_text("\n".join(notes) + "\n", encoding="utf-8")


def is_whole(path):
    try:
        json.loads(path.read_text(encoding="utf-8"))
        return True
    except ValueError:
        return False


def test_a_page_says_that_the_server_is_gone_and_the_notebook_opens_again(start, scratch, course, screenshots, make_page):
    name = largest(course)
    path = scratch(NAME, copy_of=name)
    lab = start()
    page = make_page(lab)
    jupyterlab.open_notebook(page, lab, NAME)
    jupyterlab.menu(page, "Edit", "Clear Outputs of All Cells")
    before = path.stat()
    jupyterlab.press(page, "docmanager:save")
    deadline = time.monotonic() + 60
    while (path.stat().st_mtime_ns, path.stat().st_size) == (before.st_mtime_ns, before.st_size):
        assert time.monotonic() < deadline, "the page did not save"
    lab.kill()
    said = page.locator(".jp-Dialog")
    said.wait_for(timeout=jupyterlab.PAGE_PATIENCE)
    # Which of the two depends on whether the server had answered.
    assert any(words in said.inner_text() for words in (f"File Save Error for {NAME}", "Server Connection Error"))
    page.screenshot(path=screenshots / "fault-6-server-killed-1-dialog.png")
    page.context.close()
    lab = start()
    page = make_page(lab)
    jupyterlab.open_notebook(page, lab, NAME)
    page.screenshot(path=screenshots / "fault-6-server-killed-2-opened-again.png")
    pictures = page.locator(".jp-Notebook .jp-OutputArea img").count()
    stored = jupyterlab.read(course / "notebooks" / name)["cells"]
    assert pictures in (0, sum(jupyterlab.html_of(cell).count("<img") for cell in stored)), "neither the old version nor the new"
    assert jupyterlab.dialogs(page) == []
