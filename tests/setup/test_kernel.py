"""Where the kernel comes from: one that is on the PATH, one that its authors built, a build."""

import os
import pathlib
import shutil

import clone
import prebuilt
import pytest

SET_UP = ["cargo", "lab", "--setup-only"]
# What cargo installed beside itself is found before all others.
HOME = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
pytestmark = pytest.mark.skipif((HOME / "bin/evcxr_jupyter").exists(), reason="a kernel is installed in cargo's own folder")
WRONG = """#!/bin/sh
{what}
"""


@pytest.fixture
def forgotten(course, tmp_path):
    """The clone, which has lost its kernel; all is there again in the end, with the same times."""
    lost = [course / ".lab" / name for name in ("bin/evcxr_jupyter", "stamps/kernel", "stamps/kernels-asked")]
    kept = {path: tmp_path / path.name for path in (*lost, course / ".lab/venv/share/jupyter/kernels/rust/kernel.json") if path.exists()}
    for path, copy in kept.items():
        shutil.copy2(path, copy)
    for path in lost:
        path.unlink(missing_ok=True)
    yield course
    for path, copy in kept.items():
        shutil.copy2(copy, path)


def test_a_kernel_on_the_path_is_known_by_what_it_says(forgotten, kernel, tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    # cargo, which would note its version, did not install this one.
    shutil.copy2(kernel / "evcxr_jupyter", programs)
    for asks in (True, False):
        code, said = clone.run(SET_UP, forgotten, clone.environment(programs))
        assert code == 0 and "all is in place" in said and "building" not in said, said
        assert (f"asking {programs}/evcxr_jupyter for its version" in said) == asks, said


@pytest.mark.parametrize("what", ["echo I am no kernel", "exit 1"])
def test_what_was_fetched_and_does_not_run_is_not_used(forgotten, tmp_path, what):
    program = tmp_path / "no_kernel"
    program.write_text(WRONG.replace("{what}", what), encoding="utf-8")
    program.chmod(0o755)
    variables = clone.environment(prebuilt.binstall(tmp_path / "programs", program))
    typed = clone.Typed([*SET_UP, "--kernel", "prebuilt"], forgotten, variables)
    typed.wait_for("the prebuilt kernel does not run here; building the kernel instead", 120)
    typed.wait_for("building the Rust kernel", 20)
    typed.kill()
    assert typed.end(30) != 0 and not (forgotten / ".lab/bin/evcxr_jupyter").exists()


@pytest.mark.skipif(shutil.which("cargo-binstall"), reason="cargo-binstall is installed here")
def test_what_cannot_be_fetched(forgotten):
    code, said = clone.run([*SET_UP, "--kernel", "prebuilt"], forgotten, clone.environment())
    assert code != 0
    clone.is_kind(said, "cargo-binstall is not installed", "cargo lab --kernel built")
    code, said = clone.run([*SET_UP, "--kernel", "found"], forgotten, clone.environment())
    assert code != 0
    clone.is_kind(said, "“found” is no source of a kernel")
