"""Runs notebooks top to bottom in fresh kernels, and compares with the outputs that are stored in them.

usage: run_notebooks.py [--write | --stored | --tries] [--times] --folder FOLDER NOTEBOOK ...

--write stores what came out instead of comparing; --stored looks at what is stored, and runs nothing; --tries does what the notebook
suggests, "Try it", and compares with what it promises (otherwise suggestions are only compiled); --times says how long each section takes.
FOLDER is where the kernels run.
"""

import argparse
import base64
import contextlib
import difflib
import json
import pathlib
import re
import sys
import time

import nbformat

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "kernel"))

import try_it  # noqa: E402
from rust_kernel import RustKernel, problems  # noqa: E402

KERNELSPEC = {"display_name": "Rust", "language": "rust", "name": "rust"}
# How RISE shows a notebook as slides: rise.css beside the notebooks counts on this size.
RISE = {
    "height": 900,
    "margin": 0,
    "minScale": 0.2,
    "slideNumber": "c/t",
    "start_slideshow_at": "selected",
    "theme": "white",
    "transition": "none",
    "width": 1600,
}
SLIDE_TYPES = {"slide", "subslide", "fragment", "-", "skip"}
PICTURE = re.compile(r'<img src="data:image/png;base64,([^"]*)" width="\d+" height="\d+" alt="[^"]+" style="[^"]*">')
DEBUG = re.compile(r"\[?(Panel|Figure|Slider|Table|Network|Dataset|Diagnosis|Trained)\b[ ({]")
MOST_PICTURE_BYTES = 60_000
# All of a figure that can be moved: its pictures, its still, and its script.
MOST_MOVABLE_BYTES = 600_000
# The tag of a cell that shows what an error looks like; JupyterLab goes on after such a cell. Part of the error's text stands in the
# cell's metadata as fails_with.
MEANT_TO_FAIL = "raises-exception"


def plain(output):
    """An output as the notebook file holds it."""
    return json.loads(json.dumps({key: value for key, value in output.items() if key != "transient"}))


def differences(stored, got):
    """How the outputs of a run differ from those that are stored, in words."""
    stored, got = [plain(o) for o in stored], [plain(o) for o in got]
    if stored == got:
        return
    texts, pictures = [], []
    for outputs in (stored, got):
        text = json.dumps(outputs, indent=1, ensure_ascii=False, sort_keys=True)
        text = text.replace("\\n", "\n").replace('\\"', '"')
        pictures.append(PICTURE.findall(text))
        # Size and words of a picture stay in the text; its bytes don't.
        texts.append(re.sub(r"base64,[^\"]*", "base64,…", text))
    if pictures[0] != pictures[1]:
        sizes = [sum(map(len, p)) for p in pictures]
        yield f"the picture differs: {sizes[0]} characters stored, {sizes[1]} in this run"
    diff = list(difflib.unified_diff(*(t.splitlines() for t in texts), "stored", "this run", lineterm="", n=0))
    if diff:
        yield "the text differs:\n" + "\n".join(line[:200] for line in diff[:20])
    elif pictures[0] == pictures[1]:
        yield "the outputs differ"


def bad_pictures(outputs):
    """What is wrong with a cell's pictures: each has a size, words for those who can't see it, and few bytes."""
    for data in (output.get("data", {}) for output in outputs):
        html = data.get("text/html", "")
        pictures = PICTURE.findall(html)
        for size in (len(base64.b64decode(png)) for png in pictures):
            if size > MOST_PICTURE_BYTES:
                yield f"a picture of {size} bytes; allowed: {MOST_PICTURE_BYTES}"
        if pictures and not data.get("text/plain", "").strip():
            yield "a picture without a sentence in text/plain"
        if html.count("<img") != len(pictures):
            yield "an <img> without width, height and alt"
        # evcxr falls back to it where a cell's last expression moves one of the cell's own variables.
        if not html and DEBUG.match(data.get("text/plain", "")):
            yield "a value's Debug text in place of its display: borrow, `&`, what the last line takes"
        if "<script" in html and "<img" not in html.split("<script")[0]:
            yield "a script without a picture before it, for where scripts may not run"
        if len(html.encode()) > MOST_MOVABLE_BYTES:
            yield f"an output of {len(html.encode())} bytes; allowed: {MOST_MOVABLE_BYTES}"


def bad_outputs(cell, outputs):
    """What is wrong with the outputs of a cell, whatever is stored."""
    wrong = list(problems(outputs))
    if MEANT_TO_FAIL in cell.metadata.get("tags", []):
        # Its message is an output like any other, and is compared too; but it must be the one that is meant.
        meant = cell.metadata.get("fails_with") or "(the cell's metadata lack fails_with)"
        as_meant = any(meant in w for w in wrong)
        wrong = [] if as_meant else [f"tagged {MEANT_TO_FAIL!r}, but it does not fail with {meant!r}", *wrong]
    return [*wrong, *bad_pictures(outputs)]


def bad_form(notebook, language):
    """What is wrong with a notebook's form. JupyterLab stores the metadata so: a notebook that is opened and not changed stays unchanged."""
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"nbformat {notebook.nbformat}.{notebook.nbformat_minor}; allowed: 4.5"
    if plain(notebook.metadata) != metadata(language):
        yield f"metadata {plain(notebook.metadata)}; allowed: {metadata(language)}"
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind not in SLIDE_TYPES:
            yield f"cell {cell.id!r} has the slide type {kind!r}; allowed: one of {sorted(SLIDE_TYPES)}"
    yield from try_it.bad_form(notebook)


def metadata(language):
    """A notebook's metadata, with what its kernel says of its language."""
    return {"kernelspec": KERNELSPEC, "language_info": language, "rise": RISE}


def numbered_without(extra, count, outputs):
    """A cell's number and outputs as they are where so many runs before it are left out."""
    for output in outputs:
        if output.get("execution_count"):
            output["execution_count"] -= extra
    return count - extra, outputs


def report_progress(text):
    """A line that the next one replaces, in a terminal."""
    if sys.stdout.isatty():
        print(f"\r\x1b[2K{text}", end="", flush=True)
    elif text:
        print(text, flush=True)


def named(cell):
    """A cell by its id and its first line."""
    return f"cell {cell.id!r} ({(cell.source.strip() or 'empty').splitlines()[0][:60]})"


def look(path):
    """The problems of one notebook that its stored outputs tell."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    print(f"  {path.name}: the stored outputs of {len(code)} cells", flush=True)
    bad_cells = [f"{named(cell)}: {w}" for cell in code for w in bad_outputs(cell, cell.outputs)]
    return [*bad_form(notebook, plain(notebook.metadata.get("language_info", {}))), *bad_cells]


def execute(path, folder, write, show_times):
    """Runs one notebook; returns the list of its problems."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    found, times, began = [], [], time.monotonic()
    section = "before the first section"
    sections = {section: 0.0}
    with RustKernel(folder) as kernel:
        ready = time.monotonic() - began
        if write:
            notebook.metadata = nbformat.from_dict(metadata(kernel.info["language_info"]))
        found += bad_form(notebook, kernel.info["language_info"])
        # How many runs of the kernel were none of the notebook's.
        extra = 0
        for number, cell in enumerate(notebook.cells, start=1):
            for entry in () if write else try_it.of(cell):
                change, extra = try_it.Change(entry, notebook.cells), extra + 1
                _, outputs = kernel.run(change.to_compile())
                found += [f"{named(cell)}: the suggestion {change} does not compile: {w}" for w in problems(outputs)]
            if cell.cell_type == "markdown" and cell.source.startswith("## "):
                section = cell.source.splitlines()[0].removeprefix("## ")
                sections[section] = 0.0
            if cell.cell_type != "code":
                continue
            report_progress(f"  {path.name}: cell {number} of {len(notebook.cells)}")
            try:
                count, outputs = numbered_without(extra, *kernel.run(cell.source))
            except TimeoutError as error:
                found.append(f"cell {cell.id!r}: {error}")
                break
            times.append(kernel.seconds)
            sections[section] += kernel.seconds
            wrong = bad_outputs(cell, outputs)
            if write:
                cell.execution_count, cell.outputs = count, [nbformat.from_dict(plain(o)) for o in outputs]
            elif cell.execution_count is None:
                wrong.append("the stored notebook never ran this cell")
            else:
                if cell.execution_count != count:
                    wrong.append(f"stored as run number {cell.execution_count}; it is number {count}")
                wrong += differences(cell.outputs, outputs)
            found += [f"{named(cell)}: {w}" for w in wrong]
        if left := kernel.leftovers():
            found.append(f"after the last cell: text that no cell accounts for:\n{left}")
    report_progress("")
    print(
        f"  {path.name}: {len(times)} cells in {time.monotonic() - began:.0f} s (kernel ready after {ready:.1f} s, "
        f"slowest cell {max(times, default=0):.1f} s)",
        flush=True,
    )
    for name, seconds in sections.items() if show_times else ():
        print(f"    {seconds:5.1f} s  {name}", flush=True)
    if write and not found:
        nbformat.validate(notebook)
        # As JupyterLab writes it.
        path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return found


def do_tries(path, kernel):
    """Does what one notebook suggests; returns the list of what is not as promised."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    began, number = time.monotonic(), 0
    # The code cells so far, and for each name the one that defined it last as it stands in the notebook.
    above, now = [], {}
    # As in a fresh kernel, without the wait for one.
    found = [f"after `:clear`: {w}" for w in problems(kernel.run(":clear")[1])]
    for cell in notebook.cells:
        if cell.cell_type == "code" and MEANT_TO_FAIL not in cell.metadata.get("tags", []):
            above.append(cell)
        for entry in try_it.of(cell):
            change, number = try_it.Change(entry, notebook.cells), number + 1
            report_progress(f"  {path.name}: suggestion {number}")
            sources = change.changed.values()
            for before in try_it.to_run(above, sources, now):
                found += [f"{named(before)}: {w}" for w in problems(kernel.run(before.source)[1])]
                now.update(dict.fromkeys(try_it.defined(before.source), before.id))
            outputs = {id: kernel.run(source)[1] for id, source in change.changed.items()}
            now.update({name: None for source in sources for name in try_it.defined(source)})
            wrong = [w for o in outputs.values() for w in problems(o)]
            wrong += [
                f"{text!r} does not come out of {id!r}, but:\n{try_it.printed(outputs[id])[:2000]}"
                for id, texts in change.gives.items()
                for text in texts
                if text not in try_it.printed(outputs[id])
            ]
            found += [f"{named(cell)}: the suggestion {change}: {w}" for w in wrong]
    report_progress("")
    print(f"  {path.name}: {number} suggestions in {time.monotonic() - began:.0f} s", flush=True)
    return found


def main():
    """Runs the notebooks of the command line."""
    parser = argparse.ArgumentParser()
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--write", action="store_true")
    instead.add_argument("--stored", action="store_true")
    instead.add_argument("--tries", action="store_true")
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    failed = False
    # Suggestions run few cells of a notebook, so that starting a kernel for each would take a quarter of the time.
    with RustKernel(options.folder) if options.tries else contextlib.nullcontext() as kernel:
        for path in (path.resolve() for path in options.notebooks):
            if options.stored:
                found = look(path)
            elif options.tries:
                found = do_tries(path, kernel)
            else:
                found = execute(path, options.folder, options.write, options.times)
            for problem in found:
                failed = True
                print(f"  ✗ {path.name}, {problem}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
