"""The set-up is interrupted at three points and run again, in a clone whose path has a space and Hangul."""

import clone
import pytest

SET_UP = ["cargo", "lab", "--setup-only"]
# Where the set-up is interrupted: after it said something, so many times; how; and whether a kernel is built already.
POINTS = {
    "while packages are downloaded": ("Collecting", 20, "press_ctrl_c", True),
    "while the kernel is built": ("Compiling", 20, "kill", False),
    "while the crate is compiled": ("Compiling ndarray v", 1, "press_ctrl_c", True),
}


@pytest.mark.parametrize("point", POINTS)
def test_interrupted(fresh, kernel, tmp_path, point):
    says, times, how, built = POINTS[point]
    variables = clone.environment(kernel) if built else clone.environment(CARGO_HOME=str(clone.without_kernels(tmp_path)))
    typed = clone.Typed(SET_UP, fresh, variables)
    typed.wait_for(says, 600, times)
    getattr(typed, how)()
    assert typed.end(30) != 0, typed.said
    assert typed.leaves_nothing()
    code, said = clone.run(["cargo", "lab", "--check"], fresh, variables)
    assert code == 1 and "what to do: run cargo lab, which sets it up" in said, said


def test_run_again(fresh, kernel):
    code, said = clone.run(SET_UP, fresh, clone.environment(kernel), 1200)
    assert code == 0 and "all is in place" in said, said
    # What was done is not done again.
    assert "installing JupyterLab" not in said, said
    code, said = clone.run(["cargo", "lab", "--check"], fresh, clone.environment(kernel))
    assert code == 0 and "All is in place." in said, said
