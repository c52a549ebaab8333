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
