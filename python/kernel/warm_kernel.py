"""Lets a Rust kernel compile the course's crate, once, in the folder that all kernels are then copied from.

usage: warm_kernel.py NOTEBOOKS_FOLDER
"""

import sys

from rust_kernel import RustKernel, problems

CELLS = [
    ':dep nn_course_notebook = { path = "../nn_course/notebook" }\nuse nn_course_notebook::prelude::*;',
    "let data: Dataset = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;\ndata",
]
# A variable of this type can't be kept. For such mistakes the kernel asks `cargo check`, whose first answer takes long.
MISTAKE = "let closure = |x: f64| x;"

with RustKernel(sys.argv[1], show=True) as kernel:
    for source in CELLS:
        _, outputs = kernel.run(source, timeout=1800)
        for problem in problems(outputs):
            sys.exit(problem)
    kernel.run(MISTAKE, timeout=1800)
