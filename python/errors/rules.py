"""What to do about the usual mistakes of those who know Python and are new to Rust: the rules."""

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """Where the compiler says this (its code and words), and the line of code looks like this, there is this advice.

    In it `$x` stands for what the patterns found under that name, or for one of the names in advice.py.
    """

    says: re.Pattern
    line: re.Pattern
    advice: str


# The first rule that fits is used.
RULES = []


def rule(says, line, advice):
    RULES.append(Rule(re.compile(says, re.S), re.compile(line), advice))


ANY = ""

# Words and signs of Python.
rule(ANY, r"^\s*def\s+\w+", "A function in Rust: `fn name(x: f64) -> f64 { … }`, with types, and braces around its lines.")
rule(
    ANY,
    r"^\s*(from\s+\w+\s+)?import\s",
    "Nothing is imported: the notebook's first cell loads matrices, networks and plots. (Exponential: `x.exp()`; zeros: `Matrix::zeros((2, 3))`.)",
)
rule(
    ANY,
    r"^\s*function\s+\w+",
    "A function in Rust: `fn name(x: f64) -> f64 { … }`, with types, and braces around its lines.",
)
rule(ANY, r"^\s*(int|float|double|var)\s+\w+\s*=", "A variable in Rust: `let x: f64 = …;`.")
rule(
    ANY,
    r"^\s*(class|with|try|except|finally)\b",
    "Rust has no `class`, `with` or `try`. A type with named parts is a `struct`; what can fail returns a Result, and `?` goes on with its value.",
)
rule(r"expected|unexpected|missing|found", r"[\w)]\s+if\s[^{]*\selse\s[^{]*$|\?[^:?]+:(?!:)", "Write `if a > b { 1.0 } else { 2.0 }`.")
rule(r"expected|unexpected|no rules", r"=\s*\d+,\d+\s*;?\s*$", "The decimal sign is a point: 1.5.")
rule(r"expected|unexpected", r"\blet\s+(?:mut\s+)?\w+\s*,", "Several names stand in parentheses: `let (a, b) = (1.0, 2.0);`.")
rule(r"expected|unexpected|head|missing", r"->\s*[^({]+,", "Several results stand in parentheses: `-> (f64, f64) {`.")
rule(r"expected|unexpected|head|missing", r"\bfn\b.*\)\s*:\s*\w+", "The type of the result stands after an arrow: `fn f(x: f64) -> f64 {`.")
rule(r"expected|unexpected|head|missing", r"\bfn\b.*:\s*$", "Rust has braces, not a colon and indentation: `fn f(x: f64) -> f64 {`.")
rule(r"head of this function", ANY, "A `{` is missing at the end of it, and a `}` after the last line.")
rule(
    r"expected|unexpected|delimiter|keyword|missing",
    r"(?<![\w:.])(type|where|match|use|move|ref|impl|trait|loop|in)\s*[(:=]",
    "That name is a word of Rust's own: choose another one.",
)
rule(r"expected|unexpected", r"\|[\w\s.+\[\]-]+\|\s*[/*);]", "An absolute value is a method: `(a - b).abs()`.")
rule(r"E0425|E0433", r"\bmath\.", "There is no `math`: `x.sqrt()`, `x.ln()`, `x.exp()` and `x.ceil()` are methods.")
rule(r"value `(?P<f>exp|tanh|sqrt|abs)`", ANY, "A function that is handed on is called `f64::$f`.")
rule(ANY, r"^\s*#(?![\[!])|;\s*#\s", "A comment begins with `//`.")
rule(ANY, r"^\s*(?:\}\s*)?elif\b", "Write `else if … { … }`.")
rule(
    ANY,
    r"\bfor\s+(?P<i>\w+)\s+in\s+range\(\s*(?P<n>[^,()]*(?:\([^()]*\))?[^,()]*)\)",
    "A range is `0..n`, and the lines of a loop stand in braces: `for $i in 0..$n { … }`.",
)
rule(ANY, r"\brange\(\s*(?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "A range is written `$a..$b`.")
rule(ANY, r"\brange\(", "A range is written `0..10`: from 0 to 9.")
rule(
    r"expected|found `:`|unexpected|mismatched",
    r"^\s*(?P<word>if|while|for|else|match)\b[^{]*:\s*(//.*)?$",
    "Rust has braces, not a colon and indentation: `$word … { … }`.",
)
rule(ANY, r"\blambda\s+\w+(\s*,\s*\w+)*\s*:", "A small function without a name is `|x| 2.0 * x`. One that a notebook keeps is an `fn`.")
rule(
    r"print",
    r"\bprint(?:ln)?\s*\(\s*(?P<x>\w+)\s*\)",
    'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{$x}")`.',
)
rule(r"print", r"\bprint(?:ln)?\s*\(", 'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{x}")`.')
rule(r"invalid format string", ANY, "In the braces stands a name, not a calculation: `let sum: f64 = x.sum();` before it, then `{sum}`.")
rule(ANY, r"\bf\"", 'A text with values in it: `format!("{x:.2}")`, without an f before the quotes.')
rule(r"character literal|unterminated|lifetime", r"'[^']*'?", 'A text stands in double quotes: "…". Single ones are for one character.')
rule(r"`True`", ANY, "In Rust it is `true`, with a small t.")
rule(r"`False`", ANY, "In Rust it is `false`, with a small f.")
rule(
    ANY,
    r"(?P<x>[\w.]+|\))\s*\*\*\s*(?P<n>\d+)\b(?!\.)",
    "A power is a method: `$x.powi($n)`; of every entry of a matrix: `x.mapv(|v| v.powi($n))`.",
)
rule(ANY, r"[\w)\]]\s*\*\*", "A power is a method: `x.powi(2)`, or `x.powf(0.5)`; of every entry of a matrix: `x.mapv(|v| v.powi(2))`.")
rule(r"\^", r"\^", "`^` works on bits. A power is a method: `x.powi(2)`, or `x.powf(0.5)`.")
rule(r"expected|found `(and|or)`|not", r"\band\b", "“And” is `&&` in Rust, “or” is `||`, “not” is `!`.")
rule(r"expected|found `(and|or)`|not", r"\bor\b", "“Or” is `||` in Rust, “and” is `&&`, “not” is `!`.")
rule(r"expected|`not`|found", r"\bnot\s+\w", "“Not” is `!` in Rust: `!x`.")
rule(r"not a prefix|postfix|increment|\+\+", r"\+\+", "Write `+= 1`.")
rule(r"postfix|decrement|--", r"--", "Write `-= 1`.")
rule(
    ANY,
    r"\b(?:(?:np\.)?std\((?P<y>\w+),\s*axis|(?P<x>\w+)\.std\(\s*axis)\s*=\s*(?P<a>\d)",
    "An axis is a value: `$x.std_axis(Axis($a), 0.0)`.",
)
rule(
    ANY,
    r"(?:\bmean\((?P<x>\w+),|(?P<y>\w+)\.mean\()\s*axis\s*=\s*(?P<a>\d)",
    "An axis is a value: `$x.mean_axis(Axis($a)).unwrap()`, or `$x.sum_axis(Axis($a)) / m`.",
)
rule(ANY, r"(?:\bsum\((?P<x>\w+),|(?P<y>\w+)\.sum\()\s*axis\s*=\s*(?P<a>\d)", "An axis is a value: `$x.sum_axis(Axis($a))`.")
rule(ANY, r"\baxis\s*=\s*(?P<a>\d)", "An axis is a value: `x.sum_axis(Axis($a))`, `x.mean_axis(Axis($a)).unwrap()`.")
rule(ANY, r"\bwhere\(|\.astype\(", "Entry by entry: `u.mapv(|u| if u < 0.8 { 1.0 } else { 0.0 })`.")
rule(
    ANY,
    r"\bnp\.(?P<f>exp|log|sqrt|tanh|abs|sin|cos)\(",
    "There is no `np`: `x.$f()` for a number, `x.mapv(f64::$f)` for every entry of a matrix. (The logarithm is `ln`.)",
)
rule(ANY, r"\bnp\.zeros\((?P<n>[\w.]+(?:\(\w*\))?)\)", "There is no `np`: a list of zeros is `vec![0.0; $n]`.")
rule(ANY, r"\bnp\.(?P<f>zeros|ones)\(", "There is no `np`: `Matrix::$f((2, 3))`.")
rule(ANY, r"\bnp\.(dot|matmul)\(", "There is no `np`: the matrix product is `matmul(&a, &b)?`, or `a.dot(&b)`.")
rule(
    ANY,
    r"\bnp\.",
    "There is no `np`: these are methods here, such as `x.sum()`, `x.mapv(f64::exp)` and `a.dot(&b)`; a matrix is `array![[1.0, 2.0], [3.0, 4.0]]`.",
)
rule(
    r"found `,`|unexpected `,`",
    r"\breturn\b[^;(]*,",
    "Several values stand in parentheses, in the type of the result too: `(a, b)` and `-> (f64, f64)`.",
)
rule(r"expected `Axis`", r"(?P<f>\w+_axis)\((?P<a>\d)\)", "An axis is a type of its own: `$f(Axis($a))`.")
rule(r"function `len`", r"\blen\((?P<x>[^()]*)\)", "It is a method: `$x.len()`; of a matrix `$x.nrows()`, `$x.ncols()`.")
rule(r"function `(max|min)`", r"\b(?P<f>max|min)\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "It is a method: `$a.$f($b)`.")
rule(
    r"function `(max|min)`",
    r"\b(?P<f>max|min)\(",
    "It is a method: `a.$f(b)`; of many numbers: `v.iter().copied().fold(f64::NAN, f64::$f)`.",
)
rule(
    r"function `(log|ln)`",
    r"\b(?P<f>log|ln)\((?P<x>[^()]*)\)",
    "The natural logarithm is a method: `$x.ln()`; of every entry of a matrix `x.mapv(f64::ln)`.",
)
rule(r"function `pow`", r"\bpow\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "It is a method: `$a.powi($b)`.")
rule(
    r"function `(sum|mean)`",
    r"\b(?P<f>sum|mean)\((?P<x>[^(),]*)\)",
    "It is a method: of a matrix `$x.$f()`, of a list `$x.iter().sum::<f64>()`.",
)
rule(
    r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
    r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\((?P<x>[^()]*)\)",
    "It is a method: `$x.$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
)
rule(
    r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
    r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\(",
    "It is a method: `(…).$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
)
rule(
    r"(function|value) `(int|float|str)`|builtin type",
    r"\b(?P<f>int|float|str)\((?P<x>[^()]*)\)",
    "Write `$x as usize`, `$x as f64`, or `$x.to_string()`.",
)
rule(
    r"function `(mean|sum|std)`",
    r"\b(?P<f>mean|sum|std)\((?P<x>\w+),\s*(?P<a>\d)\)",
    "An axis is a value: `$x.sum_axis(Axis($a))`, `$x.mean_axis(Axis($a)).unwrap()`, `$x.std_axis(Axis($a), 0.0)`.",
)
rule(r"cannot find type `(float|double)`", ANY, "A number with a fraction is an `f64`.")
rule(r"cannot find type `(int|integer)`", ANY, "A whole number is a `usize` (from 0 up) or an `i64`.")
rule(r"cannot find type `(str|string)`|size for values of type `str`", ANY, "A text is a `String`, or a borrowed one, `&str`.")
rule(r"cannot find type `(list|array|ndarray)`", ANY, "A list of numbers is a `Vec<f64>`, a matrix a `Matrix`.")
rule(r"E0689", ANY, "Say which type the number has: `1.96_f64`, and then its method.")
rule(
    r"no method named `(?P<f>sqrt|exp|ln|powf|ceil|abs|floor)` found for type `(integer|usize|u32|i32|i64)`|E0599.*isqrt",
    ANY,
    "A whole number has no such method: `(m as f64)`, or `2.0` for a literal, has it.",
)
rule(
    r"no method named `(?P<f>sum|max|min|mean)` found for struct `Vec",
    r"(?P<x>\w+)\.(sum|max|min|mean)\(",
    "A list goes entry by entry: `$x.iter().sum::<f64>()`; the largest: `$x.iter().copied().fold(f64::NEG_INFINITY, f64::max)`.",
)
rule(
    r"Matrix`? is not an iterator",
    r"(?P<x>\w+)\.(?P<f>max|min)\(",
    "Entry by entry: `$x.mapv(|v| v.$f(0.0))`; of all entries: `$x.iter().copied().fold(0.0, f64::$f)`.",
)
rule(
    r"Ord.*not (implemented|satisfied).*f64|f64: Ord",
    ANY,
    "The largest of decimal numbers: `.fold(f64::NEG_INFINITY, f64::max)` in place of `.max()`.",
)
rule(r"`(usize|integer)` is not an iterator", ANY, "A loop over numbers: `for i in 0..m { … }`.")
rule(r"E0317", ANY, "An `if` that is a value needs an `else` too.")
rule(r"(E0604|E0606|casting).*bool", ANY, "Write `if u < 0.8 { 1.0 } else { 0.0 }`.")
rule(r"function `enumerate`", ANY, "It is a method: `x.iter().enumerate()`.")
rule(r"function `zip`", ANY, "It is a method: `a.iter().zip(&b)`.")
rule(r"function `sorted`", ANY, "Sort in place: `v.sort_by(f64::total_cmp);`, with `let mut v`.")
rule(ANY, r"(?P<a>\w+)\s*@\s*(?P<b>\w+)", "The matrix product is `matmul(&$a, &$b)?`, or `$a.dot(&$b)`.")
rule(r"expected", r"(?P<x>\w+)\[\s*:\s*,\s*(?P<j>[^\]:]+)\]", "A column is `$x.column($j)`; a part of a matrix `$x.slice(s![.., $j])`.")
rule(r"expected", r"(?P<x>\w+)\[\s*(?P<i>[^\],:]+),\s*:\s*\]", "A row is `$x.row($i)`; a part of a matrix `$x.slice(s![$i, ..])`.")
rule(r"expected", r"(?P<x>\w+)\[[^\]]*:[^\]]*\]", "A part of a list is `&$x[0..2]`; of a matrix `$x.slice(s![0..2, ..])`.")
rule(r"expected", r"(?P<x>\w+)\[\s*(?P<i>[^\[\],]+),\s*(?P<j>[^\[\],]+)\]", "An entry of a matrix has two brackets: `$x[[$i, $j]]`.")
rule(
    r"index.*-?|`-`|Neg|unary",
    r"(?P<x>\w+)\[\s*-\s*(?P<n>\d+)\s*\]",
    "There are no negative indices: `$x[$x.len() - $n]`; of a matrix: `$x[[i, $x.ncols() - $n]]`.",
)
rule(r"no field `T`", r"(?P<x>\w+)\.T\b", "It is a method: `$x.t()`.")
rule(
    r"binary operation `[<>]=?` cannot be applied to type `&?Matrix|mismatched types.*[<>].*Matrix",
    r"(?P<x>\w+)\s*[<>]=?",
    "Compare entry by entry: `$x.mapv(|v| if v < 0.8 { 1.0 } else { 0.0 })`.",
)
rule(
    r"method.*`shape`|`shape`.*method|E0615",
    r"(?P<x>\w+)\.shape\b(?!\()",
    "It is a method: `$x.shape()[0]`, or `$x.nrows()` and `$x.ncols()`.",
)
rule(r"no method named `append`", r"(?P<x>\w+)\.append\(", "A list grows with `$x.push(…)`; it must be `let mut $x`.")
rule(
    r"`(size|shape|length)`",
    r"(?P<x>\w+)\.(size|length)\b",
    "The number of entries is `$x.len()`; rows and columns are `$x.nrows()` and `$x.ncols()`.",
)
rule(
    r"found macro|macro.*similar name|E0423",
    r"\b(?P<f>vec|println|print|format|array|assert|panic)\b\s*[\[(]",
    "It is a macro, with a `!` after its name: `$f!`.",
)

# Types.
rule(r"E0282|E0283", r"\.(?P<f>sum|product)\(\)", "Say what it adds up to: `.$f::<f64>()`.")
rule(r"E0282|E0283", r"=\s*\|(?P<x>\w+)", "Write the type of the closure's argument: `|$x: f64|`, `|$x: &[f64]|`.")
rule(r"E0282|E0283", ANY, "Write the type after a colon: `let $let: f64 = …;`, `let $let: Vec<f64> = …;`, whatever it is.")
rule(
    r"(unresolved import|cannot find module or crate) `nn_course(::|`)",
    ANY,
    "The notebook's first cell loads all of the course: write its names without `nn_course::`.",
)
rule(
    r"(unresolved import|cannot find module or crate) `nn_course_notebook",
    ANY,
    "Run the notebook's first cell, with its line `:dep nn_course_notebook = …`.",
)
rule(
    r"E0271.*Elem|cannot (add|subtract|multiply|divide)-assign|no implementation for `Matrix [-+*/]=",
    ANY,
    "Borrow what stands on the right: `+= &(…)`.",
)
rule(r"EvcxrUserCodeError|the cell's own result", ANY, "A cell needs no `return`: its last line, without `;`, is shown.")
rule(
    r"`\?` operator has incompatible types",
    ANY,
    "Leave out the `?` here: the function returns the Result itself. (Or keep it, and return `Ok(…)`.)",
)
rule(r"E0368.*`&", ANY, "It is only borrowed, so it cannot change. Make a new one: `let b = a / 2.0;`.")
rule(
    r"(E0594|E0596).*behind a `&` reference",
    ANY,
    "It is only borrowed with `&`, so it cannot change: take a copy first, `.to_vec()` or `.clone()`.",
)
rule(
    r"expected `&(f64|usize)`, found `?(f64|usize|float|integer)",
    ANY,
    "One side is borrowed, the other is not: write `*` before the borrowed one, as in `*cost < best`.",
)
rule(r"expected `\([^`]*`, found `\[", ANY, "A pair stands in parentheses: `(a, b)`.")
rule(
    r"expected[^\n]*found[^\n]*(Array\d?<integer>|Vec<integer>)|`integer: .*Element|Matrix[^\n]*integer[^\n]*`1`",
    ANY,
    "Write the numbers with their decimal: `1.0` and `0.0`, not `1` and `0`.",
)
rule(r"expected[^\n]*found[^\n]*bool", r"mapv", "A closure of mapv returns a number: `if u < 0.8 { 1.0 } else { 0.0 }`.")
rule(r"expected `&?Matrix`, found `&?ArrayView2", ANY, "It is a view of another matrix: `.to_owned()` makes one of its own.")
rule(r"found (struct )?`?(an iterator|Map<|Rev<|Zip<|Enumerate<)", ANY, "Collect it: `.collect()`, of the type `Vec<f64>`.")
rule(
    r"E0061|an array of 2 axes",
    r"\b(?P<f>zeros|ones|reshape)\(\s*(?P<a>[\w.]+(?:\(\))?)\s*,\s*(?P<b>[\w.]+(?:\(\))?)\s*\)",
    "A shape is a pair, in parentheses of its own: `$f(($a, $b))`.",
)
rule(r"expected fn pointer", r"\b(?P<f>\w+)\(", "The function itself is wanted, not what it returns: its name without the parentheses.")
rule(r"doesn't implement `Display`", ANY, "Write `{:?}` in place of `{}`.")
rule(r"`Range<float>` is not an iterator", ANY, "A range counts whole numbers: `for k in 0..5 { let e: f64 = 0.1 * k as f64; … }`.")
rule(r"E0507", ANY, "It is only borrowed. For a value of your own write `.clone()`.")
rule(
    r"cannot add `[^`]*` to `&str`|expected `&str`, found|`&str` and `&str`|to `String`",
    r"\+",
    'Put values into a text: `format!("λ = {lambda}")`.',
)
rule(r"expected `(f64|usize)`, found `&str`", ANY, 'A text is no number. To read one from a text: `"1.5".parse::<f64>()?`.')
rule(
    r"is no index of a Matrix|Matrix`? cannot be indexed by",
    r"(?P<x>\w+)\[(?P<i>[^\[\]]+)\]",
    "An entry of a matrix has a row and a column: `$x[[$i, 0]]`; a whole row is `$x.row($i)`.",
)
rule(
    r"cannot be indexed by `(f64|f32|i32|i64|u32|float)`", ANY, "Indices are of the type usize: 0, 1, 2, …; of another number `x as usize`."
)
rule(r"types differ in mutability", ANY, "Write `&mut` in place of `&`: the function changes what it borrows.")
rule(r"attempted to take value of method `(?P<f>\w+)`", ANY, "It is a method: `.$f()`.")
rule(r"E0618", ANY, "A variable has the name of the function, and hides it: give one of them another name.")
rule(
    r"an array of 2 axes, found one of 1",
    r"array!\[(?P<list>[^\[\]]*)\]",
    "A matrix has two brackets, one for each row: `array![[$list]]`.",
)
rule(
    r"an array of 2 axes, found one of 1",
    ANY,
    "One axis is gone: add it with `.insert_axis(Axis(1))` (a column) or `.insert_axis(Axis(0))` (a row).",
)
rule(r"(swap these|reorder these) arguments", ANY, "The arguments are in another order: `$try`")
rule(
    r"expected `f64`, found integer|(cannot|no implementation).*integer",
    r"\b(?P<a>\d+)\s*/\s*(?P<b>\d+)\b(?!\.)",
    "Write `$a.0 / $b.0`: of whole numbers the quotient is whole too, and 1/2 is 0.",
)
rule(r"expected `&mut (?P<t>[^`]+)`, found `(?P=t)`", ANY, "Write `&mut $snippet`: the function borrows it to change it.")
rule(r"expected `&(?P<t>[^`]+)`, found `(?P=t)`", ANY, "Write `&$snippet`: the function only borrows it.")
rule(r"expected `&\[f64\]`, found `Vec<f64>`", ANY, "Write `&$snippet`: the function only borrows it.")
rule(r"expected `&str`, found `String`", ANY, "Write `&$snippet`: the function only borrows it.")
rule(r"expected `String`, found `&str`", ANY, "Write `$snippet.to_string()`.")
rule(r"expected `(?P<t>[^`&]+)`, found `&(?:'static )?str`", ANY, "A text in quotes is no `$t`.")
rule(r"expected `(f64|usize|bool)`, found `&", ANY, "The value itself is wanted: $unborrowed.")
rule(r"expected `(?P<t>[^`&]+)`, found `&", ANY, "The value itself is wanted: $unborrowed.")
rule(
    r"expected `\(\)`, found `(?P<t>[^`]+)`.*return type|E0308.*-> `?\(\)|help: try adding a return type",
    ANY,
    "Write the type of the result after an arrow: `fn name(…) -> f64 { … }`.",
)
rule(
    r"found `\(\)`.*remove this semicolon",
    ANY,
    "Leave out the `;` at the end of line $there: the last line of a function is its result.",
)
rule(r"found `\(\)`.*implicitly returns", ANY, "The last line of a function, without `;`, is its result: write the value there.")
rule(
    r"expected `(?P<t>[^`]+)`, found `Result<|no method named .* found for enum `Result|(cannot|binary operation).*`Result<|no field .* on type `Result<",
    ANY,
    "The call may fail: write `?` after it, which goes on with the value, or stops with the error.",
)
rule(r"expected.*found `Option<", r"\bNone\b", "`None` is for values of a type `Option<…>`. An f64 that is not a number is `f64::NAN`.")
rule(
    r"expected `(?P<t>[^`]+)`, found `Option<|no method named .* found for enum `Option|(cannot|binary operation).*`Option<",
    ANY,
    "There may be no value: write `.unwrap()` after it (or `.unwrap_or(…)`) to go on with the value.",
)
rule(r"`\?` operator can only be applied", ANY, "Leave out the `?`: this value is not a Result.")
rule(
    r"`\?` operator can only be used",
    ANY,
    "Let the function return `Result<…>` and end it with `Ok(…)`; or write `.unwrap()` in place of `?`.",
)
rule(
    r"expected `&?Matrix`, found `&?Vec<",
    ANY,
    "A matrix is not a list: `array![[1.0, 2.0], [3.0, 4.0]]`, or `Matrix::from_shape_vec((rows, columns), v)?`.",
)
rule(
    r"expected `f64`, found `(usize|u32|i32|u64|i64)`|(cannot|no implementation).*`f64`.*`(usize|u32|i32|u64|i64)`|(cannot|no implementation).*`(usize|u32|i32|u64|i64)`.*`f64`",
    ANY,
    "Whole numbers become decimal ones only where you say so: `$whole as f64`.",
)
rule(
    r"(cannot|no implementation)[^\n]*(integer[^\n]*(f64|float|Matrix)|(f64|float|Matrix)[^\n]*integer)|expected (`f64`|floating-point number), found integer",
    ANY,
    "Write `$literal`: a whole number does not become an f64 by itself.",
)
rule(
    r"(cannot|no implementation).*(usize|u32|i32).*(float|f64)",
    ANY,
    "Write `$whole as f64`: whole numbers become decimal ones only where you say so.",
)
rule(
    r"expected `usize`, found (floating-point|`f64`)", ANY, "Counts and indices are whole numbers: `3`, not `3.0`; of an f64 `x as usize`."
)
rule(
    r"(cannot (add|subtract|multiply|divide)|binary operation)[^\n]*Vec<",
    ANY,
    "A list has no arithmetic: make it an array, `array![1.0, 2.0]`, or go through it with `.iter().map(|v| …).collect()`.",
)
rule(r"expected `;`, found", r"^\s*assert\s", "It is a macro: `assert!(a == b);` or `assert_eq!(a, b);`.")
rule(r"expected `;`, found", ANY, "A `;` is missing at the end of $at.")
rule(
    r"E0384|E0594|E0596",
    ANY,
    "A variable changes only if it says so: `let mut $name = …;`. For one of an earlier cell, write `let mut $name = $name;` first.",
)
rule(
    r"missing fields?.*initializer of `(?P<t>TrainConfig|GradientCheck)`",
    ANY,
    "Take the usual value for all others: `..$t::default()` as the last entry.",
)
rule(r"expected one of `:`, `@`, or `\|`", r"\bfn\s+\w+\(", "Every parameter has a type: `fn name(x: f64) -> f64 { … }`.")
rule(r"E0277.*doesn't implement `Debug`", ANY, "A cell cannot show this value. End the line with `;`, or show a part of it.")
rule(r"E0061", ANY, "It is defined as `$head`.")
rule(r"E0765|unterminated double quote", ANY, 'Close the text with a second ".')
