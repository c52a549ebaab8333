//! Answers to exercises: numbers to compare, and words to show.

use crate::show::numbers::rounded;
use ndarray::ArrayView2;
use nn_course::Matrix;
use nn_course::diagnosis::gap::Cause;
use nn_course::network::propagation::Gradients;
use std::collections::HashSet;

/// A result in words and in numbers.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub text: String,
    pub parts: Vec<Part>,
}

/// One matrix or number of a result.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub shape: (usize, usize),
    /// What is compared: the entries, or what measures them.
    pub numbers: Vec<f64>,
    /// Whether a wrong factor in the result is one in these numbers too.
    pub scales: bool,
    /// The tolerance of numbers, as a fraction of the largest.
    pub tolerance: f64,
}

/// The tolerance of what is computed: the order of sums may differ, some compute in 32 bits, and some add 1e-8 to what they divide by.
pub(super) const COMPUTED: f64 = 1e-6;

/// The tolerance of what is measured: five standard errors of a deviation measured on 20,000 normal numbers are 2.5%; on others, more.
pub(super) const MEASURED: f64 = 0.035;

impl Part {
    /// A number that no factor in the result changes.
    fn measure(number: f64) -> Self {
        Part { shape: (1, 1), numbers: vec![number], scales: false, tolerance: COMPUTED }
    }

    /// Equal shapes, and numbers within the tolerance.
    pub fn agrees(&self, expected: &Part) -> bool {
        let finite = self.numbers.iter().chain(&expected.numbers).filter(|v| v.is_finite());
        let allowed = expected.tolerance * finite.fold(0.0_f64, |most, v| most.max(v.abs()));
        let close = |(&a, &b): (&f64, &f64)| a == b || (a - b).abs() <= allowed || (a.is_nan() && b.is_nan());
        self.shape == expected.shape && self.numbers.iter().zip(&expected.numbers).all(close)
    }
}

impl Answer {
    /// Of one part.
    pub fn new(text: String, shape: (usize, usize), numbers: Vec<f64>) -> Self {
        Answer { text, parts: vec![Part { shape, numbers, scales: true, tolerance: COMPUTED }] }
    }

    /// Several results as one, each with its name.
    pub fn named<N: AsRef<str>>(results: impl IntoIterator<Item = (N, Answer)>) -> Self {
        let (mut texts, mut parts) = (Vec::new(), Vec::new());
        for (name, answer) in results {
            texts.push(format!("{} {}", name.as_ref(), answer.text));
            parts.extend(answer.parts);
        }
        Answer { text: texts.join(", "), parts }
    }

    /// Random numbers by their standard deviation and four measures: the mean (in deviations, plus 1, since it is 0 in most cases),
    /// whether rows and columns are different ones (1 or 0), the fraction within one deviation of the mean, and that of distinct numbers.
    fn scattered(dim: (usize, usize), deviation: f64, odd: &str, measures: [f64; 4]) -> Self {
        let text = format!("{}, standard deviation {}{odd}", shape(dim), number(deviation));
        let mut answer = Answer::new(text, dim, vec![deviation]);
        answer.parts.extend(measures.map(Part::measure));
        answer.parts.iter_mut().for_each(|part| part.tolerance = MEASURED);
        answer
    }

    /// A matrix of random numbers, by its shape and how they are distributed.
    pub fn drawn(w: &Matrix) -> Self {
        let n = w.len().max(1) as f64;
        let mean = w.sum() / n;
        let deviation = (w.mapv(|v| (v - mean) * (v - mean)).sum() / n).sqrt();
        let within = w.iter().filter(|v| (*v - mean).abs() <= deviation).count() as f64 / n;
        let different = w.iter().map(bits).collect::<HashSet<u64>>().len();
        let apart = mostly_different(&w.view()) && mostly_different(&w.t());
        let mut odd = String::new();
        if mean.abs() > 0.1 * deviation {
            odd += &format!(", mean {}", number(mean));
        }
        if (different as f64) < 0.9 * n {
            odd += &format!(", {different} different numbers");
        } else if !apart {
            odd += ", rows or columns repeat";
        } else if n >= 1_000.0 && (within - NORMAL_WITHIN).abs() > MEASURED * NORMAL_WITHIN {
            odd += &format!(", {:.0}% within one deviation", 100.0 * within);
        }
        let centre = if deviation > 1e-12 * mean.abs() { mean / deviation } else { mean };
        let apart = f64::from(u8::from(apart));
        Answer::scattered(w.dim(), deviation, &odd, [1.0 + centre, apart, within, different as f64 / n])
    }

    /// What [`Answer::drawn`] gives for many normal numbers.
    pub fn normal_around(mean: f64, dim: (usize, usize), deviation: f64) -> Self {
        Answer::scattered(dim, deviation, "", [1.0 + mean / deviation, 1.0, NORMAL_WITHIN, 1.0])
    }

    /// What [`Answer::drawn`] gives for many uniform numbers.
    pub fn uniform(dim: (usize, usize), low: f64, high: f64) -> Self {
        let (mean, deviation) = (0.5 * (low + high), (high - low) / 12.0_f64.sqrt());
        // Within one deviation of the mean lie 1/√3 of them.
        Answer::scattered(dim, deviation, "", [1.0 + mean / deviation, 1.0, (1.0_f64 / 3.0).sqrt(), 1.0])
    }

    /// Random numbers of which only mean and deviation are asked for: of the measures, those of the distribution's shape are left out.
    pub fn of_any_shape(mut self) -> Self {
        self.parts.truncate(3);
        self
    }

    /// What [`Answer::drawn`] gives for many normal numbers of mean 0.
    pub fn normal(dim: (usize, usize), deviation: f64) -> Self {
        Answer::normal_around(0.0, dim, deviation)
    }

    /// As many parts, and each agrees with the expected one.
    pub fn agrees(&self, expected: &Answer) -> bool {
        self.parts.len() == expected.parts.len() && self.parts.iter().zip(&expected.parts).all(|(a, b)| a.agrees(b))
    }
}

/// The fraction of normal numbers within one deviation of their mean.
const NORMAL_WITHIN: f64 = 0.6827;

/// A number's bits, those of 0 for −0.
fn bits(v: &f64) -> u64 {
    (v + 0.0).to_bits()
}

/// Whether more than half of the rows are different ones (of signs alone a row has few patterns, if it is short).
fn mostly_different(x: &ArrayView2<f64>) -> bool {
    if x.is_empty() {
        return false;
    }
    let different = x.rows().into_iter().map(|row| row.iter().map(bits).collect()).collect::<HashSet<Vec<u64>>>().len();
    2 * different > x.nrows().min(1 << x.ncols().min(20))
}

/// A learner's text in one line, short enough to read.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 300;
    let line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() { line + " …" } else { line }
}

/// `(2, 3)`.
fn shape((rows, columns): (usize, usize)) -> String {
    format!("shape ({rows}, {columns})")
}

/// A number in at most six digits.
pub(super) fn number(v: f64) -> String {
    // Plus, so that −0 is 0.
    let text = rounded(v + 0.0, if v.abs() >= 100.0 { 3 } else { 6 }, 3);
    let zeros = text.contains('.') && !text.contains('e');
    if zeros { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

/// Entries of a list or a matrix that are written out; of a larger one only the size and its first entries are.
const MOST: usize = 12;

/// `[1, 2.5]`.
pub(super) fn list(values: &[f64]) -> String {
    let numbers = |values: &[f64]| values.iter().map(|&v| number(v)).collect::<Vec<_>>().join(", ");
    match values.len() {
        0..=MOST => format!("[{}]", numbers(values)),
        n => format!("{n} numbers beginning [{}, …]", numbers(&values[..4])),
    }
}

/// `[[1, 2], [3, 4]]`.
pub(super) fn matrix(x: &Matrix) -> String {
    if x.len() > MOST {
        let first: Vec<f64> = x.iter().take(4).copied().collect();
        return format!("{} beginning {}", shape(x.dim()), list(&first).replace(']', ", …]"));
    }
    if x.is_empty() {
        return shape(x.dim());
    }
    let rows: Vec<String> = x.rows().into_iter().map(|r| list(&r.to_vec())).collect();
    format!("[{}]", rows.join(", "))
}

/// What is one number, and the words for it.
macro_rules! from_number {
    ($($type:ty: |$value:ident| $number:expr, $text:expr;)*) => {
        $(impl From<$type> for Answer {
            fn from($value: $type) -> Self {
                Answer::new($text, (1, 1), vec![$number])
            }
        })*
    };
}

from_number! {
    f64: |v| v, number(v);
    usize: |n| n as f64, n.to_string();
    bool: |is| f64::from(u8::from(is)), is.to_string();
    Cause: |cause| f64::from(cause as u8), format!("Cause::{cause:?}");
}

impl From<Vec<f64>> for Answer {
    fn from(values: Vec<f64>) -> Self {
        Answer::new(list(&values), (values.len(), 1), values)
    }
}

impl From<Matrix> for Answer {
    fn from(x: Matrix) -> Self {
        Answer::new(matrix(&x), x.dim(), x.iter().copied().collect())
    }
}

/// dW and db of every layer; dZ is not asked for.
impl From<Gradients> for Answer {
    fn from(gradients: Gradients) -> Self {
        let named =
            |((dw, db), l): ((Matrix, Matrix), usize)| [(format!("dW{l}"), dw.into()), (format!("db{l}"), db.into())];
        let counts = [gradients.dw.len(), gradients.db.len()].map(|n| Part::measure(n as f64));
        let layers = gradients.dw.into_iter().zip(gradients.db).zip(1..);
        let mut answer = Answer::named(layers.flat_map(named));
        answer.parts.extend(counts);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn answers_in_words() {
        assert_eq!(Answer::from(0.1 + 0.2).text, "0.3");
        assert_eq!(Answer::from(-1234.5678).text, "-1234.568");
        assert_eq!(Answer::from(1.2e-7).text, "1.200e-7");
        assert_eq!(Answer::from(f64::NAN).text, "NaN");
        assert_eq!(Answer::from(-0.0).text, "0");
        assert_eq!(Answer::from(f64::INFINITY).text, "inf");
        assert_eq!(Answer::from(100.0).text, "100");
        assert_eq!(Answer::from(array![[1.0, -0.5], [0.0, 2.0]]).text, "[[1, -0.5], [0, 2]]");
        assert_eq!(Answer::from(Matrix::ones((3, 5))).text, "shape (3, 5) beginning [1, 1, 1, 1, …]");
        assert_eq!(Answer::from(Matrix::ones((0, 5))).text, "shape (0, 5)");
        assert_eq!(Answer::from(vec![1.0, 2.5]).text, "[1, 2.5]");
        assert_eq!(Answer::from(Cause::DataMismatch).text, "Cause::DataMismatch");
        assert_eq!(Answer::named([("bias", Answer::from(true)), ("m", Answer::from(3))]).text, "bias true, m 3");
        assert_eq!(Answer::drawn(&array![[1.0, -1.0]]).text, "shape (1, 2), standard deviation 1");
        assert_eq!(
            Answer::drawn(&Matrix::from_elem((5, 4), 0.5)).text,
            "shape (5, 4), standard deviation 0, mean 0.5, 1 different numbers"
        );
        assert_eq!(
            Answer::drawn(&Matrix::zeros((1 << 40, 0))).text,
            "shape (1099511627776, 0), standard deviation 0, 0 different numbers"
        );
        assert_eq!(Answer::from(vec![1.0; 1_000_000]).text, "1000000 numbers beginning [1, 1, 1, 1, …]");
        assert_eq!(short("a\nEVCXR_END_CONTENT"), "a EVCXR_END_CONTENT");
        assert_eq!(short(&"x".repeat(1_000)).len(), 304);
    }

    #[test]
    fn random_matrices_are_told_from_others() {
        let rng = &mut nn_course::support::random::NumpyRng::seed(1);
        let normal = |mean, deviation, rng: &mut nn_course::support::random::NumpyRng| {
            nn_course::support::random::normal_matrix((200, 100), mean, deviation, rng).unwrap()
        };
        let wanted = Answer::normal((200, 100), 2.0);
        assert!(Answer::drawn(&normal(0.0, 2.0, rng)).agrees(&wanted));
        let checkerboard = Matrix::from_shape_fn((200, 100), |(i, j)| if (i + j) % 2 == 0 { 2.0 } else { -2.0 });
        let one_row = normal(0.0, 2.0, rng).row(0).broadcast((200, 100)).unwrap().to_owned();
        let half = normal(0.0, 2.0, rng);
        let twice = Matrix::from_shape_fn((200, 100), |(i, j)| half[[i % 100, j]]);
        let even = Matrix::from_shape_fn((200, 100), |(i, j)| (i * 100 + j) as f64 / 20_000.0 * 6.9282 - 3.4641);
        for other in
            [checkerboard, one_row, twice, even, normal(0.4, 2.0, rng), normal(0.0, 2.2, rng), normal(0.0, 0.0, rng)]
        {
            assert!(!Answer::drawn(&other).agrees(&wanted), "{}", Answer::drawn(&other).text);
        }
    }

    #[test]
    fn a_matrix_too_many_is_noticed() {
        let gradients = |dw: usize, db: usize| Gradients {
            dz: Vec::new(),
            dw: vec![Matrix::ones((2, 2)); dw],
            db: vec![Matrix::ones((2, 1)); db],
        };
        let right = Answer::from(gradients(2, 2));
        assert!(right.agrees(&gradients(2, 2).into()));
        assert!(!right.agrees(&gradients(3, 2).into()) && !right.agrees(&gradients(2, 3).into()));
    }

    #[test]
    fn answers_agree_by_shape_and_number() {
        let agree = |a: Answer, b: Answer| a.agrees(&b);
        assert!(agree(0.3.into(), (0.1 + 0.2).into()));
        assert!(!agree(0.3.into(), 0.30001.into()));
        assert!(!agree(array![[1.0, 2.0]].into(), array![[1.0], [2.0]].into()), "the transpose has other shapes");
        assert!(!agree(f64::NAN.into(), 1.0.into()) && agree(f64::NAN.into(), f64::NAN.into()));
        assert!(!agree(f64::INFINITY.into(), 1.0.into()) && agree(f64::INFINITY.into(), f64::INFINITY.into()));
        assert!(!agree(f64::INFINITY.into(), f64::NEG_INFINITY.into()));
        assert!(agree(vec![1.0, 1e-12].into(), vec![1.0, 0.0].into()));
        assert!(!agree(vec![].into(), vec![0.0].into()));
    }
}
