"""A machine with something missing: a command runs in a namespace of its own, where that can be arranged (Linux)."""

import functools
import subprocess

import pytest

# The shell gets what is to be done first, then the command.
UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]


@functools.cache
def can_be_arranged(*options):
    """Whether this system gives namespaces, with these options of unshare."""
    try:
        return subprocess.run([*UNSHARE, *options, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def inside(first, command, *options):
    """The command that does something first, then runs another, where both see a machine of their own."""
    if not can_be_arranged(*options):
        pytest.skip("namespaces are needed, which this system does not give (unshare --user --map-root-user)")
    return [*UNSHARE, *options, "sh", "-ec", f'{first}\nexec "$@"', "sh", *map(str, command)]


def read_only(folder, command):
    """A command on a machine on which a folder cannot be written to."""
    return inside(f"mount --bind '{folder}' '{folder}'\nmount -o remount,bind,ro '{folder}'\ncd .", command)


def with_small_disk(folder, size, command):
    """A command on a machine on which a folder lies on a disk of its own, with what was in it."""
    # Who is in a folder while a disk is mounted over it stays in the one below.
    first = f"""
        mkdir -p '{folder}'
        cd '{folder}'
        mount -t tmpfs -o size={size} tmpfs '{folder}'
        cp -R . '{folder}/'
        cd "$OLDPWD" """
    return inside(first, command)


def without_network(command):
    """A command on a machine without any network, not even to itself."""
    return inside("true", command, "--net")


def without_fonts(command):
    """A command on a machine on which no font is installed."""
    hide = """
        for folder in /usr/share/fonts /usr/local/share/fonts /etc/fonts "$HOME/.fonts" "$HOME/.local/share/fonts"; do
            if [ -d "$folder" ]; then mount -t tmpfs tmpfs "$folder"; fi
        done
        test -z "$(fc-list 2>/dev/null)" """
    return inside(hide, command)
