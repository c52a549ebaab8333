"""JupyterLab as `cargo lab` serves it, and what a person does in its page."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.request

# How long things may take that take seconds on an idle machine; in milliseconds for the page.
PATIENCE = 180
PAGE_PATIENCE = PATIENCE * 1000

# What a browser's console says without anything being wrong for a learner: RISE looks for its style sheet, and what draws its buttons asks
# for a colour (a design token) that is defined by itself.
HARMLESS = re.compile(
    r"Refused to apply style|RangeError: Maximum call stack size exceeded .*/static/rise/"
    r"|Failed to load resource.*(rise\.css|custom\.css|\.map)"
)


COMMAND = ["cargo", "lab", "--no-browser"]


class Lab:
    """A running `cargo lab`."""

    def __init__(self, course, log, command=COMMAND):
        self.course, self.notebooks = course, course / "notebooks"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        command = [*command, "--port", str(port)]
        with open(log, "ab") as output:
            began = output.tell()
            # JupyterLab tidies up after a Ctrl-C only where somebody could type.
            self.keyboard, typed = os.openpty() if hasattr(os, "openpty") else (None, subprocess.DEVNULL)
            # A server reads the workspaces of all, and fails where another is just writing one.
            self.workspaces = tempfile.TemporaryDirectory()
            variables = {**os.environ, "JUPYTERLAB_WORKSPACES_DIR": self.workspaces.name}
            self.process = subprocess.Popen(command, cwd=course, env=variables, stdin=typed, stdout=output, stderr=output, **ALONE)
        self.token = self.wait(log, began)

    def wait(self, log, began):
        """Waits until it serves; gives its token."""
        deadline = time.monotonic() + PATIENCE * 2
        while time.monotonic() < deadline:
            with open(log, encoding="utf-8", errors="replace") as text:
                text.seek(began)
                said = text.read()
            # The page that it opens, whose token is the server's.
            token = re.search(r"(?P<first>" + re.escape(self.origin) + r"/lab\S*\?token=(?P<token>\w+))", said)
            if self.process.poll() is not None:
                raise AssertionError(f"cargo lab ended at once; it said:\n{said}")
            if token:
                try:
                    self.first, self.token = token["first"], token["token"]
                    self.ask("api/status")
                    return self.token
                except OSError:
                    pass
            time.sleep(0.1)
        self.kill()
        raise AssertionError(f"cargo lab does not serve; it said:\n{said}")

    def ask(self, path, data=None, method=None):
        """An answer of the server's interface."""
        body = None if data is None else json.dumps(data).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.origin}/{path}", body, headers, method=method)
        with DIRECT.open(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    def kernels(self):
        """The ids of the kernels that run."""
        return [kernel["id"] for kernel in self.ask("api/kernels")]

    def end_kernels(self):
        for kernel in self.kernels():
            self.ask(f"api/kernels/{kernel}", method="DELETE")

    def end(self):
        """As Ctrl-C does it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if os.name != "nt" else signal.CTRL_BREAK_EVENT)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()
        self.workspaces.cleanup()

    def kill(self):
        """As a system short of memory would do it: at once, with no time to tidy up."""
        if os.name == "nt":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(self.process.pid)], capture_output=True, check=False)
        else:
            self.process.kill()
        self.process.wait(timeout=60)


# In a group of its own, so that a Ctrl-C at the tests reaches it by `end` alone.
ALONE = {"start_new_session": True} if os.name != "nt" else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
# Ctrl-C works in what is started here, also where the tests run in the background and it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
# No proxy stands between this machine and itself.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def read(path):
    """A notebook file; each source, and each text of an output, in one piece."""
    notebook = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        for output in cell.get("outputs", []):
            output["text"] = "".join(output.get("text", ""))
            output["data"] = {kind: "".join(data) for kind, data in output.get("data", {}).items()}
    return notebook


def lines_of(path):
    """A notebook file's lines, but for those that say that an output is folded: JupyterLab unfolds it when its cell runs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"].pop("jupyter", None)
    return json.dumps(notebook, indent=1, ensure_ascii=False).splitlines()


def shows(now, stored):
    """Whether a cell of the page shows the outputs of one of a file: their pictures, or their text (a table's text is not compared)."""
    html, text = html_of(stored), "".join(output["text"] or output["data"].get("text/plain", "") for output in stored["outputs"])
    if "<script" in html:
        return now["sliders"] == 1
    pictures = [source.removeprefix("data:image/png;base64,") for source in now["pictures"]]
    same = all(len(source) > 100 and f';base64,{source}"' in html for source in pictures) and len(pictures) == html.count("<img")
    errors = any(output["output_type"] == "error" for output in stored["outputs"])
    return same and (bool(html) or errors or words(now["text"]) == words(text))


def words(text):
    """A text but for its spaces and line ends."""
    return "".join(text.split())


def html_of(cell):
    """All HTML that a cell's outputs hold."""
    return "".join(output["data"].get("text/html", "") for output in cell.get("outputs", []))


def forget_trust(course):
    """Makes every notebook as untrusted as in a fresh clone."""
    signatures = course / ".lab/jupyter/data/nbsignatures.db"
    if signatures.exists():
        with alone_with_trust(course), sqlite3.connect(signatures, timeout=30) as database:
            database.execute("DELETE FROM nbsignatures")


@contextlib.contextmanager
def alone_with_trust(course):
    """As long as this lasts, tests in another process wait that change which notebooks are trusted."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with (course / ".lab/jupyter/trust.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def kept(lab, name):
    """A notebook as a fresh clone has it, untrusted; its file is put back in the end. Gives its path."""
    path = lab.notebooks / name
    before = path.read_bytes()
    forget_trust(lab.course)
    try:
        yield path
    finally:
        lab.end_kernels()
        path.write_bytes(before)


def watch(page, lab):
    """Notes what should not happen in a page: a request to elsewhere, an error on the console."""
    page.foreign, page.errors = [], []
    socket_origin = lab.origin.replace("http", "ws", 1)

    def request(url):
        if not url.startswith((lab.origin + "/", socket_origin + "/", "data:", f"blob:{lab.origin}/")):
            page.foreign.append(url[:200])

    def error(text):
        if not HARMLESS.search(text):
            page.errors.append(text[:300])

    page.on("request", lambda sent: request(sent.url))
    page.on("websocket", lambda opened: request(opened.url))
    page.on("console", lambda said: error(f"{said.text} {said.location.get('url', '')}") if said.type == "error" else None)
    page.on("pageerror", lambda thrown: error(str(thrown)))


def open_notebook(page, lab, name):
    """Opens a notebook as the file browser would, and waits until its kernel is ready and its cells are drawn."""
    count = len(lab.ask(f"api/contents/notebooks/{name}?type=notebook")["content"]["cells"])
    page.goto(f"{lab.origin}/lab/tree/notebooks/{name}?token={lab.token}&reset", timeout=PAGE_PATIENCE)
    wait_for_idle(page)
    page.wait_for_function(f"document.querySelectorAll('.jp-Notebook .jp-Cell').length === {count}", timeout=PAGE_PATIENCE, polling=200)
    wait_for_formulas(page)


def wait_for_idle(page):
    """Waits until the kernel has nothing to do and no cell waits for it."""
    page.wait_for_function(
        """() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'
          && ![...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'))""",
        timeout=PAGE_PATIENCE * 2,
        polling=200,
    )


def wait_for_formulas(page):
    """Waits until MathJax is done: the number of formulas stays for a second, and no text looks like one."""
    last, same, deadline = None, 0, time.monotonic() + 60
    while same < 5 and time.monotonic() < deadline:
        page.wait_for_timeout(200)
        now = page.evaluate("document.querySelectorAll('mjx-container').length")
        same = same + 1 if now == last and not undrawn_formulas(page) else 0
        last = now


def undrawn_formulas(page):
    """Text that is LaTeX to the eye, and MathJax's own complaints."""
    return page.evaluate(
        r"""() => {
          const found = [...document.querySelectorAll('mjx-merror, [data-mjx-error]')].map(e => e.textContent);
          for (const prose of document.querySelectorAll('.jp-Notebook .jp-RenderedMarkdown, .reveal .jp-RenderedMarkdown')) {
            const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); )
              if (/\$[^$\s][^$]*\$|\\begin\{|\\frac|Math input error/.test(node.textContent)
                  && !node.parentElement.closest('code, pre, mjx-container')) found.push(node.textContent.trim().slice(0, 80));
          }
          return found;
        }"""
    )


def menu(page, *words):
    """Chooses from the menu bar."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{words[0]}$")).click()
    for word in words[1:]:
        page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(word)}$")).click()


def press(page, command):
    """Presses a button of the notebook's toolbar."""
    page.locator(f".jp-NotebookPanel-toolbar [data-command='{command}']").click()


def save(page):
    """Presses the button that saves, and waits until the server has done so."""
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url) as answer:
        press(page, "docmanager:save")
    assert answer.value.ok


def run_all(page):
    """Run → Run All Cells, and waits for the end. Gives how many cells were seen to wait for the kernel."""
    page.evaluate(
        """() => {
          const waited = window.cellsThatWaited = new Set();
          const note = () => document.querySelectorAll('.jp-Notebook .jp-CodeCell').forEach((cell, i) => {
            if (cell.querySelector('.jp-InputPrompt').textContent.includes('*')) waited.add(i);
          });
          new MutationObserver(note).observe(document.querySelector('.jp-Notebook'),
            { subtree: true, childList: true, characterData: true });
        }"""
    )
    menu(page, "Run", "Run All Cells")
    page.wait_for_function("window.cellsThatWaited.size > 0", timeout=60_000, polling=100)
    wait_for_idle(page)
    # Text that a cell printed last can come late.
    page.wait_for_timeout(500)
    return page.evaluate("window.cellsThatWaited.size")


def cell(page, number):
    """The cell with this number, from 0; scrolled into view."""
    found = page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{number}']")
    found.scroll_into_view_if_needed(timeout=PAGE_PATIENCE)
    return found


def start_cell(page, number):
    """Runs a cell by its keys, and does not wait for its end."""
    cell(page, number).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "number => document.querySelector(`.jp-Cell[data-windowed-list-index='${number}'] .jp-InputPrompt`).textContent.includes('*')",
        arg=number,
        timeout=60_000,
        polling="raf",
    )


def run_cell(page, number):
    """Runs a cell by its keys; gives the text that one then sees below it."""
    before = page.evaluate(
        """number => {
          const prompt = document.querySelector(`.jp-Cell[data-windowed-list-index='${number}'] .jp-InputPrompt`);
          window.promptChanged = false;
          new MutationObserver(() => { window.promptChanged = true; })
            .observe(prompt, { subtree: true, childList: true, characterData: true });
        }""",
        number,
    )
    assert before is None
    cell(page, number).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("window.promptChanged", timeout=60_000, polling=50)
    wait_for_idle(page)
    page.wait_for_timeout(300)
    return output_text(page, number)


def output_text(page, number):
    """The text that one sees below a cell."""
    return "\n".join(cell(page, number).locator(".jp-OutputArea-output").all_inner_texts())


def dialogs(page):
    """What JupyterLab's dialogs and notifications say."""
    return page.locator(".jp-Dialog-content, .Toastify__toast").all_inner_texts()


# What of a cell's outputs is in the page. (Not innerText: what is far outside of the window has none.)
CELLS = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell => {
  const outputs = [...cell.querySelectorAll('.jp-OutputArea-output')];
  return {
    number: Number(cell.dataset.windowedListIndex),
    code: cell.matches('.jp-CodeCell'),
    prompt: cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
    errors: outputs.filter(o => /error|stderr/.test(o.dataset.mimeType ?? '')).map(o => o.textContent),
    text: outputs.map(o => o.textContent).join('\\n'),
    pictures: [...cell.querySelectorAll('.jp-OutputArea img')].map(i => i.src),
    sliders: cell.querySelectorAll('.jp-OutputArea input[type=range]').length,
  };
})"""


def cells(page):
    """What the page shows of every cell."""
    return page.evaluate(CELLS)


def complaints(cell):
    """What a cell of the page shows that a good one does not: errors, text on stderr, a panic's text."""
    panics = [line for line in cell["text"].splitlines() if "panicked at" in line or "This cell panicked" in line]
    return cell["errors"] + panics


# The pictures that are in the window now, once all of them are loaded.
IN_WINDOW = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
  await frame(); await frame();
  const pane = document.querySelector('.jp-Notebook .jp-WindowedPanel-outer').getBoundingClientRect();
  const images = [...document.querySelectorAll('.jp-Notebook .jp-OutputArea img')];
  const inside = images.map((image, i) => [i, image, image.getBoundingClientRect()])
    .filter(([, , box]) => box.bottom > pane.top && box.top < pane.bottom);
  await Promise.all(inside.map(([, image]) => image.decode().catch(() => {})));
  return inside.map(([i, image, box]) => ({
    number: i, alt: image.alt, natural: image.naturalWidth, width: box.width, height: box.height,
    seen: image.complete && image.naturalWidth > 0 && box.width > 20 && box.height > 20
      && image.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && box.left >= pane.left - 1 && box.right <= pane.right + 1,
  }));
}"""


def scroll_through(page, screenshot=None):
    """Goes through the notebook from top to bottom, a window at a time. Gives every picture that came into the window."""
    pane = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    found, at, step = {}, 0, 0
    while True:
        pane.evaluate("(pane, at) => { pane.scrollTop = at; }", at)
        for picture in page.evaluate(IN_WINDOW):
            found[picture["number"]] = picture
        if screenshot:
            page.screenshot(path=screenshot(step))
        height, window = pane.evaluate("pane => [pane.scrollHeight, pane.clientHeight]")
        if at + window >= height - 2:
            return [found[i] for i in sorted(found)]
        at, step = at + window - 80, step + 1


def new_notebook(sources):
    """The text of a notebook with these cells, never run."""
    cells = [
        {"cell_type": "code", "execution_count": None, "id": f"cell-{i}", "metadata": {}, "outputs": [], "source": source}
        for i, source in enumerate(sources)
    ]
    spec = {"display_name": "Rust", "language": "rust", "name": "rust"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def remove_notebook(path):
    """Removes a notebook, and what JupyterLab may have put beside it."""
    checkpoint = path.parent / ".ipynb_checkpoints" / f"{path.stem}-checkpoint.ipynb"
    for remainder in (path, checkpoint, path.with_name(f".~{path.name}"), path.with_name(f"{path.name}.invalid")):
        remainder.unlink(missing_ok=True)
