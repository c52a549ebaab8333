"""Reads the notebook that a student handed in, whatever program it went through, or says why it is none."""

import io
import json
import zipfile

# A notebook has some 50 kB; with the pictures of a whole notebook of the course it has 2 MB.
MOST_BYTES = 50_000_000
CONFLICT = "<<<<<<< "


class NotReadable(Exception):
    """Why a file is no notebook, as the end of a sentence that begins with its name."""


def notebooks(folder):
    """Every file below a folder, also those in a ZIP archive, with its cells, or with why it has none."""
    for path in sorted(folder.rglob("*")):
        # A name of another system's may have bytes that are no text.
        name = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode("utf-8")
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.name == "timestamp.txt" or (path.is_dir() and not is_named_as_one(path)):
            continue
        try:
            data = contents(path)
        except (OSError, NotReadable) as why:
            yield name, None, why.strerror if isinstance(why, OSError) else str(why)
            continue
        # A file that is no archive may begin or end as one.
        yield from archived(name, data) if data.startswith(b"PK\x03\x04") else [(name, *cells_or_why(data))]


def is_named_as_one(path):
    """Whether a file or a folder has a notebook's name."""
    return ".ipynb" in path.name.lower()


def contents(path):
    """The bytes of a file."""
    if not path.is_file():
        raise NotReadable("is a folder" if path.is_dir() else "is a link to nothing" if path.is_symlink() else "is no file")
    if path.stat().st_size > MOST_BYTES:
        raise NotReadable(f"has more than {MOST_BYTES:,} bytes")
    return path.read_bytes()


def archived(name, data):
    """The notebooks in a ZIP archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        inside = [one for one in archive.infolist() if ".ipynb" in one.filename.lower() and not one.is_dir()]
        inside = [one for one in inside if not any(part.startswith(".") for part in one.filename.split("/"))]
        for one in inside:
            if one.file_size > MOST_BYTES:
                yield f"{name}/{one.filename}", None, f"has more than {MOST_BYTES:,} bytes"
            else:
                yield (f"{name}/{one.filename}", *cells_or_why(archive.read(one)))
        if not inside:
            yield name, None, "is a ZIP archive without a notebook"
    # With a password, by another method, or damaged.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as why:
        yield name, None, f"is a ZIP archive that cannot be read: {why}"


def cells_or_why(data):
    """The cells of a notebook and nothing; or nothing, and why."""
    try:
        return cells(data), None
    except NotReadable as why:
        return None, str(why)


def cells(data):
    """The cells of a notebook, as (type, source)."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotReadable("is empty")
    try:
        # UTF-8, 16 or 32, with or without a byte-order mark.
        text = data.decode(json.detect_encoding(data)).removeprefix("\N{BYTE ORDER MARK}")
    except UnicodeDecodeError:
        raise NotReadable("is no text in UTF-8 or UTF-16: save the notebook itself, as .ipynb") from None
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as why:
        raise NotReadable(why_no_json(text, why)) from None
    try:
        # Before version 4 there were worksheets.
        found = notebook["cells"] if "cells" in notebook else [one for sheet in notebook["worksheets"] for one in sheet["cells"]]
        return [(one["cell_type"], source(one)) for one in found]
    except (TypeError, LookupError, AttributeError):
        raise NotReadable("is JSON, but no notebook: it has no cells, or a cell has no text") from None


def source(cell):
    """What is in a cell."""
    text = cell.get("source", cell.get("input")) or ""
    text = text if isinstance(text, str) else "".join(text)
    # Half a character cannot be written again.
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")


def why_no_json(text, why):
    """What a text is that should be a notebook."""
    lines, start = text.splitlines(), text.lstrip()[:500].lower()
    marked = next((number for number, line in enumerate(lines, 1) if line.startswith(CONFLICT)), None)
    if marked:
        return f"has the marks of a merge conflict in line {marked}: {lines[marked - 1][:40]}"
    if start.startswith(("<!doctype", "<html", "<?xml")):
        return "is a web page: download the notebook itself"
    if start.startswith("{") and isinstance(why, json.JSONDecodeError):
        is_cut = not text[why.pos :].strip() or "Unterminated string" in why.msg
        return f"is cut off in line {why.lineno}" if is_cut else f"has a mistake in its JSON, in line {why.lineno}: {why.msg}"
    return f"is no notebook, but begins with: {start[:40]!r}"
