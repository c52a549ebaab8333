"""Wrong cells in the setting of notebook 02, as learners write them who know Python, and what must be said about each: see check_errors.py."""

# What the notebook has by then, beside the course: its variables must still be there in the end.
SETUP = """\
let raw: Matrix = generate::gaussian(6, &[4.0, -1.0], &[3.0, 0.5], &mut NumpyRng::seed(1))?;
let m: f64 = raw.ncols() as f64;
let mu: Matrix = raw.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
let centred: Matrix = &raw - &mu;
let w: Matrix = array![[0.5, 2.0]];
let network: Network = Network::new(&[2, 4, 1], Initializer::He, &mut NumpyRng::seed(3))?;
fn twice(a: f64) -> f64 {
    2.0 * a
}

fn rms(a: &Matrix) -> f64 {
    ((a * a).sum() / a.len() as f64).sqrt()
}
fn normalize(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    todo!()
}
"""

# These are run by every `cargo verify`.
SAMPLE = [
    ("integer", 1, "mismatched types", r"1\.0", "twice(1)"),
    ("moved", 3, "moved value: `x`", "Line 2 .*&x", "let x: Matrix = raw.clone();\nlet y: Matrix = x - &mu;\nx.sum()"),
    (
        "moved before",
        1,
        "`given`",
        "moved.*&given",
        "given.sum()",
        ("let given: Matrix = raw.clone();", "let taken: Matrix = given * 2.0;"),
    ),
    ("missing &", 1, "mismatched types", "&raw", "rms(raw)"),
    ("Unicode", 2, "mismatched types", r"1\.0", "let θ: f64 = 0.5; // 세타\nlet ŷ: f64 = twice(1) + θ;"),
    ("axis", 1, "error", r"mean_axis\(Axis\(1\)\)", "let mean: Matrix = raw.mean(axis=1);"),
    ("index", 1, "expected", r"raw\[\[0, 1\]\]", "raw[0, 1]"),
    ("missing ?", 2, "add", r"\?", "// the product\nmatmul(&w, &raw) + 1.0"),
    ("power", 3, "error", "powi", "fn square(x: f64) -> f64 {\n    // as in Python\n    x ** 2\n}"),
    ("def", 1, "expected", "fn name", "def normalize(train, test):\n    return train, test"),
    ("closure", 1, "closure", "fn g", "let g = |x: f64| x.tanh();"),
    ("semicolon", 2, "expected `;`", "line 2", "// two steps\nlet a: f64 = 1.0\nlet b: f64 = 2.0;"),
]

ALONE = SAMPLE + [
    (
        "moved",
        2,
        "moved value: `x`|borrow of moved",
        r"x\.clone\(\)",
        "let x: Matrix = raw.clone(); let y: Matrix = x.dot(&array![[1.0], [1.0], [1.0], [1.0], [1.0], [1.0]]) + rms(&x); let z: Matrix = x;\nx.ncols()",
    ),
    ("moved", 2, "moved value: `x`", "&x", "let x: Matrix = raw.clone();\nlet squares: Matrix = x * x;"),
    (
        "moved",
        4,
        "moved value: `layers`",
        "&layers|layers.clone",
        'let layers: Vec<Matrix> = vec![w.clone()];\nfor layer in layers {\n    println!("{}", layer.sum());\n} layers.len()',
    ),
    (
        "moved",
        4,
        "moved value: `start`|borrow of moved",
        "&start",
        "fn first(network: Network) -> Matrix { network.layers()[0].w().clone() }\nlet start: Network = network.clone();\nlet w1: Matrix = first(start);\nstart.layers().len()",
    ),
    (
        "moved in a loop",
        4,
        "moved value: `x`",
        "loop.*&x|&x",
        "let x: Matrix = raw.clone();\nlet mut sum: f64 = 0.0;\nfor k in 0..3 {\n    let y: Matrix = x * 2.0;\n    sum += y.sum() + k as f64;\n}",
    ),
    (
        "moved",
        3,
        "moved value: `x`|borrow of moved",
        r"Line 2.*x\.clone\(\)` there",
        "let x: Vec<f64> = vec![1.0, 2.0];\nlet y = x;\nx.len()",
    ),
    (
        "moved before",
        2,
        "`inputs`",
        "moved.*cell",
        "// again\nrms(&inputs)",
        ("let inputs: Matrix = raw.clone();", "let shifted: Matrix = inputs - 1.0;"),
    ),
    ("missing &", 2, "mismatched types", "&raw", "let v: Matrix = matmul(\n    raw,\n    &w,\n)?;"),
    ("superfluous &", 1, "mismatched types", "leave out the `&`", "twice(&2.0)"),
    ("axis", 1, "mismatched types", r"Axis\(1\)", "raw.sum_axis(1)"),
    ("axis", 1, "error", r"sum_axis\(Axis\(0\)\)", "raw.sum(axis=0)"),
    ("axis", 2, "error", r"Axis\(1\)", "// as in NumPy\nlet mean: Matrix = mean(axis=1);"),
    ("integer", 2, "mismatched types", r"0\.0", "fn relu(z: f64) -> f64 {\n    if z > 0.0 { z } else { 0 }\n}"),
    ("index", 1, "expected", r"column\(0\)", "raw[:, 0]"),
    ("index", 1, "expected", r"row\(0\)", "raw[0, :]"),
    ("index", 1, "indexed|trait|index", r"row\(0\)|\[\[", "raw[0]"),
    ("T", 1, "`T`", r"raw\.t\(\)", "raw.T"),
    ("shape", 1, "`shape`|method", r"shape\(\)", "raw.shape[0]"),
    ("matrix product", 1, "expected|operator", "matmul", "let z: Matrix = w @ raw;"),
    ("matrix product", 1, "no method named `sum`", r"\?", "matmul(&w, &raw).sum()"),
    ("lambda", 1, "expected", r"\|x\|", "let relu = lambda z: max(0, z)"),
    ("def", 2, "expected", "fn name", "// He's rule\ndef he(n_out, n_in):"),
    ("return", 2, "unexpected", "parentheses", "fn id(x: f64) -> f64 {\n    return x, 1.0\n}"),
    (
        "in a fn before statements",
        3,
        "subtract|add",
        r"1\.0",
        "fn moved_by(x: &Matrix) -> f64 {\n    let s: f64 = x.sum();\n    s + 1\n}\nlet a: f64 = moved_by(&raw);\na",
    ),
    (
        "after a fn",
        5,
        "mismatched types",
        "&raw",
        "fn moved_by(x: &Matrix) -> f64 {\n    x.sum() + 1.0\n}\n\nlet a: f64 = moved_by(raw);\na",
    ),
    ("hidden", 2, "expected function", "hides", "let twice: f64 = 2.0;\ntwice(1.0)"),
    ("on one line", 1, "mismatched types", r"2\.0", "let a: f64 = 1.0; let b: f64 = twice(2); a + b"),
    ("in a block", 4, "`sume`", "sum", "let mut best: f64 = 0.0;\nfor k in 0..3 {\n    if k > 1 {\n        best += raw.sume();\n    }\n}"),
    ("Unicode", 3, "mismatched types", r"3\.0", "// 평균과 표준편차\nlet μ: f64 = 2.0;\nlet σ: f64 = twice(3) * μ;"),
    ("Unicode", 2, "add|trait", "", 'let 학습률: f64 = 0.1;\nlet zwölf: f64 = 학습률 + "zwölf";'),
    ("Unicode", 1, "mismatched types", "", 'let 이름: f64 = "한글"; let ε: f64 = 1.0;'),
    ("reference kept", 2, "borrows|reference", "", "let v: Vec<f64> = vec![1.0, 2.0];\nlet part: &[f64] = &v[..1];"),
    ("runtime shapes", 0, "shape|size|incompatible", "", "(&w * &array![[1.0, 2.0, 3.0]]).sum()"),
    ("runtime shapes", 0, "allowed|shape|rows|columns", "", "matmul(&w, &w)?"),
    ("transpose", 1, "unexpected|no field", r"dot\(&b\.t\(\)\)", "let h: Matrix = raw @ raw.T;"),
    ("new axis", 1, "expected expression", r"insert_axis\(Axis\(1\)\)", "let v: Matrix = mu[:, None];"),
    (
        "runtime shapes",
        0,
        "in line 3: (.|\n)*keep a sum, mean or deviation over Axis",
        "",
        "// the transpose has another shape\nlet t: Matrix = raw.t().to_owned();\n&raw - &t",
    ),
    ("no type", 1, "type", "let v", "let v = raw.iter().map(|x| x * 2.0).collect();"),
    ("integer variable", 2, "multiply", "i as f64", "for i in 0..2 {\n    let k: f64 = i * 0.5;\n}"),
    (
        "long line",
        1,
        "mismatched types",
        r"1\.0",
        "let a_rather_long_name_of_a_variable: f64 = twice(1) + twice(2.0) + twice(3.0) + twice(4.0) + twice(5.0) + twice(6.0) + twice(7.0);",
    ),
    ("reference kept", 1, "borrows", "to_owned|to_vec", "let first = raw.row(0);"),
]

TOGETHER = [
    # Names
    [
        ("axis", 1, "error", r"Axis\(1\)", "let s: Matrix = np.std(raw, axis=1);"),
        ("np", 1, "np|expected", "mapv", "let e: Matrix = np.exp(raw);"),
        ("np", 1, "np|expected", "Matrix::zeros", "let z: Matrix = np.zeros((2, 3));"),
        ("np", 1, "np|expected|mismatched", "matmul|dot", "let b: Matrix = np.dot(w, raw);"),
        ("function", 1, "`exp`", r"\.exp\(\)|mapv", "let c: Matrix = exp(&raw);"),
        ("function", 1, "`tanh`", "tanh", "fn g(z: f64) -> f64 { tanh(z) }"),
        ("Unicode", 1, "`größe`", "run", "let fläche: f64 = größe * 2.0;"),
        ("not run", 1, "`scaled`", "run", "let d: f64 = rms(&scaled);"),
        ("not run", 1, "`xavier`", "run", "let f: Matrix = xavier(3, 2, &mut NumpyRng::seed(1));"),
        ("named argument", 1, "mismatched types|`n`", "no names", "let v: Matrix = Matrix::zeros((n=2, 3));"),
        ("keepdims", 1, "`axis`", r"sum_axis\(Axis\(1\)\)\.insert_axis", "let g: Matrix = raw.sum(axis=1, keepdims=True);"),
    ],
    # Types
    [
        ("missing &", 1, "mismatched types", "&raw", "let n: Normalizer = Normalizer::fit(raw)?;"),
        ("missing &mut", 1, "mismatched types", "&mut", "let b: Network = Network::new(&[2, 4, 1], Initializer::He, NumpyRng::seed(3))?;"),
        (
            "missing &mut",
            2,
            "mismatched types",
            "&mut",
            "let mut rng: NumpyRng = NumpyRng::seed(3);\nlet v: Matrix = Initializer::He.weights(2, 3, &rng)?;",
        ),
        ("matrix or list", 1, "mismatched types", "array!", "let v: Matrix = vec![1.0, 2.0];"),
        ("two brackets", 1, "mismatched types", r"array!\[\[", "let c: Matrix = array![1.0, 2.0];"),
        ("one axis", 1, "mismatched types", "insert_axis", "let mean: Matrix = raw.sum_axis(Axis(1)) / m;"),
        ("option", 1, "mismatched types", "unwrap", "let d: Matrix = raw.mean_axis(Axis(1));"),
        ("option", 1, "add|subtract|binary|trait|cannot", "", "let e: f64 = raw.mean() + 1.0;"),
        ("integer", 1, "mismatched types", r"1\.0", "let f: Matrix = array![[1.0, 2.0], [3.0, 1]];"),
        ("integer", 1, "add|trait", r"2\.0", "let g: Matrix = &raw + 2;"),
        ("integer", 2, "mismatched types", r"0\.0", "fn relu(z: f64) -> f64 {\n    z.max(0)\n}"),
        ("usize and f64", 1, "divide", "as f64", "raw.sum() / raw.ncols();"),
        ("usize and f64", 1, "mismatched types", "as f64|as usize|whole", "let columns: usize = m;"),
        ("shape", 1, "`size`|method|field", "len", "raw.size;"),
        ("matrix product", 1, "mismatched types", r"\?", "let z: Matrix = matmul(&w, &raw);"),
        ("function", 1, "no method named `exp`|`exp`", "", '{ let s: &str = "2"; s.exp() }'),
        ("power", 1, "error", "mapv|powi", "let h: f64 = ((raw - mu) ** 2).sum() / m;"),
        ("power", 1, r"\^", "powi|mapv", "let i: Matrix = &centred ^ 2;"),
        ("append", 2, "`append`|mismatched", "push", "let mut list: Vec<f64> = vec![1.0];\nlist.append(2.0);"),
        ("return type", 2, "mismatched types", "", "fn both(x: f64) -> f64 {\n    (x, x)\n}"),
        ("semicolon", 2, "mismatched types", "`;`", "fn half(x: f64)\n    -> f64 {\n    x / 2.0;\n}"),
        ("in a macro", 1, "mismatched types|multiply", r"2\.0", 'println!("{}", twice(2));'),
        ("variant", 1, "`ReLU`", "Relu", "let j: Activation = Activation::ReLU;"),
        ("variant", 1, "`Xavir`", "Xavier", "let k: Initializer = Initializer::Xavir;"),
        ("method", 1, "no method named `mean_axes`", "mean_axis|similar", "raw.mean_axes(Axis(1));"),
        ("? on no Result", 1, r"`\?` operator", "Leave out", "let o: f64 = raw.sum()?;"),
        (
            "? in a function",
            2,
            r"`\?` operator",
            "Result|unwrap",
            "fn product(a: &Matrix, b: &Matrix) -> f64 {\n    matmul(a, b)?.sum()\n}",
        ),
        ("literal beside the operator", 1, "multiply", r"3\.0", "let p: f64 = raw[[0, 1]] * 3;"),
        ("index", 2, "mismatched types", r"1\.0", "let mut v: Matrix = w.clone();\nv[[0, 0]] = 1;"),
        ("zeros", 1, ".", r"zeros\(\(3, 1\)\)", "let q: Matrix = Matrix::zeros(3, 1);"),
        ("view", 1, "mismatched types", "to_owned", "let r: Matrix = raw.t();"),
        ("returned borrow", 2, "mismatched types", "clone", "fn same(x: &Matrix) -> Matrix {\n    x\n}"),
        ("integers in mapv", 1, "mismatched types", r"1\.0", "let s: Matrix = raw.mapv(|u| if u < 0.8 { 1 } else { 0 });"),
        ("bools in mapv", 1, "mismatched types", r"1\.0", "let t: Matrix = raw.mapv(|u| u < 0.8);"),
        (
            "incompatible ?",
            2,
            "incompatible types",
            r"Leave out the `\?`",
            "fn he(rng: &mut NumpyRng) -> Result<Matrix> {\n    random::normal_matrix((3, 2), 0.0, 1.0, rng)?\n}",
        ),
        ("nested marks", 1, "mismatched types", r"Axis\(1\)", "let u: Matrix = raw.sum_axis(1) / m;"),
        ("another function", 1, "mismatched types", "another function", "exercise::normalize(twice);"),
        ("add-assign", 2, "add-assign", "i as f64", "let mut s: f64 = 0.0;\nfor i in 0..3 { s += i; }"),
        ("rows", 1, "mismatched types", "same length", "let x: Matrix = array![[1.0, 2.0], [3.0]];"),
        ("other", 1, "mismatched types", "array!", "let y: Matrix = [[1.0, 2.0], [3.0, 4.0]];"),
        ("other", 1, "`max`", r"mapv\(\|v\| v\.max", "let aa: Matrix = raw.max(0.0);"),
        ("other", 1, "mismatched types", "&String", 'let bb: &str = String::from("He");'),
        ("other", 1, "`ln2`", "ln", "let cc: f64 = m.ln2();"),
        (
            "superfluous ;",
            1,
            "mismatched types",
            "Leave out the `;` at the end of line",
            "fn layer(rng: &mut NumpyRng) -> Result<(Matrix, Matrix)> {\n    let w: Matrix = random::normal_matrix((3, 2), 0.0, 1.0, rng)?;\n    Ok((w.clone(), w));\n}",
        ),
    ],
]
