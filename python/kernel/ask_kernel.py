"""Asks a kernel's program what it is, and lets it run a first cell.

usage: ask_kernel.py PROGRAM

Prints its version, if it is evcxr_jupyter and the cell gave what it should, and the SHA-256 of the file.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

from rust_kernel import RustKernel

program = pathlib.Path(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    spec = pathlib.Path(folder, "kernels/rust")
    spec.mkdir(parents=True)
    argv = [str(program), "--control_file", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Rust", "language": "rust"}), encoding="utf-8")
    # Nobody's own kernels or settings take part.
    os.environ.update(JUPYTER_PATH=folder, JUPYTER_DATA_DIR=folder, JUPYTER_RUNTIME_DIR=folder, EVCXR_CONFIG_DIR=folder)
    with RustKernel(folder, patience=60) as kernel:
        _, outputs = kernel.run("6 * 7")
        if kernel.info["implementation"] != "evcxr_jupyter" or [o.get("data", {}).get("text/plain") for o in outputs] != ["42"]:
            sys.exit(f"{program} is {kernel.info['implementation']}, and 6 * 7 gives {outputs}")
        print(kernel.info["implementation_version"], hashlib.sha256(program.read_bytes()).hexdigest())
