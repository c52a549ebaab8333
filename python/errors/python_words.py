"""Rules for words and signs of Python and NumPy, and what to write in Rust."""

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
        r"function `mean`|method named `(mean|average)` found for (struct|reference) `&?Vec",
        r"(\bmean\((?P<x>\w+)\)|(?P<y>\w+)\.(mean|average)\()",
        "A list has none: `$x.iter().sum::<f64>() / $x.len() as f64`. A Matrix has: `x.mean().unwrap()`.",
    ),
    rule(
        r"function `round`",
        r"\bround\((?P<x>[^(),]+),",
        'It is a method, `$x.round()`, to a whole number. Two decimals are shown by `println!("{$x:.2}")`.',
    ),
    rule(SYNTAX, r"[\w)\]]\s+#\s", "A comment begins with `//`."),
    rule(
        r"expected `bool`, found `\(\)`",
        r"^\s*(if|while)\b[^={]*[^=!<>]=[^=]",
        "Equal is `==`: `if m == 7 { … }`.",
    ),
    rule(
        r"no method named `square`",
        r"(?P<x>\w+|\([^()]*\))\.square\(",
        "A square is `$x.powi(2)`.",
    ),
    rule(r"invalid format string.*`%`", ANY, 'The `%` stands behind the braces: `println!("{:.2}%", 100.0 * x)`.'),
    rule(
        r"value `plt`",
        r"\bplt\.scatter\(",
        'There is no `plt`: `Figure::row("What it shows.", &[Panel::new("title", "x", "y").scatter(…)])?` is a picture.',
    ),
    rule(
        r"value `plt`",
        r"\bplt\.hist\(",
        'There is no `plt`: `Figure::row("What it shows.", &[plot::histogram("title", &x, (-3.0, 3.0), 30)?])?` is a picture.',
    ),
    rule(
        r"no method named `(plot|show|scatter|hist)`|found module `plot`",
        ANY,
        'A picture is `Figure::row("What it shows.", &[Panel::new("title", "x", "y").line(…)])?`; type `plot::` and press Tab for ready ones.',
    ),
    rule(
        r"\bE0433.*`(?P<v>Generate|Uncertainty|Random|Exercise|Plot|Normalization)`",
        ANY,
        "That is a module, whose name begins with a small letter: `generate::…`, `random::…`.",
    ),
    rule(ANY, r"(?<![\w.])10\s*\*\*\s*\d", "Write the number itself: `1_000_000`, or `1e6` for a decimal one."),
    rule(
        r"can't compare `&?Matrix|binary operation `==`",
        r"(?P<x>[\w.]+(\(\))?)\s*(?P<o>==|!=)\s*(?P<number>[\w.]+)",
        "Compare entry by entry: `$x.mapv(|v| if v $o $number { 1.0 } else { 0.0 })`.",
    ),
    rule(SYNTAX, r"\bfor\s+\w+\s+in\s+[\w.]+\s*,", "A list stands in brackets: `for x in [0.9, 0.5] { … }`."),
    rule(ANY, r"\bnp(?:\.|::)(eye|identity)\((?P<n>[\w.]+)", "There is no `np`: `Matrix::eye($n)`."),
    rule(
        r"print",
        r"\bprint(?:ln)?\(\s*(?P<x>\w+)\s*,\s*(?P<v>\w+)\s*\)",
        'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{$x} {$v}")`.',
    ),
    rule(
        r"print",
        r"\bprint(?:ln)?\(\s*\"[^\"]*\"\s*,\s*(?P<v>\w+)\s*\)",
        'Printing is a macro, with `!` and a text in which values stand in braces: `println!("… {$v}")`.',
    ),
    rule(
        r"(value|module|crate) `random`|E0423[^\n]*`random`",
        r"\brandom\.",
        "Random numbers come from a generator: `random::normal_matrix((2, 3), 0.0, 1.0, &mut NumpyRng::seed(1))?`.",
    ),
    rule(
        r"E0061",
        r"(?P<x>\w+)\.round\(\s*\d",
        'To a whole number: `$x.round()`. Two decimals are shown by `println!("{$x:.2}")`.',
    ),
    rule(
        ANY,
        r"\bnp(?:\.|::)(arg)?(?P<f>max|min)\(",
        "There is no `np`. The largest is `v.iter().copied().fold(f64::NAN, f64::$f)`; of two numbers: `a.$f(b)`, or `a > b`.",
    ),
    rule(r"no method named `[xy]_?lim", ANY, "The range of an axis is `.x_range(0.0, 1.0)` or `.y_range(0.0, 1.0)`."),
    rule(SYNTAX, r"\d\s+[a-z_]\w*\s*[,);]", "Is it a product? It needs its sign: `0.5 * x`. Between two values of a list stands a comma."),
    rule(SYNTAX, r"[\[(][^\])]*\d\s+\d", "Between two values of a list stands a comma."),
    rule(
        r"function `(?P<f>error|predict|accuracy|layers)`",
        ANY,
        "It is a method of a network: `network.$f(…)`; press Tab behind the dot to see what there is.",
    ),
    rule(r"E0061|E0308", r"[(,]\s*0,\d", "The decimal sign is a point: `0.3`, not `0,3`."),
    rule(ANY, r"\btodo!\([^)]", "Your code stands in place of `todo!()`, not in its parentheses."),
    rule(
        r"usize: Neg|E0061",
        r"(?P<x>\w+)\.(?:reshape|to_shape)\([^()]*-\s*1",
        "There is no −1: give both numbers, as in `$x.to_shape((1, $x.len()))?.to_owned()`.",
    ),
    rule(SYNTAX, r"\w\s*:=", "A new variable: `let x = …;`."),
    rule(SYNTAX, r"\bprint(ln)?!?\(.*\"\s*\+", 'Values stand in braces in the text: `println!("mean {x}")`.'),
    rule(r"no rules expected `;`", r"array!\[", "Each row has brackets of its own: `array![[1.0, 2.0], [3.0, 4.0]]`."),
    rule(SYNTAX, r"\bif\b.*\bthen\b", "Write `if a > b { 1.0 } else { 2.0 }`."),
    rule(r"no method named `transpose`", r"(?P<x>\w+)\.transpose\(", "The transpose is `$x.t()`."),
    rule(SYNTAX, r"^\s*(?P<w>Let|Fn|For|If|While|Return|Use|Struct)\b", "Rust's own words are written small: `let`, `fn`, `for`."),
    rule(
        SYNTAX,
        r"^\s*[!%]?(pip|pip3|conda|apt)\s",
        "Nothing is installed here. Another crate is loaded by a cell of its own, `:dep` and its name.",
    ),
    rule(r"expected `;`", r"\w\s*//\s*[\w.]+;", "`//` begins a comment. Of whole numbers `/` gives the whole quotient, as in `7 / 2`."),
    rule(r"expected expression, found `\.`", r"^\s*\.", "The line before it ends in `;`, which ends the statement: leave that `;` out."),
    rule(ANY, r"(?<!\w)(?P<f>vec|array)\[", "It is a macro, with a `!` after its name: `$f![…]`."),
    rule(
        SYNTAX,
        r"^(?!.*\bfn\b).*\w\(\s*[a-z_]\w*:\s",
        "Arguments have no names in Rust: write the value alone, in its place.",
    ),
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
        r"(function|value) `(help|dir)`",
        ANY,
        "Type a dot behind a variable (or `::` behind a type) and press Tab; Shift+Tab explains a name.",
    ),
    rule(
        r"E0423",
        r"\b(?P<t>[A-Z]\w*)\.(?P<f>[a-z]\w*)\(",
        "A function of a type stands behind two colons: `$t::$f(…)`.",
    ),
    rule(r"prefix `f`|E0425|\A\n", r"\bprint(ln)?!?\(\s*f\"", 'Leave out the `f` before the quotes: `println!("{x}")`.'),
    rule(SYNTAX, r"\bprint(ln)?!?\(.*\"\s*%", 'Values stand in braces in the text: `println!("mean {:.3}", x)`.'),
    rule(
        r"usize: Neg",
        r"(?P<x>\w+)\[\[(?P<i>[^\[\],]+),\s*-\s*(?P<n>\d+)\s*\]\]",
        "There are no negative indices: `$x[[$i, $x.ncols() - $n]]`.",
    ),
    rule(
        r"usize: Neg|DataShared",
        r"(?P<x>\w+)\.(?:reshape|to_shape)\(\(-1",
        "There is no −1: give both numbers, as in `$x.to_shape(($x.len(), 1))?.to_owned()`.",
    ),
    rule(SYNTAX, r"\w\s+is\s+(?!not\b|None\b)\w", "Equal is `==`: `x == 3.0`."),
    rule(SYNTAX, r"=\s*\d{1,3},\d{3}\b", "Thousands are parted by `_`, as in `1_000`."),
    rule(
        SYNTAX,
        r"^\s*(usize|f64|i32|let\s+(mut\s+)?\w+\s+(usize|f64|i32|Matrix))\s+(\w+\s*)?=",
        "A variable in Rust: `let m: usize = 100;`.",
    ),
    rule(SYNTAX, r"\{\s*\"[^\"]*\"\s*:", 'There is no dict: take a list of pairs, `[("a", 1.0), ("b", 2.0)]`.'),
    rule(SYNTAX, r"^\s*[?%!]\w", "That is IPython's. Type a dot behind a variable (or `::` behind a type) and press Tab."),
    rule(
        r"cannot find function `(zeros|ones)`\n",
        r"(?<!::)\b(?P<h>zeros|ones)\(",
        "It belongs to the type: `Matrix::$h((2, 3))`.",
    ),
    rule(
        r"cannot find function `(?P<f>moons|moons_bayes|circles|football|gaussian|digits)`\n",
        ANY,
        "It belongs to a module: `generate::$f(…)`.",
    ),
    rule(r"cannot find function `(?P<f>standard_error|interval)`\n", ANY, "It belongs to a module: `uncertainty::$f(…)`."),
    rule(SYNTAX, r"\[\s*:\s*,\s*None\s*\]", "A new axis: `.insert_axis(Axis(1))`."),
    rule(SYNTAX, r"(?P<x>\w+)\s+is\s+(?:not\s+)?None\b", "Ask it: `$x.is_none()`."),
    rule(SYNTAX, r'"""', "A comment begins with `//`; one that describes a function stands before it, with `///`."),
    rule(
        ANY,
        r"\.T\b\s*@|@.*\.T\b|\.t\(\)\s*@|@.*\.t\(\)",
        "The matrix product is a method, and so is the transpose: `a.dot(&b.t())`, `a.t().dot(&b)`.",
    ),
    rule(
        ANY, r"\.astype\(", "Nothing needs converting: a Matrix holds f64. Of a comparison: `u.mapv(|u| if u < 0.8 { 1.0 } else { 0.0 })`."
    ),
    rule(r"u\{2212\}", ANY, "The sign − is a typographic minus: type `-`."),
    rule(r"unknown start of token", ANY, "That sign is none of Rust's: a power is `.powi(2)`, a name has letters, digits and `_`."),
    rule(r"value `pass`|(found|unexpected) `\.\.\.`", ANY, "What is not written yet is `todo!()`."),
    rule(
        SYNTAX,
        r"\[[^\[\]]*\bfor\s+[\w(), ]+\s+in\b",
        "A new list of an old one: `v.iter().map(|x| 2.0 * x).collect()`, of the type `Vec<f64>`.",
    ),
    rule(SYNTAX, r"(?<![\w.)\]])\.\d", "Write the 0 before the point: `0.5`."),
    rule(SYNTAX, r"\d\s*%", "Write 2% as `0.02`."),
    rule(SYNTAX, r"\(\s*\d+\s*:\s*\d+\s*\)", "A range is written `0..100`."),
    rule(
        r"expected|unexpected|E0425|E0070",
        r"^\s*\w+\s*,\s*\w+\s*=|\blet\s*\([^()]*\)\s*(:\s*\([^()]*\)\s*)?=[^(]*,",
        "Several names stand in parentheses, and several values too: `let (a, b) = (1.0, 2.0);`.",
    ),
    rule(r"cannot be chained", ANY, "Compare twice: `1.0 < x && x < 2.0`. (“And” is `&&` in Rust.)"),
    rule(r"(f64|float|bool|integer)`? & |& `?(f64|float|bool|integer)", r"&", "“And” is `&&` in Rust."),
    rule(ANY, r"^\s*def\s+\w+", "A function in Rust: `fn name(x: f64) -> f64 { … }`, with types, and braces around its lines."),
    rule(
        ANY,
        r"^\s*(from\s+[\w.]+\s+)?import\s",
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
    rule(
        SYNTAX,
        r"[\w)\"]\s+if\s[^{]*\selse\s[^{]*$|\?[^:?]+:(?!:)",
        "Write `if a > b { 1.0 } else { 2.0 }`.",
    ),
    rule(SYNTAX, r"=\s*\d+,\d+\s*;?\s*$", "The decimal sign is a point: 1.5."),
    rule(SYNTAX, r"\blet\s+(?:mut\s+)?\w+\s*,", "Several names stand in parentheses: `let (a, b) = (1.0, 2.0);`."),
    rule(SYNTAX, r"->\s*[^({]+,", "Several results stand in parentheses: `-> (f64, f64) {`."),
    rule(
        SYNTAX,
        r"\bfn\b.*\)\s*:\s*\w+",
        "The type of the result stands after an arrow: `fn f(x: f64) -> f64 {`.",
    ),
    rule(SYNTAX, r"\bfn\b.*:\s*$", "Rust has braces, not a colon and indentation: `fn f(x: f64) -> f64 {`."),
    rule(SYNTAX, r"\btype\(", "A cell with `:vars` alone lists all variables with their types."),
    rule(
        SYNTAX,
        r"(?<![\w:.])(type|where|match|use|move|ref|impl|trait|loop|in)\s*[(:=]",
        "That name is a word of Rust's own: choose another one.",
    ),
    rule(SYNTAX, r"\bfn\s+\w+\([^)]*=", "A parameter has no default value in Rust: every call gives it."),
    rule(SYNTAX, r"\blet\s+(mut\s+)?\w+-\w", "A name has letters, digits and `_`, but no `-`: `my_value`."),
    rule(
        SYNTAX, r"^\s*(?P<word>while|if|for)\b(?!.*\brange\()[^{:]*:(?!:)", "Rust has braces, not a colon and indentation: `$word … { … }`."
    ),
    rule(SYNTAX, r"^\s*\w+\s*,\s*\w+\s*$", "Several values stand in parentheses: `(a, b)`."),
    rule(r"Invalid syntax in s!", ANY, "In `s![…]` the whole of an axis is `..`, a part of it `0..3`: `s![0, ..]`."),
    rule(
        r"expected type, found `\{`|expected one of `->`, `where`, or `\{`",
        r"\bfn\b",
        "The type of the result stands after an arrow: `fn f(x: f64) -> f64 {`.",
    ),
    rule(
        r"\d+ (positional )?arguments? in format string|argument never used",
        ANY,
        "Each `{}` in the text takes one value: as many as there are.",
    ),
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
    rule(r"E0061", r"(?P<x>\w+)\.len\(\d", "It counts all entries. Rows and columns: `$x.nrows()`, `$x.ncols()`."),
    rule(r"E0061", r"\.log\(\s*\)", "The natural logarithm is `ln()`; `log(10.0)` is the one to the base of 10."),
    rule(
        r"no method named `pow` found for type `f64`",
        r"(?P<x>\w+)\.pow\((?P<n>[^()]*)\)",
        "A power is `$x.powi($n)` for a whole number, else `powf`.",
    ),
    rule(r"no method named `pow` found for type `f64`", ANY, "A power is `.powi(2)` for a whole number, else `.powf(0.5)`."),
    rule(
        r"no method named `(pow|power)` found for (struct|reference) `&?Matrix",
        r"(?P<x>\w+)\.(pow|power)\((?P<n>[^()]*)\)",
        "Entry by entry: `$x.powi($n)` for a whole number, else `powf`.",
    ),
    rule(
        r"no method named `(maximum|minimum|relu)` found",
        r"(?P<x>\w+)\.\w+\(",
        "Entry by entry: `$x.mapv(|v| v.max(0.0))`, or `.min(…)`.",
    ),
    rule(
        r"no method named `arg(max|min)`",
        ANY,
        "There is none: go through the entries with `.iter().enumerate()`, and keep the best so far.",
    ),
    rule(r"`(int|integer|f64|float)` by `&str`|multiply `&str` by", ANY, 'A text is repeated by `"a".repeat(3)`.'),
    rule(r"DataShared", r"(?P<x>\w+)\.reshape\((?P<s>\([^()]*\))\)", "It is borrowed for that: `$x.to_shape($s)?.to_owned()`."),
    rule(r"head of this function", ANY, "A `{` is missing at the end of it, and a `}` after the last line."),
    rule(SYNTAX, r"\|[\w\s.+\[\]-]+\|\s*[/*);]", "An absolute value is a method: `(a - b).abs()`."),
    rule(r"E0425|E0433", r"\bmath\.", "There is no `math`: `x.sqrt()`, `x.ln()`, `x.exp()` and `x.ceil()` are methods."),
    rule(r"value `(?P<f>exp|tanh|sqrt|abs)`", ANY, "A function that is handed on is called `f64::$f`."),
    rule(ANY, r"^\s*#(?![\[!])|;\s*#\s", "A comment begins with `//`."),
    rule(ANY, r"\belif\b", "Write `else if … { … }`."),
    rule(
        ANY,
        r"\bfor\s+(?P<i>\w+)\s+in\s+range\(\s*(?P<n>[^,()]*(?:\([^()]*\))?[^,()]*)\)",
        "A range is `0..n`, and the lines of a loop stand in braces: `for $i in 0..$n { … }`.",
    ),
    rule(ANY, r"\brange\(\s*(?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "A range is written `$a..$b`."),
    rule(ANY, r"\brange\(", "A range is written `0..10`: from 0 to 9."),
    rule(
        SYNTAX,
        r"^\s*\}?\s*(?P<word>else|match)\b[^{]*:\s*$",
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
    rule(
        r"print", r"\bprint(?:ln|f)?\s*\(", 'Printing is a macro, with `!` and a text in which values stand in braces: `println!("{x}")`.'
    ),
    rule(
        r"invalid format string",
        ANY,
        "In the braces stands a name, not a calculation: `let sum: f64 = x.sum();` before it, then `{sum}` (with two decimals `{sum:.2}`).",
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
    rule(SYNTAX, r"\band\b", "“And” is `&&` in Rust, “or” is `||`, “not” is `!`."),
    rule(SYNTAX, r"\bor\b", "“Or” is `||` in Rust, “and” is `&&`, “not” is `!`."),
    rule(SYNTAX, r"\bnot\s+\w", "“Not” is `!` in Rust: `!x`."),
    rule(r"not a prefix|postfix|increment|\+\+", r"\+\+", "Write `+= 1`."),
    rule(r"postfix|decrement|--", r"--", "Write `-= 1`."),
    rule(ANY, r"\baxis\s*=\s*(?P<a>\d)", "An axis is a value: `x.sum_axis(Axis($a))`, `x.mean_axis(Axis($a)).unwrap()`."),
    rule(
        r"E0423.*found struct `(?P<t>TrainConfig|GradientCheck)`",
        ANY,
        "Its parts stand in braces: `$t { …, ..$t::default() }`.",
    ),
    rule(
        r"E0423.*found struct `(?P<t>\w+)`",
        ANY,
        "It is made by a function of its own: type `$t::` and press Tab.",
    ),
    rule(ANY, r"[(,]\s*\w+\s*=\s*[\w.]+\s*[,)]", "Arguments have no names in Rust: write the value alone, in its place."),
    rule(ANY, r"\bwhere\(", "Entry by entry: `u.mapv(|u| if u < 0.8 { 1.0 } else { 0.0 })`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)(?P<f>exp|log|sqrt|tanh|abs|sin|cos)\(",
        "There is no `np`: `x.$f()` for a number, `x.mapv(f64::$f)` for every entry of a matrix. (The logarithm is `ln`.)",
    ),
    rule(ANY, r"\bnp(?:\.|::)zeros\((?P<n>[\w.]+(?:\(\w*\))?)\)", "There is no `np`: a list of zeros is `vec![0.0; $n]`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)random\b|\brandn?\(",
        "Random numbers come from a generator: `random::normal_matrix((2, 3), 0.0, 1.0, &mut NumpyRng::seed(1))?`.",
    ),
    rule(
        r"value `plt`", ANY, 'There is no `plt`: `Figure::row("What it shows.", &[Panel::new("title", "x", "y").line(…)])?` is a picture.'
    ),
    rule(r"crate `ndarray`", r"\bndarray::(?P<f>zeros|ones)\(", "A matrix of them is `Matrix::$f((2, 3))`."),
    rule(ANY, r"\bnp(?:\.|::)(?P<f>zeros|ones)\((?P<s>\([^()]*\))", "There is no `np`: `Matrix::$f($s)`."),
    rule(ANY, r"\bnp(?:\.|::)(?P<f>zeros|ones)\(", "There is no `np`: `Matrix::$f((2, 3))`."),
    rule(ANY, r"\bnp(?:\.|::)(dot|matmul)\(", "There is no `np`: the matrix product is `matmul(&a, &b)?`, or `a.dot(&b)`."),
    rule(
        ANY,
        r"\bnp(?:\.|::)",
        "There is no `np`: these are methods here: `x.sum()`, `x.mapv(f64::exp)`, `x.mapv(|v| v.max(0.0))`, `a.dot(&b)`; a matrix is `array![[1.0, 2.0], [3.0, 4.0]]`.",
    ),
    rule(
        r"found `,`|unexpected `,`",
        r"\breturn\b[^;]*,",
        "Several values stand in parentheses, in the type of the result too: `(a, b)` and `-> (f64, f64)`.",
    ),
    rule(r"expected `Axis`", r"(?P<f>\w+_axis)\((?P<a>\d)\)", "An axis is a type of its own: `$f(Axis($a))`."),
    rule(
        r"function `len`",
        r"\blen\((?P<x>[^()]*)\)",
        "It is a method: `$x.len()`; of a matrix `$x.nrows()`, `$x.ncols()`; of a Dataset `$x.m()`.",
    ),
    rule(
        r"function `(max|min)`",
        r"\b(?P<f>max|min)\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)",
        "It is a method: `$a.$f($b)`; of every entry of a matrix `x.mapv(|v| v.$f(0.0))`.",
    ),
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
    rule(r"function `(log|ln)`", ANY, "The natural logarithm is a method: `(…).ln()`; of every entry of a matrix `x.mapv(f64::ln)`."),
    rule(r"function `relu`", ANY, "Entry by entry: `z.mapv(|z| z.max(0.0))`."),
    rule(r"function `sigmoid`", ANY, "Entry by entry: `z.mapv(|z| 1.0 / (1.0 + (-z).exp()))`."),
    rule(r"function `pow`", r"\bpow\((?P<a>[^,()]+),\s*(?P<b>[^,()]+)\)", "It is a method: `$a.powi($b)`."),
    rule(
        r"function `(sum|mean)`",
        r"\b(?P<f>sum|mean)\((?P<x>[^(),]*)\)",
        "It is a method: of a matrix `$x.$f()`, of a list `$x.iter().sum::<f64>()`.",
    ),
    rule(
        r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
        r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\((?P<x>[^(),]*)\)",
        "It is a method: `$x.$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
    ),
    rule(
        r"function `(abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)`",
        r"\b(?P<f>abs|sqrt|exp|round|floor|ceil|sin|cos|tan|tanh)\(",
        "It is a method: `(…).$f()`; of every entry of a matrix: `x.mapv(f64::$f)`.",
    ),
    rule(r"(function|value) `(int|float)`", r"\(\s*\"", 'To read a number from a text: `"1.5".parse::<f64>()?`.'),
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
    rule(r"cannot find type `(float\d*|double)`", ANY, "A number with a fraction is an `f64`."),
    rule(r"cannot find type `(u?int\d*|integer)`", ANY, "A whole number is a `usize` (from 0 up) or an `i64`."),
    rule(r"cannot find type `(str|string)`|size for values of type `str`", ANY, "A text is a `String`, or a borrowed one, `&str`."),
    rule(r"cannot find type `(list|array|ndarray|Array\d?)`", ANY, "A list of numbers is a `Vec<f64>`, a matrix a `Matrix`."),
    rule(r"E0689", r"(?P<a>\d+(\.\d*)?)\.(?P<f>[a-z]\w*)\(", "Say which type the number has: `$a.$f(…)`."),
    rule(
        r"no method named `(?P<f>sqrt|exp|ln|powf|ceil|abs|floor)` found for type `(integer|usize|u32|i32|i64)`|E0599.*isqrt",
        ANY,
        "A whole number has no such method: `(m as f64)`, or `2.0` for a literal, has it.",
    ),
    rule(
        r"no method named `(?P<f>sum|max|min|mean)` found for struct `Vec",
        r"(?P<x>\w+)\.(sum|max|min|mean)\(",
        "A list goes entry by entry: `$x.iter().sum::<f64>()`; the largest: `$x.iter().copied().fold(f64::NAN, f64::max)`.",
    ),
    rule(
        r"Matrix`? is not an iterator",
        r"(?P<x>\w+)\.(?P<f>max|min)\(",
        "Entry by entry: `$x.mapv(|v| v.$f(0.0))`; of all entries: `$x.iter().copied().fold(f64::NAN, f64::$f)`.",
    ),
    rule(
        r"Matrix`? is not an iterator",
        r"\.(?P<f>max|min)\(",
        "Entry by entry: `.mapv(|v| v.$f(0.0))`; of all entries: `.iter().copied().fold(f64::NAN, f64::$f)`.",
    ),
    rule(r"f64: Ord", r"\.sort\(", "Decimal numbers are sorted by `v.sort_by(f64::total_cmp);`, with `let mut v`."),
    rule(
        r"f64: Ord",
        r"(?P<x>\w+)\.iter\(\)(\.copied\(\)|\.cloned\(\))?\.(?P<f>max|min)\(",
        "Of decimal numbers: `$x.iter().copied().fold(f64::NAN, f64::$f)`.",
    ),
    rule(r"f64: Ord", r"\.(?P<f>max|min)\(", "Of decimal numbers: `.fold(f64::NAN, f64::$f)` in place of `.$f()`."),
    rule(r"`(usize|integer)` is not an iterator", r"\bfor\b", "A loop over numbers: `for i in 0..m { … }`."),
    rule(r"E0317", ANY, "An `if` that is a value needs an `else` too. (To end the function there: `return …;` inside the braces.)"),
    rule(r"(E0604|E0606|casting).*bool", ANY, "Write `if u < 0.8 { 1.0 } else { 0.0 }`."),
    rule(r"(function|value) `(int|float)`", ANY, "Write `… as usize` or `… as f64` behind it."),
    rule(r"function `sum`", ANY, "It is a method: of a matrix `x.sum()`, of a list `v.iter().sum::<f64>()`."),
    rule(r"function `enumerate`", ANY, "It is a method: `x.iter().enumerate()`."),
    rule(r"function `zip`", ANY, "It is a method: `a.iter().zip(&b)`."),
    rule(r"function `sorted`", ANY, "Sort in place: `v.sort_by(f64::total_cmp);`, with `let mut v`."),
    rule(ANY, r"(?P<a>\w+)\s*@\s*(?P<b>\w+)", "The matrix product is `matmul(&$a, &$b)?`, or `$a.dot(&$b)`."),
    rule(
        SYNTAX,
        r"(?P<x>[\w.]+(\(\))?)\[\s*(?::|\.\.)\s*,\s*(?P<j>[^\]:]+)\]",
        "A column is `$x.column($j)`; a part of a matrix `$x.slice(s![.., $j])`.",
    ),
    rule(
        SYNTAX,
        r"(?P<x>[\w.]+(\(\))?)\[\s*(?P<i>[^\],:]+),\s*(?::|\.\.)\s*\]",
        "A row is `$x.row($i)`; a part of a matrix `$x.slice(s![$i, ..])`.",
    ),
    rule(SYNTAX, r"(?P<x>[\w.]+(\(\))?)\[[^\]]*:[^\]]*\]", "A part of a list is `&$x[0..2]`; of a matrix `$x.slice(s![0..2, ..])`."),
    rule(
        SYNTAX, r"(?P<x>[\w.]+(\(\))?)\[\s*(?P<i>[^\[\],]+),\s*(?P<j>[^\[\],]+)\]", "An entry of a matrix has two brackets: `$x[[$i, $j]]`."
    ),
    rule(
        r"index.*-?|`-`|Neg|unary",
        r"(?P<x>\w+)\[\s*-\s*(?P<n>\d+)\s*\]",
        "There are no negative indices: `$x[$x.len() - $n]`; of a matrix: `$x[[i, $x.ncols() - $n]]`.",
    ),
    rule(r"no field `T`", r"(?P<x>\w+)\.T\b", "It is a method: `$x.t()`."),
    rule(
        r"binary operation `[<>]=?` cannot be applied to type `&?Matrix",
        r"(?P<x>\w+)\s*(?P<o>[<>]=?)\s*(?P<number>[\w.]+)",
        "Compare entry by entry: `$x.mapv(|v| if v $o $number { 1.0 } else { 0.0 })`.",
    ),
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
    rule(
        r"found macro|macro.*similar name|E0423",
        r"\b(?P<f>vec|println|print|format|array|assert|panic)\b\s*[\[(]",
        "It is a macro, with a `!` after its name: `$f!`.",
    ),
    rule(
        r"\A\n.*unexpected `,`",
        r"^(?!.*\b(let|for|fn|if)\b).*,",
        "Several values stand in parentheses, in the type of the result too: `(a, b)` and `-> (f64, f64)`.",
    ),
]
