"""Rules for words and signs of Python and NumPy, and what to write in Rust."""

from rules import ANY, rule

RULES = [
    rule(ANY, r"^\s*def\s+\w+", "A function in Rust: `fn name(x: f64) -> f64 { … }`, with types, and braces around its lines."),
    rule(
        ANY,
        r"^\s*(from\s+\w+\s+)?import\s",
        "Nothing is imported: the notebook's first cell loads matrices, networks and plots. (Exponential: `x.exp()`; zeros: `Matrix::zeros((2, 3))`.)",
    ),
    rule(
        ANY,
        r"^\s*function\s+\w+",
        "A function in Rust: `fn name(x: f64) -> f64 { … }`, with types, and braces around its lines.",
    ),
    rule(ANY, r"^\s*(int|float|double|var)\s+\w+\s*=", "A variable in Rust: `let x: f64 = …;`."),
    rule(
        ANY,
        r"^\s*(class|with|try|except|finally)\b",
        "Rust has no `class`, `with` or `try`. A type with named parts is a `struct`; what can fail returns a Result, and `?` goes on with its value.",
    ),
    rule(r"expected|unexpected|missing|found", r"[\w)]\s+if\s[^{]*\selse\s[^{]*$|\?[^:?]+:(?!:)", "Write `if a > b { 1.0 } else { 2.0 }`."),
    rule(r"expected|unexpected|no rules", r"=\s*\d+,\d+\s*;?\s*$", "The decimal sign is a point: 1.5."),
    rule(r"expected|unexpected", r"\blet\s+(?:mut\s+)?\w+\s*,", "Several names stand in parentheses: `let (a, b) = (1.0, 2.0);`."),
    rule(r"expected|unexpected|head|missing", r"->\s*[^({]+,", "Several results stand in parentheses: `-> (f64, f64) {`."),
    rule(
        r"expected|unexpected|head|missing",
        r"\bfn\b.*\)\s*:\s*\w+",
        "The type of the result stands after an arrow: `fn f(x: f64) -> f64 {`.",
    ),
    rule(r"expected|unexpected|head|missing", r"\bfn\b.*:\s*$", "Rust has braces, not a colon and indentation: `fn f(x: f64) -> f64 {`."),
    rule(r"head of this function", ANY, "A `{` is missing at the end of it, and a `}` after the last line."),
    rule(
        r"expected|unexpected|delimiter|keyword|missing",
        r"(?<![\w:.])(type|where|match|use|move|ref|impl|trait|loop|in)\s*[(:=]",
        "That name is a word of Rust's own: choose another one.",
    ),
    rule(r"expected|unexpected", r"\|[\w\s.+\[\]-]+\|\s*[/*);]", "An absolute value is a method: `(a - b).abs()`."),
    rule(r"E0425|E0433", r"\bmath\.", "There is no `math`: `x.sqrt()`, `x.ln()`, `x.exp()` and `x.ceil()` are methods."),
    rule(r"value `(?P<f>exp|tanh|sqrt|abs)`", ANY, "A function that is handed on is called `f64::$f`."),
    rule(ANY, r"^\s*#(?![\[!])|;\s*#\s", "A comment begins with `//`."),
    rule(ANY, r"^\s*(?:\}\s*)?elif\b", "Write `else if … { … }`."),
    rule(
        ANY,
        r"\bfor\s+(?P<i>\w+)\s+in\s+range\(\s*(?P<n>[^,()]*(?:\([^()]*\))?[^,()]*)\)",
        "A range is `0..n`, and the lines of a loop stand in braces: `for $i in 0..$n { … }`.",
    ),
    rule(ANY, r"\brange\(\s*(?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "A range is written `$a..$b`."),
    rule(ANY, r"\brange\(", "A range is written `0..10`: from 0 to 9."),
    rule(
        r"expected|found `:`|unexpected|mismatched",
        r"^\s*(?P<word>if|while|for|else|match)\b[^{]*:\s*(//.*)?$",
        "Rust has braces, not a colon and indentation: `$word … { … }`.",
    ),
    rule(
        ANY, r"\blambda\s+\w+(\s*,\s*\w+)*\s*:", "A small function without a name is `|x| 2.0 * x`. One that a notebook keeps is an `fn`."
    ),
    rule(
        r"print",
        r"\bprint(?:ln)?\s*\(\s*(?P<x>\w+)\s*\)",
        'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{$x}")`.',
    ),
    rule(r"print", r"\bprint(?:ln)?\s*\(", 'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{x}")`.'),
    rule(
        r"invalid format string", ANY, "In the braces stands a name, not a calculation: `let sum: f64 = x.sum();` before it, then `{sum}`."
    ),
    rule(ANY, r"\bf\"", 'A text with values in it: `format!("{x:.2}")`, without an f before the quotes.'),
    rule(
        r"character literal|unterminated|lifetime", r"'[^']*'?", 'A text stands in double quotes: "…". Single ones are for one character.'
    ),
    rule(r"`True`", ANY, "In Rust it is `true`, with a small t."),
    rule(r"`False`", ANY, "In Rust it is `false`, with a small f."),
    rule(
        ANY,
        r"(?P<x>[\w.]+|\))\s*\*\*\s*(?P<n>\d+)\b(?!\.)",
        "A power is a method: `$x.powi($n)`; of every entry of a matrix: `x.mapv(|v| v.powi($n))`.",
    ),
    rule(
        ANY, r"[\w)\]]\s*\*\*", "A power is a method: `x.powi(2)`, or `x.powf(0.5)`; of every entry of a matrix: `x.mapv(|v| v.powi(2))`."
    ),
    rule(r"\^", r"\^", "`^` works on bits. A power is a method: `x.powi(2)`, or `x.powf(0.5)`."),
    rule(r"expected|found `(and|or)`|not", r"\band\b", "“And” is `&&` in Rust, “or” is `||`, “not” is `!`."),
    rule(r"expected|found `(and|or)`|not", r"\bor\b", "“Or” is `||` in Rust, “and” is `&&`, “not” is `!`."),
    rule(r"expected|`not`|found", r"\bnot\s+\w", "“Not” is `!` in Rust: `!x`."),
    rule(r"not a prefix|postfix|increment|\+\+", r"\+\+", "Write `+= 1`."),
    rule(r"postfix|decrement|--", r"--", "Write `-= 1`."),
    rule(
        ANY,
        r"\b(?:(?:np\.)?std\((?P<y>\w+),\s*axis|(?P<x>\w+)\.std\(\s*axis)\s*=\s*(?P<a>\d)",
        "An axis is a value: `$x.std_axis(Axis($a), 0.0)`.",
    ),
    rule(
        ANY,
        r"(?:\bmean\((?P<x>\w+),|(?P<y>\w+)\.mean\()\s*axis\s*=\s*(?P<a>\d)",
        "An axis is a value: `$x.mean_axis(Axis($a)).unwrap()`, or `$x.sum_axis(Axis($a)) / m`.",
    ),
    rule(ANY, r"(?:\bsum\((?P<x>\w+),|(?P<y>\w+)\.sum\()\s*axis\s*=\s*(?P<a>\d)", "An axis is a value: `$x.sum_axis(Axis($a))`."),
    rule(ANY, r"\baxis\s*=\s*(?P<a>\d)", "An axis is a value: `x.sum_axis(Axis($a))`, `x.mean_axis(Axis($a)).unwrap()`."),
    rule(ANY, r"\bwhere\(|\.astype\(", "Entry by entry: `u.mapv(|u| if u < 0.8 { 1.0 } else { 0.0 })`."),
    rule(
        ANY,
        r"\bnp\.(?P<f>exp|log|sqrt|tanh|abs|sin|cos)\(",
        "There is no `np`: `x.$f()` for a number, `x.mapv(f64::$f)` for every entry of a matrix. (The logarithm is `ln`.)",
    ),
    rule(ANY, r"\bnp\.zeros\((?P<n>[\w.]+(?:\(\w*\))?)\)", "There is no `np`: a list of zeros is `vec![0.0; $n]`."),
    rule(ANY, r"\bnp\.(?P<f>zeros|ones)\(", "There is no `np`: `Matrix::$f((2, 3))`."),
    rule(ANY, r"\bnp\.(dot|matmul)\(", "There is no `np`: the matrix product is `matmul(&a, &b)?`, or `a.dot(&b)`."),
    rule(
        ANY,
        r"\bnp\.",
        "There is no `np`: these are methods here, such as `x.sum()`, `x.mapv(f64::exp)` and `a.dot(&b)`; a matrix is `array![[1.0, 2.0], [3.0, 4.0]]`.",
    ),
    rule(
        r"found `,`|unexpected `,`",
        r"\breturn\b[^;(]*,",
        "Several values stand in parentheses, in the type of the result too: `(a, b)` and `-> (f64, f64)`.",
    ),
    rule(r"expected `Axis`", r"(?P<f>\w+_axis)\((?P<a>\d)\)", "An axis is a type of its own: `$f(Axis($a))`."),
    rule(r"function `len`", r"\blen\((?P<x>[^()]*)\)", "It is a method: `$x.len()`; of a matrix `$x.nrows()`, `$x.ncols()`."),
    rule(r"function `(max|min)`", r"\b(?P<f>max|min)\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "It is a method: `$a.$f($b)`."),
    rule(
        r"function `(max|min)`",
        r"\b(?P<f>max|min)\(",
        "It is a method: `a.$f(b)`; of many numbers: `v.iter().copied().fold(f64::NAN, f64::$f)`.",
    ),
    rule(
        r"function `(log|ln)`",
        r"\b(?P<f>log|ln)\((?P<x>[^()]*)\)",
        "The natural logarithm is a method: `$x.ln()`; of every entry of a matrix `x.mapv(f64::ln)`.",
    ),
    rule(r"function `pow`", r"\bpow\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "It is a method: `$a.powi($b)`."),
    rule(
        r"function `(sum|mean)`",
        r"\b(?P<f>sum|mean)\((?P<x>[^(),]*)\)",
        "It is a method: of a matrix `$x.$f()`, of a list `$x.iter().sum::<f64>()`.",
    ),
    rule(
        r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
        r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\((?P<x>[^()]*)\)",
        "It is a method: `$x.$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
    ),
    rule(
        r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
        r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\(",
        "It is a method: `(…).$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
    ),
    rule(
        r"(function|value) `(int|float|str)`|builtin type",
        r"\b(?P<f>int|float|str)\((?P<x>[^()]*)\)",
        "Write `$x as usize`, `$x as f64`, or `$x.to_string()`.",
    ),
    rule(
        r"function `(mean|sum|std)`",
        r"\b(?P<f>mean|sum|std)\((?P<x>\w+),\s*(?P<a>\d)\)",
        "An axis is a value: `$x.sum_axis(Axis($a))`, `$x.mean_axis(Axis($a)).unwrap()`, `$x.std_axis(Axis($a), 0.0)`.",
    ),
    rule(r"cannot find type `(float|double)`", ANY, "A number with a fraction is an `f64`."),
    rule(r"cannot find type `(int|integer)`", ANY, "A whole number is a `usize` (from 0 up) or an `i64`."),
    rule(r"cannot find type `(str|string)`|size for values of type `str`", ANY, "A text is a `String`, or a borrowed one, `&str`."),
    rule(r"cannot find type `(list|array|ndarray)`", ANY, "A list of numbers is a `Vec<f64>`, a matrix a `Matrix`."),
    rule(r"E0689", ANY, "Say which type the number has: `1.96_f64`, and then its method."),
    rule(
        r"no method named `(?P<f>sqrt|exp|ln|powf|ceil|abs|floor)` found for type `(integer|usize|u32|i32|i64)`|E0599.*isqrt",
        ANY,
        "A whole number has no such method: `(m as f64)`, or `2.0` for a literal, has it.",
    ),
    rule(
        r"no method named `(?P<f>sum|max|min|mean)` found for struct `Vec",
        r"(?P<x>\w+)\.(sum|max|min|mean)\(",
        "A list goes entry by entry: `$x.iter().sum::<f64>()`; the largest: `$x.iter().copied().fold(f64::NEG_INFINITY, f64::max)`.",
    ),
    rule(
        r"Matrix`? is not an iterator",
        r"(?P<x>\w+)\.(?P<f>max|min)\(",
        "Entry by entry: `$x.mapv(|v| v.$f(0.0))`; of all entries: `$x.iter().copied().fold(0.0, f64::$f)`.",
    ),
    rule(
        r"Ord.*not (implemented|satisfied).*f64|f64: Ord",
        ANY,
        "The largest of decimal numbers: `.fold(f64::NEG_INFINITY, f64::max)` in place of `.max()`.",
    ),
    rule(r"`(usize|integer)` is not an iterator", ANY, "A loop over numbers: `for i in 0..m { … }`."),
    rule(r"E0317", ANY, "An `if` that is a value needs an `else` too."),
    rule(r"(E0604|E0606|casting).*bool", ANY, "Write `if u < 0.8 { 1.0 } else { 0.0 }`."),
    rule(r"function `enumerate`", ANY, "It is a method: `x.iter().enumerate()`."),
    rule(r"function `zip`", ANY, "It is a method: `a.iter().zip(&b)`."),
    rule(r"function `sorted`", ANY, "Sort in place: `v.sort_by(f64::total_cmp);`, with `let mut v`."),
    rule(ANY, r"(?P<a>\w+)\s*@\s*(?P<b>\w+)", "The matrix product is `matmul(&$a, &$b)?`, or `$a.dot(&$b)`."),
    rule(
        r"expected", r"(?P<x>\w+)\[\s*:\s*,\s*(?P<j>[^\]:]+)\]", "A column is `$x.column($j)`; a part of a matrix `$x.slice(s![.., $j])`."
    ),
    rule(r"expected", r"(?P<x>\w+)\[\s*(?P<i>[^\],:]+),\s*:\s*\]", "A row is `$x.row($i)`; a part of a matrix `$x.slice(s![$i, ..])`."),
    rule(r"expected", r"(?P<x>\w+)\[[^\]]*:[^\]]*\]", "A part of a list is `&$x[0..2]`; of a matrix `$x.slice(s![0..2, ..])`."),
    rule(r"expected", r"(?P<x>\w+)\[\s*(?P<i>[^\[\],]+),\s*(?P<j>[^\[\],]+)\]", "An entry of a matrix has two brackets: `$x[[$i, $j]]`."),
    rule(
        r"index.*-?|`-`|Neg|unary",
        r"(?P<x>\w+)\[\s*-\s*(?P<n>\d+)\s*\]",
        "There are no negative indices: `$x[$x.len() - $n]`; of a matrix: `$x[[i, $x.ncols() - $n]]`.",
    ),
    rule(r"no field `T`", r"(?P<x>\w+)\.T\b", "It is a method: `$x.t()`."),
    rule(
        r"binary operation `[<>]=?` cannot be applied to type `&?Matrix|mismatched types.*[<>].*Matrix",
        r"(?P<x>\w+)\s*[<>]=?",
        "Compare entry by entry: `$x.mapv(|v| if v < 0.8 { 1.0 } else { 0.0 })`.",
    ),
    rule(
        r"method.*`shape`|`shape`.*method|E0615",
        r"(?P<x>\w+)\.shape\b(?!\()",
        "It is a method: `$x.shape()[0]`, or `$x.nrows()` and `$x.ncols()`.",
    ),
    rule(r"no method named `append`", r"(?P<x>\w+)\.append\(", "A list grows with `$x.push(…)`; it must be `let mut $x`."),
    rule(
        r"`(size|shape|length)`",
        r"(?P<x>\w+)\.(size|length)\b",
        "The number of entries is `$x.len()`; rows and columns are `$x.nrows()` and `$x.ncols()`.",
    ),
    rule(
        r"found macro|macro.*similar name|E0423",
        r"\b(?P<f>vec|println|print|format|array|assert|panic)\b\s*[\[(]",
        "It is a macro, with a `!` after its name: `$f!`.",
    ),
]
