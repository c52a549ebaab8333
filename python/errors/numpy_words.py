"""Rules for NumPy and Matplotlib: arrays, axes and pictures, and what to write in Rust."""

from rules import ANY, SYNTAX, rule

# A NumPy function of one axis: its name, and the method of a Matrix.
ALONG = {
    "sum": "sum_axis(Axis($a))",
    "mean": "mean_axis(Axis($a)).unwrap()",
    "std": "std_axis(Axis($a), 0.0)",
    "var": "var_axis(Axis($a), 0.0)",
}


def along(function, method):
    call = rf"(?:(?:\bnp\.|(?<![\w.])){function}\((?P<y>\w+),|(?P<x>(?!np\b)\w+)\.{function}\()[^)]*?\baxis\s*=\s*(?P<a>\d)"
    yield rule(ANY, rf"{call}.*keepdims", f"An axis is a value, and is kept by `insert_axis`: `$x.{method}.insert_axis(Axis($a))`.")
    yield rule(ANY, call, f"An axis is a value: `$x.{method}`. (As a Matrix, with the axis kept: and `.insert_axis(Axis($a))`.)")


RULES = [
    *(one for item in ALONG.items() for one in along(*item)),
    rule(
        ANY,
        r"\bnp(?:\.|::)(maximum|minimum|clip)\(",
        "There is no `np`. Entry by entry: `x.mapv(|v| v.max(0.0))`; of two numbers: `a.max(b)`.",
    ),
    rule(ANY, r"\bnp(?:\.|::)linalg\.norm\((?P<x>\w+)\)", "There is no `np`. The norm is `(&$x * &$x).sum().sqrt()`."),
    rule(
        r"value `np`",
        r"\bnp(?:\.|::)mean\(",
        "There is no `np`. Of a Matrix: `x.mean().unwrap()`; of a list: `v.iter().sum::<f64>() / v.len() as f64`.",
    ),
    rule(
        r"value `plt`",
        r"\bplt\.scatter\(",
        'There is no `plt`: `Panel::new("title", "x", "y").scatter(…)` is a picture.',
    ),
    rule(
        r"value `plt`",
        r"\bplt\.hist\(",
        'There is no `plt`: `plot::histogram("title", &x, (-3.0, 3.0), 30)?` is a picture.',
    ),
    rule(
        r"no method named `(plot|show|scatter|hist)`|found module `plot`",
        ANY,
        'A picture is `Panel::new("title", "x", "y").line(…)`; type `plot::` and press Tab for ready ones.',
    ),
    rule(ANY, r"\bnp(?:\.|::)(eye|identity)\((?P<n>[\w.]+)", "There is no `np`: `Matrix::eye($n)`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)random\b|\brandn?\(|(?<![\w:.])random\.|\bMatrix::random\(",
        "Random numbers come from a generator: `random::normal_matrix((2, 3), 0.0, 1.0, &mut NumpyRng::seed(1))?`.",
    ),
    rule(
        ANY,
        r"\bnp(?:\.|::)(arg)?(?P<f>max|min)\(",
        "There is no `np`. The largest is `v.iter().copied().fold(f64::NAN, f64::$f)`; of two numbers: `a.$f(b)`, or `a > b`.",
    ),
    rule(r"no method named `[xy]_?lim", ANY, "The range of an axis is `.x_range(0.0, 1.0)` or `.y_range(0.0, 1.0)`."),
    rule(
        r"usize: Neg|E0061",
        r"(?P<x>\w+)\.(?:reshape|to_shape)\([^()]*-\s*1",
        "There is no −1: give both numbers, as in `$x.to_shape((1, $x.len()))?.to_owned()`.",
    ),
    rule(r"no rules expected `;`", r"array!\[", "Each row has brackets of its own: `array![[1.0, 2.0], [3.0, 4.0]]`."),
    rule(r"no method named `transpose`", r"(?P<x>\w+)\.transpose\(", "The transpose is `$x.t()`."),
    rule(ANY, r"(?<!\w)(?P<f>vec|array)\[", "It is a macro, with a `!` after its name: `$f![…]`."),
    rule(
        SYNTAX,
        r"(?P<x>[\w.]+(\(\))?)\[\s*(?P<i>[^\],:]+),\s*(?::|\.\.)\s*\]\s*=[^=]",
        "A row is changed by `$x.row_mut($i).assign(&…)`, or `.fill(0.0)`.",
    ),
    rule(
        SYNTAX,
        r"(?P<x>[\w.]+(\(\))?)\[\s*(?::|\.\.)\s*,\s*(?P<j>[^\]:]+)\]\s*=[^=]",
        "A column is changed by `$x.column_mut($j).assign(&…)`, or `.fill(0.0)`.",
    ),
    rule(r"no field `dtype`", ANY, "A Matrix holds numbers of the type f64."),
    rule(
        r"usize: Neg|DataShared",
        r"(?P<x>\w+)\.(?:reshape|to_shape)\(\(-1",
        "There is no −1: give both numbers, as in `$x.to_shape(($x.len(), 1))?.to_owned()`.",
    ),
    rule(
        r"cannot find function `(zeros|ones)`\n",
        r"(?<!::)\b(?P<h>zeros|ones)\(",
        "It belongs to the type: `Matrix::$h((2, 3))`.",
    ),
    rule(SYNTAX, r"\[\s*:\s*,\s*None\s*\]", "A new axis: `.insert_axis(Axis(1))`."),
    rule(
        ANY,
        r"\.T\b\s*@|@.*\.T\b|\.t\(\)\s*@|@.*\.t\(\)",
        "The matrix product is a method, and so is the transpose: `a.dot(&b.t())`, `a.t().dot(&b)`.",
    ),
    rule(
        ANY,
        r"^\s*(from\s+[\w.]+\s+)?import\s",
        "Nothing is imported: the notebook's first cell loads matrices, networks and plots. (Exponential: `x.exp()`; zeros: `Matrix::zeros((2, 3))`.)",
    ),
    rule(r"Invalid syntax in s!", ANY, "In `s![…]` the whole of an axis is `..`, a part of it `0..3`: `s![0, ..]`."),
    rule(
        r"E0061",
        r"(?P<x>\w+)\.(?P<f>sum|product)\((Axis\()?(?P<a>\d)",
        "That takes all entries. Along an axis: `$x.sum_axis(Axis($a))`.",
    ),
    rule(
        r"E0061",
        r"(?P<x>\w+)\.mean\((Axis\()?(?P<a>\d)",
        "That takes all entries. Along an axis: `$x.mean_axis(Axis($a)).unwrap()`.",
    ),
    rule(
        r"expected `f64`, found (integer|`Axis`)",
        r"(?P<x>\w+)\.(?P<f>std|var)\((Axis\()?(?P<a>\d)",
        "That takes all entries. Along an axis: `$x.std_axis(Axis($a), 0.0)`, where 0.0 means 1/m.",
    ),
    rule(r"DataShared", r"(?P<x>\w+)\.reshape\((?P<s>\([^()]*\))\)", "It is borrowed for that: `$x.to_shape($s)?.to_owned()`."),
    rule(ANY, r"\baxis\s*=\s*(?P<a>\d)", "An axis is a value: `x.sum_axis(Axis($a))`, `x.mean_axis(Axis($a)).unwrap()`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)(?P<f>exp|log|sqrt|tanh|abs|sin|cos)\(",
        "There is no `np`: `x.$f()` for a number, `x.mapv(f64::$f)` for every entry of a matrix. (The logarithm is `ln`.)",
    ),
    rule(ANY, r"\bnp(?:\.|::)zeros\((?P<n>[\w.]+(?:\(\w*\))?)\)", "There is no `np`: a list of zeros is `vec![0.0; $n]`."),
    rule(r"value `plt`", ANY, 'There is no `plt`: `Panel::new("title", "x", "y").line(…)` is a picture.'),
    rule(r"crate `ndarray`", r"\bndarray::(?P<f>zeros|ones)\(", "A matrix of them is `Matrix::$f((2, 3))`."),
    rule(ANY, r"\bnp(?:\.|::)(?P<f>zeros|ones)\((?P<s>\([^()]*\))", "There is no `np`: `Matrix::$f($s)`."),
    rule(ANY, r"\bnp(?:\.|::)(?P<f>zeros|ones)\(", "There is no `np`: `Matrix::$f((2, 3))`."),
    rule(ANY, r"\bnp(?:\.|::)(dot|matmul)\(", "There is no `np`: the matrix product is `matmul(&a, &b)?`, or `a.dot(&b)`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)",
        "There is no `np`: these are methods here: `x.sum()`, `x.mapv(f64::exp)`, `x.mapv(|v| v.max(0.0))`, `a.dot(&b)`; a matrix is `array![[1.0, 2.0], [3.0, 4.0]]`.",
    ),
    rule(r"expected `Axis`", r"(?P<f>\w+_axis)\((?P<a>\d)\)", "An axis is a type of its own: `$f(Axis($a))`."),
    rule(
        r"function `(mean|sum|std)`",
        r"\b(?P<f>mean|sum|std)\((?P<x>\w+),\s*(?P<a>\d)\)",
        "An axis is a value: `$x.sum_axis(Axis($a))`, `$x.mean_axis(Axis($a)).unwrap()`, `$x.std_axis(Axis($a), 0.0)`.",
    ),
    rule(r"cannot find type `(list|array|ndarray|Array\d?)`", ANY, "A list of numbers is a `Vec<f64>`, a matrix a `Matrix`."),
    rule(ANY, r"(?P<a>\w+)\s*@\s*(?P<b>\w+)", "The matrix product is `matmul(&$a, &$b)?`, or `$a.dot(&$b)`."),
    rule(
        r"method.*`shape`|`shape`.*method|E0615",
        r"(?P<x>\w+)\.shape\b(?!\()",
        "It is a method: `$x.shape()[0]`, or `$x.nrows()` and `$x.ncols()`.",
    ),
    rule(
        r"`(size|shape|length)`",
        r"(?P<x>\w+)\.(size|length)\b",
        "The number of entries is `$x.len()`; rows and columns are `$x.nrows()` and `$x.ncols()`.",
    ),
]
