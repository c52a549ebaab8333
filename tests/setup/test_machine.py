"""Machines that lack something: what the tool says, and that nothing is lost."""

import clone
import machine

LAB = ["cargo", "lab", "--setup-only"]


def test_no_network_before_the_set_up(other, kernel):
    code, said = clone.run(machine.without_network(LAB), other, clone.environment(kernel))
    assert code != 0
    clone.is_kind(said, "could not install JupyterLab", "there is no connection to the package index", "connect to a network")


def test_no_room_for_the_set_up(other, kernel):
    command = machine.with_small_disk(other / ".lab", "120m", LAB)
    code, said = clone.run(command, other, clone.environment(kernel))
    assert code != 0
    clone.is_kind(said, "could not install JupyterLab", "MB are free on the disk", "make room on the disk")


# cargo comes before the tool: it says this itself. README.md tells what to do then.
READ_ONLY = "Read-only file system"


def test_a_read_only_clone_that_was_never_set_up(other, kernel):
    code, said = clone.run(machine.read_only(other, LAB), other, clone.environment(kernel))
    assert code != 0 and READ_ONLY in said and str(other / ".lab") in said, said
    assert READ_ONLY in (clone.TOP / "README.md").read_text(encoding="utf-8")


def test_a_read_only_clone_that_is_set_up(course, kernel):
    code, said = clone.run(machine.read_only(course, LAB), course, clone.environment(kernel))
    assert code != 0 and READ_ONLY in said and str(course / ".lab") in said, said
    code, said = clone.run(["cargo", "lab", "--check"], course, clone.environment(kernel))
    assert code == 0 and "All is in place." in said, said
