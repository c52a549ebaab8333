"""The set-up is interrupted at three points and run again, in a clone whose path has a space and Hangul."""

import clone
import prebuilt
import pytest

SET_UP = ["cargo", "lab", "--setup-only"]
# Where the set-up is interrupted: after a log says something, so many times; how; and where its kernel comes from.
POINTS = {
    "while packages are downloaded": ("venv", "Collecting", 20, "press_ctrl_c", "installed"),
    "while the kernel is built": ("kernel", "Compiling", 20, "kill", "built"),
    "while the crate is compiled": ("crate", "Compiling ndarray v", 1, "press_ctrl_c", "prebuilt"),
}


def environment(source, kernel, folder):
    """A machine with a kernel, or without one; or with cargo-binstall, which fetches one."""
    match source:
        case "installed":
            return clone.environment(kernel)
        case "prebuilt":
            return clone.environment(prebuilt.binstall(folder / "programs", kernel / "evcxr_jupyter"))
        case "built":
            return clone.environment(CARGO_HOME=str(clone.without_kernels(folder / "cargo")))


@pytest.mark.parametrize("point", POINTS)
def test_interrupted(fresh, kernel, tmp_path, point):
    log, says, times, how, source = POINTS[point]
    log = fresh / f".lab/logs/{log}.log"
    log.unlink(missing_ok=True)
    variables = environment(source, kernel, tmp_path)
    typed = clone.Typed([*SET_UP, *(["--kernel", source] if source != "installed" else [])], fresh, variables)
    typed.wait_for(says, 600, times, log)
    getattr(typed, how)()
    assert typed.end(30) != 0, typed.said
    assert typed.leaves_nothing()
    code, said = clone.run(["cargo", "lab", "--check"], fresh, variables)
    assert code == 1 and "what to do: run cargo lab, which sets it up" in said, said


def test_run_again(fresh):
    # The kernel that was fetched is there.
    variables = clone.environment()
    code, said = clone.run(SET_UP, fresh, variables, 1200)
    assert code == 0 and "all is in place" in said, said
    # What was done is not done again.
    assert "installing JupyterLab" not in said and "building" not in said, said
    code, said = clone.run(["cargo", "lab", "--check"], fresh, variables)
    assert code == 0 and "All is in place." in said, said
