//! Arguments: ordinary ones, and all that a caller might get wrong.

use nn_course_notebook::prelude::ndarray::{Array2, Axis, Slice};
use nn_course_notebook::prelude::ndarray_rand::rand::RngCore;
use nn_course_notebook::prelude::*;

/// Draws the arguments of one call; the same seed draws the same.
pub struct Draw {
    state: u64,
    /// Of a hundred arguments, how many are hostile in this call.
    hostile: u64,
    /// Whether a NaN or an infinity was handed out in this call.
    pub not_finite: bool,
}

/// Where the arithmetic of floating point has its edges.
const EDGES: [f64; 22] = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    f64::MIN_POSITIVE,
    1e-300,
    1e-160,
    f64::EPSILON,
    1e16,
    -1e16,
    1e154,
    -1e160,
    1e300,
    -1e300,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    709.9,
    -745.2,
    1.0,
];

/// Sizes that are none, or more than any machine has; what lies just below the crate's limit of 2²⁸ is left out, since it is allowed
/// and takes seconds.
const SIZES: [usize; 13] = [
    0,
    0,
    1,
    7,
    100,
    (1 << 28) + 1,
    1 << 32,
    (1 << 32) + 1,
    1 << 62,
    1 << 63,
    isize::MAX as usize,
    usize::MAX - 1,
    usize::MAX,
];

const TEXTS: [&str; 22] = [
    "",
    " ",
    "cost",
    "two words",
    "<script>alert(1)</script>",
    "</script><b onclick='x'>\"&amp;",
    "a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html\n<b>x</b>",
    "\u{0}\u{1}\u{7f}\r\n\t",
    "\u{202e}gnp.\u{2066}",
    "한국어 글자 ㄱㄴㄷ",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{2028}\u{2029}\u{feff}",
    "مرحبا بالعالم",
    "$NAME $VALUES $PICTURES $1 \\ ${x}",
    "{} {:?} %s %n",
    "x₁ θ ∂J/∂W ℝ ∑",
    "\u{10ffff}\u{e000}",
    "a,b\"c'd`e",
    "-",
    "1e999",
    "-0",
];

impl Draw {
    pub fn new(seed: u64) -> Self {
        let mut draw = Draw { state: seed, hostile: 0, not_finite: false };
        // Half of the calls are as they should be, and get past all checks; the others are off in one place, or in most.
        draw.hostile = [0, 0, 0, 6, 15, 50][draw.below(6)];
        draw
    }

    fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.word() % n.max(1) as u64) as usize
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn flag(&mut self) -> bool {
        self.one_in(2)
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Whether the next argument is a hostile one.
    pub fn odd(&mut self) -> bool {
        self.word() % 100 < self.hostile
    }

    /// From −2 to 2.
    fn plain(&mut self) -> f64 {
        (self.word() >> 11) as f64 / 2_251_799_813_685_248.0 - 2.0
    }

    fn edge(&mut self) -> f64 {
        match self.below(24) {
            22 => f64::from_bits(self.word()),
            23 => 1e3 * self.plain(),
            i => EDGES[i],
        }
    }

    /// Notes what a caller gets.
    fn given(&mut self, v: f64) -> f64 {
        self.not_finite |= !v.is_finite();
        v
    }

    pub fn number(&mut self) -> f64 {
        let v = if self.odd() { self.edge() } else { self.plain() };
        self.given(v)
    }

    /// Finite, however odd.
    pub fn finite(&mut self) -> f64 {
        let v = if self.odd() { self.edge() } else { self.plain() };
        if v.is_finite() { v } else { 3.0 }
    }

    pub fn share(&mut self) -> f64 {
        let v = if self.odd() { self.edge() } else { self.plain() / 4.0 + 0.5 };
        self.given(v)
    }

    pub fn positive(&mut self) -> f64 {
        let v = if self.odd() { self.edge() } else { self.plain().abs() + 1e-3 };
        self.given(v)
    }

    /// A step of difference quotients.
    pub fn epsilon(&mut self) -> f64 {
        let ordinary = [1e-7, 1e-7, 1e-4, 1e-12, 0.1, 1.0];
        let v = if self.odd() { self.edge() } else { self.pick(&ordinary) };
        self.given(v)
    }

    /// 1 to 6, or a hostile one.
    pub fn size(&mut self) -> usize {
        if self.odd() { self.pick(&SIZES) } else { 1 + self.below(6) }
    }

    /// 0 to 5, or a hostile one.
    pub fn index(&mut self) -> usize {
        if self.odd() { self.pick(&SIZES) } else { self.below(6) }
    }

    /// Never more than a few: for what is done as often as it says.
    pub fn few(&mut self) -> usize {
        if self.odd() { 0 } else { 1 + self.below(6) }
    }

    pub fn pair(&mut self) -> (f64, f64) {
        (self.number(), self.number())
    }

    /// A rising range, mostly.
    pub fn range(&mut self) -> (f64, f64) {
        let from = self.number();
        let to = if self.odd() { self.number() } else { from + self.positive() };
        (from, to)
    }

    pub fn numbers(&mut self) -> Vec<f64> {
        let n = self.length();
        (0..n).map(|_| self.number()).collect()
    }

    /// The length of a list.
    pub fn length(&mut self) -> usize {
        if self.odd() { self.pick(&[0, 0, 1, 300]) } else { 1 + self.below(5) }
    }

    pub fn text(&mut self) -> String {
        if !self.odd() {
            return self.pick(&["cost J", "x₁", "train", "W1"]).into();
        }
        let text = self.pick(&TEXTS);
        match self.below(40) {
            0 => text.repeat(7_000),
            1 => "word ".repeat(400),
            2 => "한".repeat(66_000),
            _ => text.into(),
        }
    }

    pub fn bytes(&mut self) -> Vec<u8> {
        let text = match self.below(4) {
            0 => self.text(),
            _ => {
                let (columns, rows) = (2 + self.below(3), 1 + self.below(4));
                let mut lines = String::from(self.pick(&["", "", "x,y\n", "\u{feff}", "# a comment\n", "\n\r\n"]));
                for _ in 0..rows {
                    let mut cells: Vec<String> = (1..columns).map(|_| format!("{:e}", self.number())).collect();
                    cells.push(if self.odd() { self.text() } else { self.pick(&["0", "1", " 1 ", "\"0\""]).into() });
                    lines += &cells.join(",");
                    lines += self.pick(&["\n", "\n", "\r\n", "\r"]);
                }
                lines
            }
        };
        let mut bytes = text.into_bytes();
        if self.odd() && !bytes.is_empty() {
            let at = self.below(bytes.len());
            bytes[at] = self.word() as u8;
        }
        bytes
    }

    /// A matrix of the given shape, in any layout that an owned matrix can have.
    pub fn matrix_of(&mut self, shape: (usize, usize), mut entry: impl FnMut(&mut Draw) -> f64) -> Matrix {
        let (rows, columns) = shape;
        if rows == 0 || columns == 0 {
            return Matrix::zeros(shape);
        }
        match self.below(8) {
            0 => Array2::from_shape_fn((columns, rows), |_| entry(self)).reversed_axes(),
            1 => {
                let mut x = Array2::from_shape_fn(shape, |_| entry(self));
                x.invert_axis(Axis(1));
                x
            }
            2 => {
                // Every second row and column but the first of a larger one.
                let mut x = Array2::from_shape_fn((2 * rows + 1, 2 * columns + 1), |_| entry(self));
                x.slice_axis_inplace(Axis(0), Slice::new(1, Some(2 * rows as isize), 2));
                x.slice_axis_inplace(Axis(1), Slice::new(1, Some(2 * columns as isize), 2));
                x
            }
            3 => {
                let v = entry(self);
                Matrix::from_elem(shape, v)
            }
            _ => Array2::from_shape_fn(shape, |_| entry(self)),
        }
    }

    pub fn matrix(&mut self, shape: (usize, usize)) -> Matrix {
        let shape = if self.odd() { self.shape() } else { shape };
        self.matrix_of(shape, Draw::number)
    }

    /// A shape that a matrix can have; the empty ones may be very long.
    pub fn shape(&mut self) -> (usize, usize) {
        if self.odd() {
            let long = [0, 1, 3, 1 << 20, 1 << 40, isize::MAX as usize];
            let n = self.pick(&long);
            return if self.flag() { (0, n) } else { (n, 0) };
        }
        (1 + self.below(4), 1 + self.below(7))
    }

    pub fn any_matrix(&mut self) -> Matrix {
        let shape = self.shape();
        self.matrix_of(shape, Draw::number)
    }

    /// (1, m) of 0s and 1s, mostly.
    pub fn labels(&mut self, m: usize) -> Matrix {
        let shape = if self.odd() { self.shape() } else { (1, m) };
        self.matrix_of(shape, |d| if d.odd() { d.number() } else { d.below(2) as f64 })
    }

    /// As many examples as there are now and then; seldom more than one block of the forward pass.
    pub fn examples(&mut self) -> usize {
        match self.below(2_000) {
            0 => 1_500,
            1..100 => 60,
            _ => 1 + self.below(8),
        }
    }

    /// A data set: finite numbers, however odd.
    pub fn dataset(&mut self, n_x: usize) -> Dataset {
        let n_x = if self.odd() { 1 + self.below(4) } else { n_x };
        let m = self.examples();
        let x = self.matrix_of((n_x, m), Draw::finite);
        let y = self.matrix_of((1, m), |d| d.below(2) as f64);
        Dataset::new(x, y).expect("finite numbers and labels 0 and 1 are a data set")
    }

    pub fn activation(&mut self) -> Activation {
        self.pick(&[Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid])
    }

    pub fn layers(&mut self, sizes: &[usize]) -> Vec<Layer> {
        let last = sizes.len() - 1;
        (1..=last)
            .map(|l| {
                let g = if l == last && !self.odd() { Activation::Sigmoid } else { self.activation() };
                let w = self.matrix_of((sizes[l], sizes[l - 1]), Draw::finite);
                let b = self.matrix_of((sizes[l], 1), Draw::finite);
                Layer::new(w, b, g).expect("finite numbers of fitting shapes are a layer")
            })
            .collect()
    }

    /// Layer sizes from n_x to one output, mostly.
    pub fn sizes(&mut self, n_x: usize) -> Vec<usize> {
        let mut sizes = vec![n_x];
        for _ in 0..self.below(3) {
            sizes.push(1 + self.below(4));
        }
        sizes.push(if self.odd() { 1 + self.below(3) } else { 1 });
        sizes
    }

    /// A network of n_x inputs; its parameters are finite, however odd.
    pub fn network(&mut self, n_x: usize) -> Network {
        let sizes = self.sizes(n_x);
        let layers = self.layers(&sizes);
        Network::from_layers(layers).expect("layers of fitting sizes are a network")
    }

    /// A network, and a data set for it.
    pub fn both(&mut self) -> (Network, Dataset) {
        if self.odd() && self.one_in(30) {
            // Each is small; what one makes of the other is not.
            let layer = |rows, columns| {
                let w = Matrix::from_elem((rows, columns), 0.5);
                Layer::new(w, Matrix::zeros((rows, 1)), Activation::Sigmoid).expect("a layer")
            };
            let network = Network::from_layers(vec![layer(300_000, 1), layer(1, 300_000)]).expect("a network");
            let data = Dataset::new(Matrix::zeros((1, 20_000)), Matrix::zeros((1, 20_000))).expect("a data set");
            return (network, data);
        }
        let n_x = 1 + self.below(3);
        (self.network(n_x), self.dataset(n_x))
    }

    pub fn initializer(&mut self) -> Initializer {
        match self.below(5) {
            0 => Initializer::Zeros,
            1 => Initializer::Random { scale: self.positive() },
            2 => Initializer::Xavier,
            3 => Initializer::He,
            _ => Initializer::GlorotBengio,
        }
    }

    pub fn rng(&mut self) -> Rng {
        match self.odd() {
            true => self.pick(&[Rng::Stuck(0), Rng::Stuck(u64::MAX), Rng::Stuck(0x8000_0000_8000_0000), Rng::Flips(0)]),
            false => Rng::Numpy(Box::new(NumpyRng::seed(self.word() as u32))),
        }
    }

    pub fn numpy(&mut self) -> NumpyRng {
        NumpyRng::seed(self.word() as u32)
    }

    pub fn keep_prob(&mut self, hidden: usize) -> Vec<f64> {
        let n = if self.odd() { self.below(4) } else { hidden };
        (0..n).map(|_| if self.odd() { self.share() } else { self.pick(&[0.5, 0.8, 1.0]) }).collect()
    }

    pub fn penalty(&mut self) -> Penalty {
        let lambda = self.positive();
        if self.flag() { Penalty::L1 { lambda } } else { Penalty::L2 { lambda } }
    }

    pub fn dropout(&mut self, hidden: usize) -> Dropout {
        Dropout { keep_prob: self.keep_prob(hidden), rng: self.numpy() }
    }

    pub fn formula(&mut self) -> CostFormula {
        self.pick(&[CostFormula::Logits, CostFormula::Probabilities])
    }

    /// One thread, mostly: starting one takes longer than most calls.
    pub fn threads(&mut self) -> usize {
        if self.odd() { self.pick(&[0, 2, usize::MAX]) } else { 1 }
    }

    pub fn training(&mut self, hidden: usize) -> TrainConfig {
        let report = if self.odd() {
            nn_course::training::progress::Report::Every(self.index())
        } else {
            nn_course::training::progress::Report::Never
        };
        TrainConfig {
            learning_rate: self.positive(),
            iterations: self.few(),
            penalty: self.one_in(3).then(|| self.penalty()),
            dropout: self.one_in(3).then(|| self.dropout(hidden)),
            record_every: self.size(),
            cost: self.formula(),
            report,
            threads: self.threads(),
        }
    }

    pub fn gradients(&mut self, network: &Network, m: usize) -> Gradients {
        let each = |d: &mut Draw, shape: &dyn Fn(&Layer) -> (usize, usize)| -> Vec<Matrix> {
            let mut all: Vec<Matrix> = network.layers().iter().map(|l| d.matrix(shape(l))).collect();
            if d.odd() {
                all.pop();
            }
            all
        };
        Gradients {
            dz: each(self, &|l| (l.w().nrows(), m)),
            dw: each(self, &|l| l.w().dim()),
            db: each(self, &|l| l.b().dim()),
        }
    }

    pub fn colour(&mut self) -> Colour {
        self.pick(&[Colour::Vermillion, Colour::Blue, Colour::Green, Colour::Purple, Colour::Orange, Colour::Black])
    }

    pub fn dots(&mut self) -> Shape {
        self.pick(&[Shape::Circle, Shape::Triangle, Shape::Cross])
    }
}

/// A generator; also ones that are stuck, as a caller's own may be.
#[derive(Clone)]
pub enum Rng {
    Numpy(Box<NumpyRng>),
    Stuck(u64),
    Flips(u64),
}

impl RngCore for Rng {
    fn next_u32(&mut self) -> u32 {
        match self {
            Rng::Numpy(rng) => rng.next_u32(),
            _ => self.next_u64() as u32,
        }
    }

    fn next_u64(&mut self) -> u64 {
        match self {
            Rng::Numpy(rng) => rng.next_u64(),
            Rng::Stuck(word) => *word,
            Rng::Flips(word) => {
                *word = !*word;
                *word
            }
        }
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next_u64() as u8;
        }
    }
}
