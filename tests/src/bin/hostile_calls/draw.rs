//! Arguments: ordinary ones, and everything that a caller might get wrong.
//!
//! Each choice is a word, and 0 is the simplest choice, so that arguments can be [shrunk](super::shrink).

use std::fmt::Debug;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The call that is being made.
#[derive(Clone, Default)]
pub struct Current {
    pub name: &'static str,
    pub seed: u64,
    pub number: u64,
    pub began: Option<Instant>,
    /// The words drawn so far.
    pub words: Vec<u64>,
    /// The words to draw, if the call is a repeated one.
    pub given: Option<Vec<u64>>,
    /// Out of 100 arguments, the number of hostile ones in this call.
    hostile: usize,
    /// Whether an argument held a NaN or an infinity.
    pub not_finite: bool,
    /// The number of functions below `draws!` that are drawing.
    depth: usize,
}

static CURRENT: LazyLock<Mutex<Current>> = LazyLock::new(Mutex::default);

pub fn current() -> MutexGuard<'static, Current> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a call. Its arguments depend on the seed and on the index of the call, not on other calls nor on the function's name.
pub fn begin(name: &'static str, seed: u64, number: u64, given: Option<Vec<u64>>) {
    *current() = Current { name, seed, number, began: Some(Instant::now()), given, ..Current::default() };
    // Half of the calls are as they should be, and get past all checks; the others are wrong in one argument, or in most.
    let hostile = [0, 0, 0, 6, 15, 50][word(6, number) as usize];
    current().hostile = hostile;
}

/// Draws a value, and prints it in a repeated call, unless it is a part of another one.
pub fn drawn<T: Debug>(name: &str, draw: impl FnOnce() -> T) -> T {
    current().depth += 1;
    let value = draw();
    current().depth -= 1;
    if current().depth == 0 && current().given.is_some() {
        eprintln!("  {name}: {}", format!("{value:?}").chars().take(2_000).collect::<String>());
    }
    value
}

/// Functions that draw an argument.
macro_rules! draws {
    ($($(#[$doc:meta])* fn $name:ident($($with:ident: $type:ty),*) -> $value:ty = $draw:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name($($with: $type),*) -> $value {
            $crate::draw::drawn(stringify!($name), || -> $value { $draw })
        }
    )*};
}

/// The next word: the given one, or else `wanted`, below n; of all words if n is 0.
fn word(n: u64, wanted: u64) -> u64 {
    let mut now = current();
    let next = now.given.as_ref().map_or(wanted, |given| given.get(now.words.len()).copied().unwrap_or(0));
    let next = next.checked_rem(n).unwrap_or(next);
    now.words.push(next);
    next
}

fn random() -> u64 {
    let now = current();
    let mix = |z: u64| (z ^ (z >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let z = mix(mix(mix(now.seed.wrapping_add(1)) ^ now.number).wrapping_add(now.words.len() as u64));
    z ^ (z >> 31)
}

pub fn below(n: usize) -> usize {
    word(n.max(1) as u64, random()) as usize
}

/// True in every nth call, however few calls there are.
pub fn in_every(n: u64) -> bool {
    let wanted = u64::from(current().number.is_multiple_of(n));
    word(2, wanted) == 1
}

/// True once in `n`.
pub fn one_in(n: usize) -> bool {
    below(n) + 1 == n
}

pub fn pick<T: Clone>(of: &[T]) -> T {
    of[below(of.len())].clone()
}

/// Whether the next argument is a hostile one.
pub fn odd() -> bool {
    below(100) + current().hostile >= 100
}

/// The usual argument, mostly.
pub fn mostly<T: Clone>(usual: T, hostile: &[T]) -> T {
    if odd() { pick(hostile) } else { usual }
}

pub fn times<T>(n: usize, mut one: impl FnMut() -> T) -> Vec<T> {
    (0..n).map(|_| one()).collect()
}

/// A value after a change in place.
pub fn with<T>(mut value: T, change: impl FnOnce(&mut T)) -> T {
    change(&mut value);
    value
}

pub fn list<T>(one: impl FnMut() -> T) -> Vec<T> {
    times(length(), one)
}

pub fn option<T>(n: usize, one: impl FnOnce() -> T) -> Option<T> {
    one_in(n).then(one)
}

draws! {
    /// Any word.
    fn any() -> u64 = word(0, random());
    fn flag() -> bool = one_in(2);
    /// From −2 to 2; small words give round numbers.
    fn plain() -> f64 = (any().reverse_bits().cast_signed() >> 11) as f64 / 2_251_799_813_685_248.0;
    /// Where the arithmetic of floating point has its edges.
    fn edge() -> f64 = pick(&[
        0.0, -0.0, 1.0, 5e-324, -5e-324, f64::MIN_POSITIVE, 1e-300, 1e-160, f64::EPSILON, 1e16, -1e16, 1e154, -1e160, 1e300, -1e300,
        f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 709.9, -745.2, f64::from_bits(any()), 1e3 * plain(),
    ]);
    /// The usual number, mostly.
    fn number_near(usual: f64) -> f64 = {
        let v = if odd() { edge() } else { usual };
        current().not_finite |= !v.is_finite();
        v
    };
    fn number() -> f64 = number_near(plain());
    /// Finite, however odd.
    fn finite() -> f64 = Some(if odd() { edge() } else { plain() }).filter(|v| v.is_finite()).unwrap_or(3.0);
    fn fraction() -> f64 = number_near(plain() / 4.0 + 0.5);
    fn positive() -> f64 = number_near(plain().abs() + 1e-3);
    /// A step of difference quotients.
    fn epsilon() -> f64 = number_near(pick(&[1e-7, 1e-7, 1e-4, 1e-12, 0.1, 1.0]));
    /// None, or more than any machine has. Sizes just below the crate's limit of 2²⁸ are left out: they are allowed and take seconds.
    fn bad_size() -> usize = pick(&[
        0, 0, 1, 7, 100, (1 << 28) + 1, 1 << 32, (1 << 32) + 1, 1 << 62, 1 << 63, isize::MAX as usize, usize::MAX - 1, usize::MAX,
    ]);
    fn size() -> usize = if odd() { bad_size() } else { 1 + below(6) };
    fn index() -> usize = if odd() { bad_size() } else { below(6) };
    fn length() -> usize = mostly(1 + below(5), &[0, 0, 1, 300]);
    fn pair() -> (f64, f64) = (number(), number());
    fn triple() -> (f64, f64, f64) = (number(), number(), number());
    /// A rising range, mostly.
    fn range() -> (f64, f64) = {
        let from = number();
        (from, if odd() { number() } else { from + positive() })
    };
    fn numbers() -> Vec<f64> = list(number);
    /// As many numbers, mostly.
    fn numbers_for(others: &[f64]) -> Vec<f64> = if odd() { numbers() } else { times(others.len(), number) };
    fn bad_text() -> &'static str = pick(&[
        "", " ", "cost", "two words", "<script>alert(1)</script>", "</script><b onclick='x'>\"&amp;",
        "a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html\n<b>x</b>", "\u{0}\u{1}\u{7f}\r\n\t", "\u{202e}gnp.\u{2066}",
        "한국어 글자 ㄱㄴㄷ", "👩‍👩‍👧‍👦🏳️‍🌈", "e\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{2028}\u{2029}\u{feff}", "مرحبا بالعالم",
        "$NAME $VALUES $PICTURES $1 \\ ${x}", "{} {:?} %s %n", "x₁ θ ∂J/∂W ℝ ∑", "\u{10ffff}\u{e000}", "a,b\"c'd`e", "-", "1e999", "-0",
    ]);
    fn text() -> String = match below(40) {
        _ if !odd() => pick(&["cost J", "x₁", "train", "W1"]).into(),
        39 => bad_text().repeat(7_000),
        38 => "word ".repeat(400),
        37 => "한".repeat(66_000),
        _ => bad_text().into(),
    };
    fn texts() -> Vec<String> = times(mostly(below(4), &[0, 40]), text);
    /// A file that is CSV, mostly.
    fn bytes() -> Vec<u8> = {
        let mut file = String::from(pick(&["", "", "x,y\n", "\u{feff}", "# a comment\n", "\n\r\n"]));
        let columns = 1 + below(3);
        for _ in 0..1 + below(4) {
            times(columns, || file += &format!("{:e},", number()));
            file += &if odd() { text() } else { pick(&["0", "1", " 1 ", "\"0\""]).into() };
            file += pick(&["\n", "\n", "\r\n", "\r"]);
        }
        let mut bytes = if one_in(4) { text() } else { file }.into_bytes();
        if odd() && !bytes.is_empty() {
            let at = below(bytes.len());
            bytes[at] = any() as u8;
        }
        bytes
    };
    /// What random bytes are written to.
    fn buffer() -> Vec<u8> = vec![0; mostly(below(9), &[0, 1, 2_495, 2_497, 10_000])];
}
