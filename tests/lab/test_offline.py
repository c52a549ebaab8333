"""All tests of this folder run without a network, so whatever they use was there; and kernels have no font but the crate's own."""

import os
import pathlib
import socket

import machine
import offline
import pytest


@pytest.mark.skipif(os.environ.get(offline.VARIABLE) != "yes", reason="runs with the network: see offline.py")
def test_there_is_no_network():
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    with pytest.raises(OSError, match="unreachable"):
        # An address for documentation, which belongs to nobody.
        socket.create_connection(("192.0.2.1", 80), timeout=5)


@pytest.mark.skipif(not machine.can_be_arranged(), reason="this system gives no namespaces (unshare --mount)")
def test_kernels_have_no_font(lab):
    seen = pathlib.Path(f"/proc/{lab.process.pid}/root")
    fonts = [file for folder in ("usr/share/fonts", "usr/local/share/fonts") for file in (seen / folder).rglob("*")]
    assert pathlib.Path("/usr/share/fonts").is_dir() and fonts == []
