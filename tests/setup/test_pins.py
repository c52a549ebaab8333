"""Everything that the set-up fetches is pinned, with a hash where the package index has one."""

import re

import clone
import pytest

LISTS = sorted(clone.TOP.glob("python/*.txt"))


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.name)
def test_every_python_package_has_a_version_and_a_hash(file):
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    packages = "\n".join(lines).replace("\\\n", " ").splitlines()
    assert len(packages) >= 5
    for package in packages:
        assert re.fullmatch(r"[\w.\[\],-]+==[\w.!+]+( ; [^;]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", package), package[:120]


def test_the_lists():
    assert [file.name for file in LISTS] == ["browser.txt", "requirements.txt", "teacher.txt"]
    python = (clone.TOP / "xtask/src/python.rs").read_text(encoding="utf-8")
    assert python.count('"--require-hashes"') == 1 and python.count('"--only-binary=:all:"') == 1


@pytest.mark.parametrize("file", ["Cargo.lock", "xtask/Cargo.lock"])
def test_every_crate_has_a_checksum(file):
    for package in (clone.TOP / file).read_text(encoding="utf-8").split("[[package]]")[1:]:
        if "\nsource = " in package:
            assert re.search(r'\nsource = "registry\+.*"\nchecksum = "[0-9a-f]{64}"', package), package
