"""Everything that the set-up fetches is pinned, with a hash."""

import json
import os
import pathlib
import re

import clone
import pytest

LISTS = sorted(clone.TOP.glob("python/requirements/*.txt"))


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.name)
def test_every_python_package_has_a_version_and_a_hash(file):
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    packages = "\n".join(lines).replace("\\\n", " ").splitlines()
    assert len(packages) >= 5
    for package in packages:
        assert re.fullmatch(r"[\w.\[\],-]+==[\w.!+]+( ; [^;]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", package), package[:120]


def test_the_lists():
    assert [file.name for file in LISTS] == ["browser.txt", "learner.txt", "teacher.txt"]
    installs = (clone.TOP / "xtask/src/setup/environment.rs").read_text(encoding="utf-8")
    assert installs.count('"--require-hashes"') == 1 and installs.count('"--only-binary=:all:"') == 1


@pytest.mark.parametrize("file", ["Cargo.lock", "xtask/Cargo.lock", "fuzz/Cargo.lock"])
def test_every_crate_has_a_checksum(file):
    for package in (clone.TOP / file).read_text(encoding="utf-8").split("[[package]]")[1:]:
        if "\nsource = " in package:
            assert re.search(r'\nsource = "registry\+.*"\nchecksum = "[0-9a-f]{64}"', package), package


def test_no_crate_is_withdrawn():
    """As far as cargo's copy of the index tells, which it keeps of the crates that it has looked up."""
    home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
    index = {file.name: file for file in home.glob("registry/index/*/.cache/**/*") if file.is_file()}
    seen = 0
    for name, version in re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ', (clone.TOP / "Cargo.lock").read_text(encoding="utf-8")):
        entries = index[name].read_bytes().split(b"\0") if name in index else []
        for entry in (json.loads(e) for e in entries if e.startswith(b'{"name"')):
            if entry["vers"] == version:
                seen += 1
                assert entry["yanked"] is False, f"{name} {version} was withdrawn from the registry"
    print(f"{seen} crates looked at")
    if not seen:
        pytest.skip("cargo keeps no index here")
