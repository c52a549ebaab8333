"""All tests of this folder run without a network, so whatever they use was there."""

import os
import socket

import offline
import pytest


@pytest.mark.skipif(os.environ.get(offline.VARIABLE) != "yes", reason="runs with the network: see offline.py")
def test_there_is_no_network():
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
    with pytest.raises(OSError, match="unreachable"):
        # An address for documentation, which belongs to nobody.
        socket.create_connection(("192.0.2.1", 80), timeout=5)
