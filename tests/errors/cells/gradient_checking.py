"""Wrong cells in the setting of notebook 04, as learners write them who know Python, and what must be said about each: see check_errors.py."""

# What the notebook has by then, beside the course: its variables must still be there in the end.
SETUP = """\
fn cube(theta: f64) -> f64 {
    theta * theta * theta
}

fn two_sided(f: fn(f64) -> f64, theta: f64, epsilon: f64) -> f64 {
    (f(theta + epsilon) - f(theta - epsilon)) / (2.0 * epsilon)
}
let θ: Vec<f64> = vec![1.0, -2.0, 0.5];
let ε: f64 = 1e-7;
let theta: Vec<f64> = vec![1.0, 2.0];
let network: Network = Network::new(&[4, 3, 1], Initializer::He, &mut NumpyRng::seed(1))?;
fn numerical_gradient(j: &dyn Fn(&[f64]) -> f64, theta: &[f64], epsilon: f64) -> Vec<f64> {
    todo!()
}
"""

ALONE = [
    ("Unicode", 1, "mismatched types", r"2\.0", "cube(2) + θ[0] * ε"),
    ("Unicode", 2, "mismatched types", r"1\.0", "// θ = 1, ε = 10⁻⁷\ntwo_sided(cube, 1, ε)"),
    ("Unicode", 1, "indexed", "usize", "θ[1.0]"),
    ("Unicode", 3, "`δ`", "run", "let α: f64 = 0.5; // 알파\n\nlet β: f64 = α + δ;"),
    ("Unicode", 1, "moved|borrow", "", "{ let η: Vec<f64> = θ.clone(); let ζ = η; η.len() }"),
    (
        "lists",
        2,
        "cannot subtract",
        r"gradient\.iter\(\)\.zip\(approximation\.iter\(\)\)\.map\(\|\(v, w\)\| v - w\)",
        "fn difference(gradient: &[f64], approximation: &[f64]) -> f64 {\n    let d = gradient - approximation;\n    d.len() as f64\n}",
    ),
    ("lists", 1, "cannot multiply", r"array!", "let twice: Vec<f64> = 2.0 * theta;"),
    ("missing &", 1, "mismatched types", "&theta", "fn norm(v: &[f64]) -> f64 { v.iter().map(|x| x * x).sum::<f64>().sqrt() } norm(theta)"),
    ("missing &", 3, "mismatched types", "&θ", "fn norm(v: &[f64]) -> f64 { v.iter().map(|x| x * x).sum::<f64>().sqrt() }\n\nnorm(θ)"),
    ("closure", 1, "closure", "fn j", "let j = |t: f64| t * t;"),
    ("lambda", 1, "expected", r"\|x\||\|", "two_sided(lambda t: t * t, 1.0, ε)"),
    ("for range", 1, "expected|range", r"0\.\.", 'for i in range(len(theta)):\n    println!("{i}");'),
    ("sqrt", 2, "`sqrt`", r"\.sqrt\(\)", "// the norm\nlet n: f64 = sqrt(θ[0] * θ[0]);"),
    ("and", 1, "expected|`and`", "&&", 'if ε > 0.0 and ε < 1.0 { println!("small"); }'),
    ("def", 1, "expected", "fn name", "def corner(theta): return abs(theta)"),
    ("bracket", 1, "bracket|delimiter", "line 1", "let s: f64 = (cube(2.0) - cube(1.0) / (2.0 * ε);"),
    ("bracket", 2, "bracket|delimiter", "line 2", "// the slope\nlet s: f64 = two_sided(cube, 1.0, ε;"),
    ("quotes", 2, "unterminated", '"', 'let a: f64 = 1.0;\nprintln!("ε = {ε});'),
    ("not run", 2, "`approx`", "run", "// how far apart\nlet far: f64 = approx[0] - 1.0;"),
    ("use", 1, "unresolved import", "without", "use nn_course::gradient_checking;"),
    (
        "expression",
        3,
        "mismatched types",
        "",
        'let small: f64 = 1e-7;\nlet large: f64 = if small < 1.0 {\n    "large"\n} else {\n    small\n};',
    ),
    ("runtime index", 0, "in line 2: index out of bounds", "", "let k: usize = 3;\nθ[k]"),
    ("runtime unwrap", 0, "None", "", "{ let v: Vec<f64> = vec![]; v.first().copied().unwrap() }"),
    ("absolute value", 1, "expected|unexpected", r"\.abs\(\)", "let d: f64 = |θ[0] - θ[1]| / 2.0;"),
    ("sum without type", 1, "type annotations", "sum::<f64>", "let s: f64 = theta.iter().map(|x| x * x).sum() / 2.0;"),
]

TOGETHER = [
    # Names
    [
        ("for range", 1, "range", r"0\.\.|1\.\.", 'for i in range(1, 3) { println!("{i}"); }'),
        ("max", 1, "`max`", r"\.max\(", "let most: f64 = max(θ[0], θ[1]);"),
        ("log", 1, "`log`", r"\.ln\(\)", "log(θ[0]);"),
        ("sum", 1, "`sum`", "sum", "sum(theta);"),
        ("np", 1, "np|expected", "np", "np.linalg.norm(theta);"),
        ("print", 1, "print", "println!", 'print("difference:", ε);'),
        ("not run", 1, "`corner`", "run", "two_sided(corner, 0.0, ε);"),
        ("clear names", 1, "`Gradient`|cannot find type", "Gradients", "let g: Gradient = todo!();"),
        ("list of zeros", 1, "`np`", r"vec!\[0\.0; theta\.len\(\)\]", "let a: Vec<f64> = np.zeros(theta.len());"),
        ("abs", 1, "`abs`", r"\.abs\(\)", "abs(cube(2.0) - cube(1.0));"),
    ],
    # Types
    [
        ("quotient", 1, "mismatched types", r"1\.0 / 3\.0", "let third: f64 = 1/3;"),
        ("exponent", 1, "error", "powi|powf", "let ε2: f64 = 10 ** -7;"),
        ("exponent", 1, "subtract|multiply|add|power|`pow`|method", "", "let e: f64 = 10.pow(-7);"),
        (
            "brackets of a quotient",
            2,
            "multiply|divide",
            r"2\.0",
            "fn slope(f: fn(f64) -> f64, theta: f64, epsilon: f64) -> f64 {\n    (f(theta + epsilon) - f(theta - epsilon)) / (2 * epsilon)\n}",
        ),
        ("list", 1, "subtract|cannot", "iter|array", "let d: Vec<f64> = θ - theta;"),
        ("list", 2, "no method named `norm`|`norm`", "", "let g: Vec<f64> = theta.clone();\ng.norm();"),
        ("print", 1, "`Display`", r"\{:\?\}", 'println!("{}", theta);'),
        ("integer range", 1, "not an iterator", "whole numbers", 'for e in 0.1..0.5 { println!("{e}"); }'),
        ("missing ?", 1, "mismatched types", r"\?", "let a: f64 = gradient_check::relative_difference(&theta, &theta);"),
        (
            "? in a function",
            2,
            r"`\?` operator",
            "Result|unwrap",
            "fn difference(a: &[f64], b: &[f64]) -> f64 {\n    gradient_check::relative_difference(a, b)?\n}",
        ),
        ("todo kept", 2, "mismatched types", "parse", 'fn tangent(theta: f64) -> f64 {\n    let s: f64 = "todo";\n    s\n}'),
        ("wrong number", 1, "takes 3 arguments|argument", "", "two_sided(cube, 1.0);"),
        ("function called", 1, "mismatched types", "without the parentheses", "two_sided(cube(1.0), 1.0, ε);"),
        ("iterator as result", 2, "mismatched types", "collect", "fn twice(v: &[f64]) -> Vec<f64> {\n    v.iter().map(|x| x * 2.0)\n}"),
        ("pair", 2, "mismatched types", r"\(a, b\)", "fn two(a: f64, b: f64) -> (f64, f64) {\n    [a, b]\n}"),
        ("other", 1, "mismatched types", r"`1\.0`", "two_sided(cube, 1, ε);"),
        ("other", 1, "mismatched types", "", "let c: f64 = cube(θ);"),
        ("other", 1, "multiply", "array!", "let b: f64 = 10.0 * θ;"),
    ],
    # Borrowing
    [
        ("not mut", 2, "mutable|borrow", "let mut", "let plus: Vec<f64> = theta.clone();\nplus[0] += ε;"),
        ("not mut", 1, "mutable|borrow", "let mut", "theta[0] = 3.0;"),
    ],
]
