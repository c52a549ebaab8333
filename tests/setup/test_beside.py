"""A second `cargo lab` beside the first."""

import clone
import server


def test_a_second_lab(course, kernel):
    variables = clone.environment(kernel)
    with server.Lab(course, variables) as first, server.Lab(course, variables) as second:
        assert first.port != second.port
        for lab in (first, second):
            lab.start_kernel()
            assert lab.ask("GET", "/api/contents/notebooks")[0] == 200
        # Each has its own token.
        assert first.ask("GET", "/api/kernels", token=second.token)[0] == 403
        code, said = clone.run([*server.COMMAND, "--port", str(first.port)], course, variables)
        assert code != 0
        clone.is_kind(said, f"port {first.port} is in use", "--port")


# The first port that JupyterLab gives to a kernel is another program's when the kernel wants it.
TAKEN = """
import socket
import jupyter_client.connect as connect

taken = socket.socket()
taken.bind(("127.0.0.1", 0))
ports, write = [taken.getsockname()[1]], connect.write_connection_file


def with_a_taken_port(*words, **named):
    return write(*words, **({**named, "shell_port": ports.pop()} if ports else named))


connect.write_connection_file = with_a_taken_port
"""


def test_a_kernel_that_loses_a_port_gets_others(course, kernel):
    config = course / ".lab/jupyter/config/jupyter_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(TAKEN, encoding="utf-8")
    try:
        with server.Lab(course, clone.environment(kernel)) as lab:
            name = lab.start_kernel()
            lab.typed.wait_for("Address already in use", 60)
            # What evcxr says once it has its ports.
            lab.typed.wait_for("Loading startup configuration", 60)
            assert name in lab.ask("GET", "/api/kernels")[1]
    finally:
        config.unlink()
