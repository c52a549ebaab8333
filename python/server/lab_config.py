"""JupyterLab's settings for the course.

A notebook file is always whole, also if JupyterLab is killed while it saves. JupyterLab itself copies the old file aside and then writes
over it, so that a power cut leaves half a notebook. Here the new one is written beside it and then takes its place, which file systems do
at once.

A kernel that loses a port gets others. JupyterLab looks for free ports before it starts a kernel, so that another program can take one
first, such as somebody else's kernel on the same machine. Then it starts the kernel again, "on new random ports" as it says; but where it
remembers which ports it gave away, as it does by itself, they are the same ones, and after five times it gives up.

What a kernel says reaches the pages at once: prompt_socket.py.
"""

import contextlib
import errno
import glob
import os
import pathlib
import shutil
import sys
import tempfile
import time

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

# Which rights new files do not get. It can only be read by setting it, which is best done before there are threads.
MASK = os.umask(0)
os.umask(MASK)

# A file that nobody wrote to for so long, in seconds, is not being written any more.
GIVEN_UP = 60


def remove_remainders(path):
    """Removes what saves of this file left behind that were killed."""
    for part in path.parent.glob(f".~{glob.escape(path.name)}.*"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > GIVEN_UP:
                part.unlink()


@contextlib.contextmanager
def replacing(path, text=True, encoding="utf-8", **kwargs):
    """A file to write; what was written takes the place of the file at a path, unless there was an error."""
    # A link stays one: what it leads to is replaced.
    path = pathlib.Path(path).resolve()
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    how = {"mode": "w", "encoding": encoding, "newline": "\n", **kwargs} if text else {"mode": "wb", **kwargs}
    remove_remainders(path)
    part = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".~{path.name}.", delete=False, **how)
    try:
        with part:
            yield part
            part.flush()
            os.fsync(part.fileno())
        if path.exists():
            shutil.copymode(path, part.name)
        else:
            # As any other new file: a temporary one is for its owner alone.
            os.chmod(part.name, 0o666 & ~MASK)
        os.replace(part.name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.remove(part.name)
        raise


class WholeFiles(AsyncLargeFileManager):
    """JupyterLab's manager of files, with another way of writing them."""

    @contextlib.contextmanager
    def atomic_writing(self, os_path, *args, **kwargs):
        path = pathlib.Path(os_path)
        if path.exists() and not os.access(path.resolve().parent, os.W_OK):
            # No file can be made beside this one.
            with super().atomic_writing(os_path, *args, **kwargs) as file:
                yield file
            return
        kwargs.pop("log", None)
        with self.perm_to_403(os_path), replacing(os_path, *args, **kwargs) as file:
            yield file


c = get_config()  # noqa: F821
c.ServerApp.contents_manager_class = WholeFiles
c.KernelManager.cache_ports = False
# JupyterLab finds this class by its name.
sys.path.append(str(pathlib.Path(__file__).resolve().parent))
c.ServerApp.kernel_websocket_connection_class = "prompt_socket.PromptConnection"
# The style of pictures on a dark page, which the set-up wrote: xtask/src/setup/page.rs.
c.LabApp.custom_css = True
