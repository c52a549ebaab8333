"""Wrong cells in the setting of notebook 03, as learners write them who know Python, and what must be said about each: see check_errors.py."""

# What the notebook has by then, beside the course: its variables must still be there in the end.
SETUP = """\
fn settings(iterations: usize) -> TrainConfig {
    TrainConfig {
        iterations,
        ..TrainConfig::default()
    }
}
let circles: Dataset = generate::circles(60, 0.8, 0.05, &mut NumpyRng::seed(1))?;
let start: Network = Network::new(&[2, 3, 1], Initializer::Xavier, &mut NumpyRng::seed(3))?;
let lambda: f64 = 0.7;
let config: TrainConfig = TrainConfig { iterations: 20, learning_rate: 0.3, ..TrainConfig::default() };
let a: Matrix = array![[0.5, -1.0], [2.0, 0.0]];
let u: Matrix = array![[0.1, 0.9], [0.4, 0.6]];
let keep_prob: f64 = 0.8;
fn l2_penalty(weights: &[Matrix], lambda: f64, m: usize) -> f64 {
    todo!()
}
"""

# What has failed by then: it did not compile, or stopped at an error.
FAILED = ["let broken: Vec<f64> = vec![1.0];\nlet nothing: f64 = broken[7];"]

ALONE = [
    (
        "bool",
        3,
        "cannot multiply",
        r"u\.mapv\(\|u\| if",
        "fn dropped(a: &Matrix, u: &Matrix, keep_prob: f64) -> Matrix {\n    let d = u.mapv(|u| u < keep_prob);\n    a * d\n}",
    ),
    ("bool", 2, "cast", r"if high \{ 1\.0 \} else", "let high: bool = 0.3 > 0.1;\nlet as_number: f64 = high as f64;"),
    (
        "bool",
        1,
        "cast",
        r"if u < keep_prob \{ 1\.0 \} else",
        "fn kept(u: &Matrix, keep_prob: f64) -> Matrix { u.mapv(|u| (u < keep_prob) as f64) }",
    ),
    ("on one line", 1, "no field named `lr`", "", "let config = TrainConfig { lr: 0.1, ..TrainConfig::default() };"),
    (
        "struct",
        3,
        "no field named `epochs`",
        "",
        "let c: TrainConfig = TrainConfig {\n    iterations: 10,\n    epochs: 5,\n    ..TrainConfig::default()\n};",
    ),
    ("struct", 2, "expected|`=`", ":", "let c: TrainConfig = TrainConfig {\n    iterations = 10,\n    ..TrainConfig::default()\n};"),
    ("integer", 2, "mismatched types", r"1\.0", "// λ = 1\nlet p: Penalty = Penalty::L2 { lambda: 1 };"),
    (
        "integer",
        2,
        "divide|multiply",
        r"2\.0",
        "fn penalty(w: &Matrix, lambda: f64, m: f64) -> f64 {\n    lambda / (2 * m) * (w * w).sum()\n}",
    ),
    ("missing &", 2, "mismatched types", "&config", "let t: Trained =\n    train(&start, &circles, config)?;"),
    ("missing ?", 2, "multiply|binary", r"\?", "// in percent\n100.0 * start.error(&circles)"),
    ("moved", 2, "moved value: `a2`", "&a2", "let a2: Matrix = a.clone();\nlet d: Matrix = a2 + a2;"),
    (
        "moved",
        4,
        "moved value: `d`|borrow of moved",
        "&d",
        "fn dropped(a: &Matrix, u: &Matrix, keep_prob: f64) -> (Matrix, Matrix) {\n    let d: Matrix = u.mapv(|u| if u < keep_prob { 1.0 } else { 0.0 });\n    let kept: Matrix = a * d / keep_prob;\n    (kept, d)\n}",
    ),
    (
        "moved before",
        1,
        "`start_2`",
        "moved",
        "start_2.layers().len()",
        ("let start_2: Network = start.clone();", "let layers: Vec<Network> = vec![start_2];"),
    ),
    ("where", 1, "`where`", "mapv", "let d: Matrix = np.where(u < keep_prob, 1, 0);"),
    ("+=", 2, "mutable|assign", "let mut", "let total: f64 = 0.0;\ntotal += (&a * &a).sum();"),
    ("field", 1, "private|method|field", "", "start.layers[0].w()"),
    ("method", 1, "method.*`m`|attempted to take value", r"\(\)", "circles.m"),
    ("not run", 3, "`pitch`", "run", "// the pitch\n\nlet n: usize = pitch.m();"),
    ("stopped before", 1, "`broken`", "stopped at an error", "broken.len()"),
    ("while", 1, "expected", r"\{ … \}", "while lambda > 1.0:\n    break;"),
    (
        "earlier cell",
        0,
        "no field `b`|earlier|missing",
        "earlier",
        "struct Pair { a: f64 }",
        ("struct Pair { a: f64, b: f64 }", "fn both(p: &Pair) -> f64 {\n    p.a + p.b\n}"),
    ),
    ("runtime shapes", 0, "not compatible", "", "circles.x().dot(&a)"),
    (
        "runtime settings",
        0,
        "learning_rate|allowed",
        "",
        "train(&start, &circles, &TrainConfig { learning_rate: -1.0, ..config.clone() })?",
    ),
    (
        "behind &",
        3,
        "behind a `&` reference",
        "to_vec",
        "fn shift(theta: &[f64]) -> f64 {\n    let plus = theta;\n    plus[0] += 1.0;\n    plus[0]\n}",
    ),
    ("sum", 1, "type", "sum::<f64>", "let s = vec![1.0, 2.0].iter().sum();"),
    ("keyword", 1, "", "word of Rust", "fn scaled(type: f64) -> f64 { type }"),
    ("minus", 1, "", "typographic", "lambda − 0.1"),
    ("square", 1, "unknown start", "powi", "lambda²"),
    ("class", 1, "", "struct", "class Network:"),
    ("function", 1, "", "fn name", "function penalty(lambda) { return lambda }"),
    ("decimal comma", 1, "", "a point", "let k: f64 = 1,5;"),
    ("decimal point", 1, "", "0.5", "let k: f64 = .5;"),
    ("percent", 1, "", r"0\.02", "let k: f64 = 2%;"),
    ("several names", 1, "", r"let \(a, b\)", "let train, dev = 0.1, 0.2;"),
    ("docstring", 1, "", "///", '"""The dev error."""'),
    ("--", 2, "decrement", "-= 1", "let mut count: i32 = 0;\ncount--;"),
]

TOGETHER = [
    # Names
    [
        ("astype", 1, "`float`", "mapv", "let d: Matrix = (u < keep_prob).astype(float);"),
        ("not run", 1, "`trained`", "run", "trained.history.points().len();"),
        ("enumerate", 1, "`enumerate`", "enumerate", 'for (i, v) in enumerate(vec![1.0, 2.0]) { println!("{i} {v}"); }'),
        ("zip", 1, "`zip`", "zip", 'for (v, w) in zip(vec![1.0], vec![2.0]) { println!("{v} {w}"); }'),
        ("str", 1, "`str`|expected", "to_string|similar", "let text: String = str(lambda);"),
        ("int", 1, "`int`|expected", "as usize", "let k: usize = int(lambda);"),
        ("function", 1, "`relu`", "mapv", "let z: f64 = relu(lambda);"),
        ("private", 1, "`nn_course`", "without", "let s: f64 = nn_course::training::secret(1.0);"),
    ],
    # Types
    [
        ("struct", 1, "missing field", r"\.\.TrainConfig::default\(\)", "let c: TrainConfig = TrainConfig { iterations: 10 };"),
        (
            "struct",
            1,
            "mismatched types",
            "",
            "let b: TrainConfig = TrainConfig { penalty: Penalty::L2 { lambda: 1.0 }, ..TrainConfig::default() };",
        ),
        ("integer", 1, "mismatched types", r"1\.0", "let d: TrainConfig = TrainConfig { learning_rate: 1, ..TrainConfig::default() };"),
        (
            "float for usize",
            1,
            "mismatched types",
            "whole",
            "let e: TrainConfig = TrainConfig { iterations: 1000.0, ..TrainConfig::default() };",
        ),
        (
            "usize and f64",
            2,
            "divide|multiply",
            "as f64",
            "fn penalty(w: &Matrix, lambda: f64, m: usize) -> f64 {\n    lambda / m * (w * w).sum()\n}",
        ),
        (
            "usize and f64",
            2,
            "divide|multiply",
            "as f64",
            "fn decay(lambda: f64, alpha: f64, m: usize) -> f64 {\n    1.0 - alpha * lambda / m\n}",
        ),
        ("missing &", 1, "mismatched types", "&start", "let t: Trained = train(start, &circles, &config)?;"),
        (
            "missing &",
            1,
            "arguments to this function are incorrect",
            "&start`, `&circles` and `&config",
            "let f: Trained = train(start, circles, config)?;",
        ),
        ("missing ?", 1, "mismatched types|no field", r"\?", "let n: Network = train(&start, &circles, &config).network;"),
        ("missing ?", 1, "mismatched types", r"\?", "let g: f64 = start.error(&circles);"),
        ("comparison", 1, "binary operation", "mapv", "let h: Matrix = u < keep_prob;"),
        ("comparison", 1, "mismatched types|compare", r"0\.0|float", "let high: bool = lambda > 0;"),
        ("method", 1, "no method named `predict_all`", "", "start.predict_all(circles);"),
        ("list", 1, "cannot multiply", "array!", "let v: Vec<f64> = vec![1.0, 2.0] * 2.0;"),
        ("list", 1, "cannot add", "array!", "let i: f64 = vec![1.0, 2.0] + 1.0;"),
        ("String", 1, "mismatched types", "to_string", 'let text: String = "λ";'),
        ("String", 1, "cannot add", "format!", 'let j: String = "λ = " + lambda;'),
        ("return list", 2, "mismatched types", "clone", "fn grads(backprop: &Gradients) -> Gradients {\n    backprop\n}"),
        ("assign", 2, ".", r"\+= &", "let mut g: Matrix = a.clone();\ng += 2.0 * &a;"),
        (
            "borrowed compare",
            3,
            "mismatched types",
            r"\*cost < best",
            "fn best(costs: &[f64]) -> f64 {\n    let mut best: f64 = 1.0;\n    for cost in costs { if cost < best { best = 0.5; } }\n    best\n}",
        ),
        ("no result", 1, "mismatched types", "its result", "fn doubled(lambda: f64) -> f64 {\n    let twice: f64 = 2.0 * lambda;\n}"),
        ("other", 1, "mismatched types", r"`1\.0`", "let k: Penalty = Penalty::L2 { lambda: 1 };"),
        ("assign to a borrowed", 1, "assign", "Make a new one", "fn halved(x: &Matrix) { x /= 2.0; }"),
        ("missing &mut", 2, "mismatched types", "&mut vec", "fn emptied(v: &mut Vec<f64>) { v.clear(); }\nemptied(vec![lambda]);"),
    ],
    # Borrowing
    [
        ("moved", 1, "cannot move out", "clone", "let x: Matrix = *circles.x();"),
        ("+=", 1, "mutable|borrow", "let mut", "a[[0, 0]] = 1.0;"),
        (
            "&mut of a fixed value",
            3,
            "as mutable",
            "let mut fixed",
            "fn fill(x: &mut Matrix) { x.fill(0.0); }\nlet fixed: Matrix = a.clone();\nfill(&mut fixed);",
        ),
    ],
]
