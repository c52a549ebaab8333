"""A clone that is set up is copied, with its folder .lab: the copy works on its own files, and nothing in the original changes."""

import json
import os
import pathlib
import shutil

import clone
import pytest
import server

NOTEBOOK = "notebooks/01_bias_variance.ipynb"
REGISTERED = ".lab/venv/share/jupyter/kernels/rust/kernel.json"
# A mistake in the crate, which a kernel that compiles it reports.
MISTAKE = 'compile_error!("this is the crate of the copy");\n'


def files(*folders):
    """All files below folders, and when each was written."""
    return {file: file.lstat().st_mtime_ns for folder in folders for file in folder.rglob("*") if not file.is_dir()}


def quick_copy(source, target):
    """Copies a file; large parts that nothing writes to are linked, where the system can do that."""
    if "site-packages" in source or "/prepared/" in source:
        try:
            return os.link(source, target, follow_symlinks=False)
        except OSError:
            pass
    return shutil.copy2(source, target, follow_symlinks=False)


@pytest.fixture
def copied(course, tmp_path):
    """The copy, and where kernels of the original compile cells."""
    cells = pathlib.Path(json.loads((course / REGISTERED).read_text(encoding="utf-8"))["argv"][3])
    folder = shutil.copytree(course, tmp_path / "copy", symlinks=True, copy_function=quick_copy)
    # The path of the original has a space in it, so this is elsewhere; usually it is copied along.
    shutil.copytree(cells / "prepared", folder / ".lab/prepared", symlinks=True, copy_function=quick_copy)
    yield folder, cells
    shutil.rmtree(folder)


def test_a_copy_is_a_copy(course, kernel, copied):
    copy, cells = copied
    before = files(course, cells)
    crate = copy / "nn_course/loops/src/lib.rs"
    crate.write_text(crate.read_text(encoding="utf-8") + MISTAKE, encoding="utf-8")
    with server.Lab(copy, clone.environment(kernel)) as lab:
        said = lab.typed.said
        assert said.startswith(f"• the course in {copy}\n") and f"was copied or moved from {course};" in said, said
        assert "installing" not in said, "the packages came along"
        assert "this is the crate of the copy" in said and "the course's crate could not be compiled by the kernel" in said, said
        notebook = lab.notebook(NOTEBOOK)
        notebook["cells"][0]["source"] = "edited in the copy"
        assert lab.save(NOTEBOOK, notebook)[0] == 200
        bar = "/lab/api/settings/@jupyterlab/application-extension:top-bar"
        for page in (lab.ask("GET", path)[1] for path in ("/lab", bar)):
            assert str(copy) in page and str(course) not in page
    assert "edited in the copy" in (copy / NOTEBOOK).read_text(encoding="utf-8")
    for file in (REGISTERED, ".lab/venv/bin/pip", ".lab/venv/pyvenv.cfg"):
        text = (copy / file).read_text(encoding="utf-8")
        assert str(copy) in text and str(course) not in text, text
    assert files(course, cells) == before


def test_a_link_to_the_set_up_of_another_clone_is_refused(course, other, kernel):
    own = (other / ".lab").rename(other / ".lab.own")
    (other / ".lab").symlink_to(course / ".lab")
    try:
        code, said = clone.run(["cargo", "lab", "--setup-only"], other, clone.environment(kernel))
    finally:
        (other / ".lab").unlink()
        own.rename(other / ".lab")
    assert code != 0
    clone.is_kind(said, f"the folder .lab is that of another clone, {course}", "remove the link")
