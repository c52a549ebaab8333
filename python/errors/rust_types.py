"""Rules for types, borrowing, and what else the compiler asks of those who are new to Rust."""

from rules import ANY, rule

RULES = [
    rule(r"unary operator `-` to type `(usize|u32)`", ANY, "A usize is 0 or more; numbers below 0 are `f64` or `i64`."),
    rule(r"expected `Matrix`, found `\[", ANY, "A matrix is made by `array![[1.0, 2.0], [3.0, 4.0]]`."),
    rule(r"returning the local binding `(?P<v>\w+)`", ANY, "Add a last line with the result, without `;`: `$v`."),
    rule(
        r"expected fn pointer[^\n]*found fn item",
        ANY,
        "It is another function than the one that is wanted: its arguments or its result have other types.",
    ),
    rule(r"E0282|E0283", r"\.(?P<f>sum|product)\(\)", "Say what it adds up to: `.$f::<f64>()`."),
    rule(r"E0282|E0283", r"=\s*\|(?P<x>\w+)", "Write the type of the closure's argument: `|$x: f64|`, `|$x: &[f64]|`."),
    rule(r"E0282|E0283", ANY, "Write the type after a colon: `let $let: f64 = …;`, `let $let: Vec<f64> = …;`, whatever it is."),
    rule(
        r"(unresolved import|cannot find module or crate) `nn_course(::|`)",
        ANY,
        "The notebook's first cell loads all of the course: write its names without `nn_course::`.",
    ),
    rule(
        r"(unresolved import|cannot find module or crate) `nn_course_notebook",
        ANY,
        "Run the notebook's first cell, with its line `:dep nn_course_notebook = …`.",
    ),
    rule(
        r"E0271.*Elem|cannot (add|subtract|multiply|divide)-assign|no implementation for `Matrix [-+*/]=",
        ANY,
        "Borrow what stands on the right: `+= &(…)`.",
    ),
    rule(r"EvcxrUserCodeError|the cell's own result", ANY, "A cell needs no `return`: its last line, without `;`, is shown."),
    rule(
        r"`\?` operator has incompatible types",
        ANY,
        "Leave out the `?` here: the function returns the Result itself. (Or keep it, and return `Ok(…)`.)",
    ),
    rule(r"E0368.*`&", ANY, "It is only borrowed, so it cannot change. Make a new one: `let b = a / 2.0;`."),
    rule(
        r"(E0594|E0596).*behind a `&` reference",
        ANY,
        "It is only borrowed with `&`, so it cannot change: take a copy first, `.to_vec()` or `.clone()`.",
    ),
    rule(
        r"expected `&(f64|usize)`, found `?(f64|usize|float|integer)",
        ANY,
        "One side is borrowed, the other is not: write `*` before the borrowed one, as in `*cost < best`.",
    ),
    rule(r"expected `\([^`]*`, found `\[", ANY, "A pair stands in parentheses: `(a, b)`."),
    rule(
        r"expected[^\n]*found[^\n]*(Array\d?<integer>|Vec<integer>)|`integer: .*Element|Matrix[^\n]*integer[^\n]*`1`",
        ANY,
        "Write the numbers with their decimal: `1.0` and `0.0`, not `1` and `0`.",
    ),
    rule(r"expected[^\n]*found[^\n]*bool", r"mapv", "A closure of mapv returns a number: `if u < 0.8 { 1.0 } else { 0.0 }`."),
    rule(r"expected `&?Matrix`, found `&?ArrayView2", ANY, "It is a view of another matrix: `.to_owned()` makes one of its own."),
    rule(r"found (struct )?`?(an iterator|Map<|Rev<|Zip<|Enumerate<)", ANY, "Collect it: `.collect()`, of the type `Vec<f64>`."),
    rule(
        r"E0061|an array of 2 axes",
        r"\b(?P<f>zeros|ones|reshape)\(\s*(?P<a>[\w.]+(?:\(\))?)\s*,\s*(?P<b>[\w.]+(?:\(\))?)\s*\)",
        "A shape is a pair, in parentheses of its own: `$f(($a, $b))`.",
    ),
    rule(
        r"expected fn pointer", r"\b(?P<f>\w+)\(", "The function itself is wanted, not what it returns: its name without the parentheses."
    ),
    rule(r"doesn't implement `Display`", ANY, "Write `{:?}` in place of `{}`."),
    rule(r"`Range<float>` is not an iterator", ANY, "A range counts whole numbers: `for k in 0..5 { let e: f64 = 0.1 * k as f64; … }`."),
    rule(r"E0507", ANY, "It is only borrowed. For a value of your own write `.clone()`."),
    rule(
        r"cannot add `[^`]*` to `&str`|expected `&str`, found|`&str` and `&str`|to `String`",
        r"\+",
        'Put values into a text: `format!("λ = {lambda}")`.',
    ),
    rule(r"expected `(f64|usize)`, found `&str`", ANY, 'A text is no number. To read one from a text: `"1.5".parse::<f64>()?`.'),
    rule(
        r"is no index of a Matrix|Matrix`? cannot be indexed by",
        r"(?P<x>\w+)\[(?P<i>[^\[\]]+)\]",
        "An entry of a matrix has a row and a column: `$x[[$i, 0]]`; a whole row is `$x.row($i)`.",
    ),
    rule(
        r"cannot be indexed by `(f64|f32|i32|i64|u32|float)`",
        ANY,
        "Indices are of the type usize: 0, 1, 2, …; of another number `x as usize`.",
    ),
    rule(r"types differ in mutability", ANY, "Write `&mut` in place of `&`: the function changes what it borrows."),
    rule(r"attempted to take value of method `(?P<f>\w+)`", ANY, "It is a method: `.$f()`."),
    rule(r"E0618", ANY, "A variable has the name of the function, and hides it: give one of them another name."),
    rule(
        r"an array of 2 axes, found one of 1",
        r"array!\[(?P<list>[^\[\]]*)\]",
        "A matrix has two brackets, one for each row: `array![[$list]]`.",
    ),
    rule(
        r"an array of 2 axes, found one of 1",
        ANY,
        "One axis is gone: add it with `.insert_axis(Axis(1))` (a column) or `.insert_axis(Axis(0))` (a row).",
    ),
    rule(r"(swap these|reorder these) arguments", ANY, "The arguments are in another order: `$try`"),
    rule(
        r"expected `f64`, found integer|(cannot|no implementation).*integer",
        r"\b(?P<a>\d+)\s*/\s*(?P<b>\d+)\b(?!\.)",
        "Write `$a.0 / $b.0`: of whole numbers the quotient is whole too, and 1/2 is 0.",
    ),
    rule(r"expected `&mut (?P<t>[^`]+)`, found `(?P=t)`", ANY, "Write `&mut $snippet`: the function borrows it to change it."),
    rule(r"expected `&(?P<t>[^`]+)`, found `(?P=t)`", ANY, "Write `&$snippet`: the function only borrows it."),
    rule(r"expected `&\[f64\]`, found `Vec<f64>`", ANY, "Write `&$snippet`: the function only borrows it."),
    rule(r"expected `&str`, found `String`", ANY, "Write `&$snippet`: the function only borrows it."),
    rule(r"expected `String`, found `&str`", ANY, "Write `$snippet.to_string()`."),
    rule(r"expected `(?P<t>[^`&]+)`, found `&(?:'static )?str`", ANY, "A text in quotes is no `$t`."),
    rule(r"expected `(f64|usize|bool)`, found `&", ANY, "The value itself is wanted: $unborrowed."),
    rule(r"expected `(?P<t>[^`&]+)`, found `&", ANY, "The value itself is wanted: $unborrowed."),
    rule(
        r"expected `\(\)`, found `(?P<t>[^`]+)`.*return type|E0308.*-> `?\(\)|help: try adding a return type",
        ANY,
        "Write the type of the result after an arrow: `fn name(…) -> f64 { … }`.",
    ),
    rule(
        r"found `\(\)`.*remove this semicolon",
        ANY,
        "Leave out the `;` at the end of line $there: the last line of a function is its result.",
    ),
    rule(
        r"expected `\(\)`, found `",
        ANY,
        "This value goes nowhere: name it with `let`, make it the last line, or end it with `;`. (An `if` that is a value has an `else`.)",
    ),
    rule(r"found `\(\)`.*implicitly returns", ANY, "The last line of a function, without `;`, is its result: write the value there."),
    rule(
        r"expected `(?P<t>[^`]+)`, found `Result<|no method named .* found for enum `Result|(cannot|binary operation).*`Result<|no field .* on type `Result<",
        ANY,
        "The call may fail: write `?` after it, which goes on with the value, or stops with the error.",
    ),
    rule(
        r"expected.*found `Option<", r"\bNone\b", "`None` is for values of a type `Option<…>`. An f64 that is not a number is `f64::NAN`."
    ),
    rule(
        r"expected `(?P<t>[^`]+)`, found `Option<|no method named .* found for enum `Option|(cannot|binary operation).*`Option<",
        ANY,
        "There may be no value: write `.unwrap()` after it (or `.unwrap_or(…)`) to go on with the value.",
    ),
    rule(r"`\?` operator can only be applied", ANY, "Leave out the `?`: this value is not a Result."),
    rule(
        r"`\?` operator can only be used",
        ANY,
        "Let the function return `Result<…>` and end it with `Ok(…)`; or write `.unwrap()` in place of `?`.",
    ),
    rule(
        r"expected `&?Matrix`, found `&?Vec<",
        ANY,
        "A matrix is not a list: `array![[1.0, 2.0], [3.0, 4.0]]`, or `Matrix::from_shape_vec((rows, columns), v)?`.",
    ),
    rule(
        r"expected `f64`, found `(usize|u32|i32|u64|i64)`|(cannot|no implementation).*`f64`.*`(usize|u32|i32|u64|i64)`|(cannot|no implementation).*`(usize|u32|i32|u64|i64)`.*`f64`",
        ANY,
        "Whole numbers become decimal ones only where you say so: `$whole as f64`.",
    ),
    rule(
        r"(cannot|no implementation)[^\n]*(integer[^\n]*(f64|float|Matrix)|(f64|float|Matrix)[^\n]*integer)|expected (`f64`|floating-point number), found integer",
        ANY,
        "Write $literal: a whole number does not become an f64 by itself.",
    ),
    rule(
        r"(cannot|no implementation).*(usize|u32|i32).*(float|f64)",
        ANY,
        "Write `$whole as f64`: whole numbers become decimal ones only where you say so.",
    ),
    rule(
        r"expected `usize`, found (floating-point|`f64`)",
        ANY,
        "Counts and indices are whole numbers: `3`, not `3.0`; of an f64 `x as usize`.",
    ),
    rule(
        r"(cannot (add|subtract|multiply|divide)|binary operation)[^\n]*Vec<",
        ANY,
        "A list has no arithmetic: make it an array, `array![1.0, 2.0]`, or go through it with `.iter().map(|v| …).collect()`.",
    ),
    rule(r"expected `;`, found", r"^\s*assert\s", "It is a macro: `assert!(a == b);` or `assert_eq!(a, b);`."),
    rule(r"expected `;`, found", ANY, "A `;` is missing at the end of $at."),
    rule(
        r"E0384|E0594|E0596",
        ANY,
        "A variable changes only if it says so: `let mut $name = …;`. For one of an earlier cell, write `let mut $name = $name;` first.",
    ),
    rule(
        r"missing fields?.*initializer of `(?P<t>TrainConfig|GradientCheck)`",
        ANY,
        "Take the usual value for all others: `..$t::default()` as the last entry.",
    ),
    rule(r"expected one of `:`, `@`, or `\|`", r"\bfn\s+\w+\(", "Every parameter has a type: `fn name(x: f64) -> f64 { … }`."),
    rule(r"E0277.*doesn't implement `Debug`", ANY, "A cell cannot show this value. End the line with `;`, or show a part of it."),
    rule(r"E0061", ANY, "It is defined as `$head`."),
    rule(r"E0765|unterminated double quote", ANY, 'Close the text with a second ".'),
]
