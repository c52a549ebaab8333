"""Pages connect to kernels and go while these start: each must be answered, and a kernel has one connection for each channel."""

import clone


def test_kernels_answer_while_pages_come_and_go(course, kernel):
    # Without relay.py every kernel has more connections than one, and about one in twenty stops answering.
    command = [str(course / ".lab/venv/bin/python"), "benchmarks/pages.py", "4"]
    code, said = clone.run(command, course, clone.environment(kernel))
    assert code == 0 and "4 kernels" in said, said
