"""A fresh clone of the course, and what a person types in it."""

import atexit
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
# In a terminal Ctrl-C works, and so in what these tests start, also where they themselves run in the background and it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
# What cargo and JupyterLab tell their children is not for a person's terminal.
NOT_FOR_A_TERMINAL = ("CARGO_", "JUPYTER_", "IPYTHONDIR", "RUSTFLAGS", "NN_COURSE_")
OF_THE_MACHINE = {"CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_HTTP_CAINFO", "CARGO_TARGET_DIR"}


def make(folder):
    """Makes the clone: what git would give somebody else, as it is here now."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=TOP, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        source, target = TOP / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def environment(kernel=None, **more):
    """The variables of a terminal; with the folder of a kernel that is built already, or without any kernel."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(NOT_FOR_A_TERMINAL) or name in OF_THE_MACHINE or name.startswith("CARGO_REGISTRIES")
    }
    folders = [without_kernel(pathlib.Path(folder)) for folder in kept["PATH"].split(os.pathsep)]
    kept["PATH"] = os.pathsep.join(([str(kernel)] if kernel else []) + folders)
    return {**kept, **more}


def without_kernel(folder):
    """A folder of programs, or one of links to all in it but the kernel, which cargo installs beside itself."""
    if not (folder / "evcxr_jupyter").exists():
        return str(folder)
    links = pathlib.Path(tempfile.mkdtemp(prefix="nn_course_programs_"))
    atexit.register(shutil.rmtree, links, ignore_errors=True)
    for program in folder.iterdir():
        if program.name != "evcxr_jupyter":
            (links / program.name).symlink_to(program)
    return str(links)


def without_kernels(folder):
    """A CARGO_HOME in which no kernel is installed, and all else is the machine's."""
    home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
    folder.mkdir(parents=True, exist_ok=True)
    for entry in home.iterdir() if home.is_dir() else ():
        if entry.name not in ("bin", ".crates.toml", ".crates2.json") and not (folder / entry.name).exists():
            (folder / entry.name).symlink_to(entry)
    return folder


class Typed:
    """A command that runs in a terminal of its own; what it says is collected, and shown."""

    def __init__(self, command, folder, variables):
        self.command, self.said = command, ""
        # JupyterLab tidies up after a Ctrl-C only where somebody could type.
        self.keyboard, typed = os.openpty()
        self.process = subprocess.Popen(
            command, cwd=folder, env=variables, stdin=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace", start_new_session=True,
        )  # fmt: skip
        os.close(typed)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            print("    " + line, end="", flush=True)
            self.said += line
        os.close(self.keyboard)

    def wait_for(self, text, seconds, times=1, log=None):
        """Waits until it has said something, so many times; or written it into a log."""
        deadline = time.monotonic() + seconds
        said = lambda: self.said if log is None else log.read_text("utf-8", "replace") if log.exists() else ""  # noqa: E731
        while said().count(text) < times:
            assert self.process.poll() is None, f"it ended with {self.process.returncode} before it said {text!r}:\n{self.said}"
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"it did not say {text!r} in {seconds} s:\n{self.said}")
            time.sleep(0.02)

    def press_ctrl_c(self):
        self._send(signal.SIGINT)

    def kill(self):
        self._send(signal.SIGKILL)

    def _send(self, number):
        # What has ended needs none; its number may be another's by now.
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def ends_within(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self, seconds):
        """Waits for its end; gives its exit code."""
        if not self.ends_within(seconds):
            self.kill()
            raise AssertionError(f"it did not end in {seconds} s:\n{self.said}")
        self.reader.join(5)
        return self.process.returncode

    def leaves_nothing(self, seconds=10):
        """Whether every process of its terminal ends soon (told on Linux)."""
        deadline = time.monotonic() + seconds
        while any(self._is_mine(stat) for stat in pathlib.Path("/proc").glob("[0-9]*/stat")):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def _is_mine(self, stat):
        try:
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            return False
        return int(group) == self.process.pid and state != "Z"


def run(command, folder, variables, seconds=600):
    """Types a command and waits for its end: the exit code and what it said."""
    typed = Typed(command, folder, variables)
    return typed.end(seconds), typed.said


def is_kind(said, *words):
    """A failure says what, why and what to do, and these words; no traceback and no panic of the tool."""
    wanted = ("✗ ", "why:", "what to do:", *words)
    missing = [word for word in wanted if word not in said]
    assert not missing, f"it does not say {missing}:\n{said}"
    assert "panicked" not in said, said
