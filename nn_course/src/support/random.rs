//! Randomness: NumPy's legacy generator and its distributions, as parts of the `rand` ecosystem.
//!
//! Explained in notebook 01, section 5; notebook 02, section 4.
//!
//! [`NumpyRng`] gives the words of `np.random.seed(s)`. [`StandardUniform`] and [`StandardNormal`] turn words into
//! numbers the way `np.random.rand` and `np.random.randn` do, and [`shuffle`] is `np.random.shuffle`. All of them take
//! any `rand` generator: give `rand::rngs::StdRng` for other numbers, `NumpyRng` for the lecture's.
//!
//! ```
//! use nn_course::support::random::{NumpyRng, StandardNormal};
//! use ndarray_rand::RandomExt;
//! let mut rng = NumpyRng::seed(3);
//! let w = ndarray::Array2::random_using((2, 3), StandardNormal::default(), &mut rng);
//! assert_eq!(format!("{:.8}", w[[0, 0]]), "1.78862847"); // np.random.seed(3); np.random.randn(2, 3)
//! ```

use crate::{Matrix, support::error::Result, support::validate};
use nn_course_loops::mt19937::Mt19937;
use rand::{Rng, RngCore, SeedableRng, distr::Distribution};
use std::{cell::Cell, fmt};

/// NumPy's legacy bit generator: MT19937, started as `np.random.seed(seed)` starts it.
///
/// # Source
/// NumPy, `numpy/random/src/mt19937/mt19937.c`; Matsumoto and Nishimura (1998), `init_genrand`.
#[derive(Clone, PartialEq, Eq)]
pub struct NumpyRng(Mt19937);

impl NumpyRng {
    /// The generator after `np.random.seed(seed)`.
    pub fn seed(seed: u32) -> Self {
        NumpyRng(Mt19937::new(seed))
    }
}

impl fmt::Debug for NumpyRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumpyRng { .. }")
    }
}

impl RngCore for NumpyRng {
    fn next_u32(&mut self) -> u32 {
        self.0.next_word()
    }

    fn next_u64(&mut self) -> u64 {
        u64::from(self.next_u32()) << 32 | u64::from(self.next_u32())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

impl SeedableRng for NumpyRng {
    type Seed = [u8; 4];

    fn from_seed(seed: [u8; 4]) -> Self {
        NumpyRng::seed(u32::from_le_bytes(seed))
    }

    /// The generator of [`NumpyRng::seed`] for every seed that NumPy takes, 0 to 2³² − 1; for larger ones, that of the lower 32 bits.
    fn seed_from_u64(seed: u64) -> Self {
        NumpyRng::seed(seed as u32)
    }
}

/// The uniform distribution on [0, 1) with 53 bits, that of `np.random.rand`.
///
/// # Formula
/// (2²⁶·⌊a/2⁵⌋ + ⌊b/2⁶⌋) / 2⁵³, where a and b are the next two 32-bit words.
///
/// (`rand`'s own uniform takes other bits of the words, so its numbers differ.)
#[derive(Clone, Copy, Debug, Default)]
pub struct StandardUniform;

impl Distribution<f64> for StandardUniform {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let a = f64::from(rng.next_u32() >> 5);
        let b = f64::from(rng.next_u32() >> 6);
        (a * 67_108_864.0 + b) / 9_007_199_254_740_992.0
    }
}

/// The standard normal distribution N(0, 1) by the polar method, that of `np.random.randn`.
///
/// # Formula
/// x₁, x₂ = 2u − 1 until 0 < r² = x₁² + x₂² < 1; then f = √(−2 ln r² / r²) gives the two numbers f·x₂ and f·x₁,
/// where u is [`StandardUniform`].
///
/// The second number waits in this value, not in the generator: to go on after an odd number of draws as NumPy does,
/// keep using one `StandardNormal`.
///
/// # Source
/// Marsaglia and Bray (1964); NumPy, `legacy_gauss` in `numpy/random/src/legacy/legacy-distributions.c`.
#[derive(Clone, Debug, Default)]
pub struct StandardNormal {
    waiting: Cell<Option<f64>>,
}

impl Distribution<f64> for StandardNormal {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        if let Some(second) = self.waiting.take() {
            return second;
        }
        loop {
            let x1 = 2.0 * StandardUniform.sample(rng) - 1.0;
            let x2 = 2.0 * StandardUniform.sample(rng) - 1.0;
            let r2 = x1 * x1 + x2 * x2;
            if r2 < 1.0 && r2 != 0.0 {
                let f = (-2.0 * libm::log(r2) / r2).sqrt();
                self.waiting.set(Some(f * x1));
                return f * x2;
            }
        }
    }
}

/// A (rows, columns) matrix of independent N(mean, std²) numbers, filled row by row as NumPy fills.
///
/// # Errors
/// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a mean that is not finite or a standard deviation that is negative
/// or not finite; [`Error::Shape`](crate::support::error::Error::Shape) for more than 2²⁸ entries;
/// [`Error::NotFinite`](crate::support::error::Error::NotFinite) where mean + std·z overflows.
pub fn normal_matrix(shape: (usize, usize), mean: f64, std: f64, rng: &mut dyn RngCore) -> Result<Matrix> {
    validate::range("mean", mean, mean.is_finite(), "finite numbers")?;
    validate::not_negative("std", std)?;
    validate::size("the matrix", shape.0, shape.1)?;
    StandardNormal::default().matrix(shape, mean, std, rng)
}

impl StandardNormal {
    /// [`normal_matrix`] for arguments that have been checked.
    pub(crate) fn matrix(&self, shape: (usize, usize), mean: f64, std: f64, rng: &mut dyn RngCore) -> Result<Matrix> {
        validate::finite_result("the matrix", Matrix::from_shape_simple_fn(shape, || mean + std * self.sample(rng)))
    }
}

/// Shuffles `items` in place, as `np.random.shuffle` does.
///
/// # Formula
/// For i = n − 1, …, 1: swap item i with item j, where j is uniform on 0, …, i by masked rejection of 32-bit words.
pub fn shuffle<T>(items: &mut [T], rng: &mut dyn RngCore) {
    for i in (1..items.len()).rev() {
        items.swap(i, up_to(i, rng));
    }
}

/// A uniform random integer from 0 to `max`: words are masked to the bits of `max`, and drawn again while larger.
fn up_to(max: usize, rng: &mut dyn RngCore) -> usize {
    let mask = usize::MAX >> max.leading_zeros();
    loop {
        let word = if mask > u32::MAX as usize { rng.next_u64() as usize } else { rng.next_u32() as usize };
        if word & mask <= max {
            return word & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn uniform_is_numpys() {
        let mut rng = NumpyRng::seed(3);
        // >>> np.random.seed(3); np.random.rand(3)
        for expected in [0.5507979, 0.70814782, 0.29090474] {
            assert_abs_diff_eq!(StandardUniform.sample(&mut rng), expected, epsilon = 5e-9);
        }
    }

    #[test]
    fn the_second_normal_of_a_pair_is_kept() {
        let mut rng = NumpyRng::seed(3);
        let normal = StandardNormal::default();
        // >>> np.random.seed(3); np.random.randn(3)
        for expected in [1.78862847, 0.43650985, 0.09649747] {
            assert_abs_diff_eq!(normal.sample(&mut rng), expected, epsilon = 5e-9);
        }
    }

    #[test]
    fn rands_own_constructors_give_the_same_stream() {
        assert_eq!(NumpyRng::seed_from_u64(3), NumpyRng::seed(3));
        assert_eq!(NumpyRng::from_seed([3, 0, 0, 1]), NumpyRng::seed((1 << 24) + 3));
    }

    /// As NumPy's `mt19937_next64`, the first word above the second.
    #[test]
    fn all_kinds_of_words_are_one_stream() {
        let (mut rng, mut words) = (NumpyRng::seed((1 << 24) + 3), NumpyRng::seed((1 << 24) + 3));
        for _ in 0..100 {
            let (high, low) = (words.next_u32(), words.next_u32());
            assert_eq!(rng.next_u64(), u64::from(high) * (1 << 32) + u64::from(low));
            let mut bytes = [0; 4];
            rng.fill_bytes(&mut bytes);
            assert_eq!(bytes, words.next_u32().to_le_bytes());
        }
    }

    #[test]
    fn a_choice_takes_as_many_words_as_it_needs() {
        let (mut rng, mut words) = (NumpyRng::seed(1), NumpyRng::seed(1));
        // All bits of one word, then the lower bits of two.
        let most = u32::MAX as usize;
        assert_eq!([most, most].map(|max| up_to(max, &mut rng)), [(); 2].map(|()| words.next_u32() as usize));
        let wide = (1_usize << 40) - 1;
        assert_eq!(up_to(wide, &mut rng), words.next_u64() as usize & wide);
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..1000).collect();
        shuffle(&mut items, &mut NumpyRng::seed(1));
        assert_ne!(items, (0..1000).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn any_rand_generator_will_do() {
        let mut rng = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(7);
        let x = normal_matrix((100, 100), 5.0, 2.0, &mut rng).unwrap();
        let mean = x.sum() / 1e4;
        let std = (x.mapv(|v| (v - mean) * (v - mean)).sum() / 1e4).sqrt();
        // Standard errors: 2/100 = 0.02 of the mean, 2/√20000 = 0.014 of the deviation. Five of each.
        assert_abs_diff_eq!(mean, 5.0, epsilon = 0.1);
        assert_abs_diff_eq!(std, 2.0, epsilon = 0.07);
    }

    #[test]
    fn bad_settings_are_refused() {
        let mut rng = NumpyRng::seed(1);
        let e = normal_matrix((1, 1), 0.0, -1.0, &mut rng).unwrap_err();
        assert_eq!(e.to_string(), "std is -1; allowed: 0 or more, finite");
        for shape in [(usize::MAX, 2), (usize::MAX, 0), (1 << 45, 1)] {
            let e = normal_matrix(shape, 0.0, 1.0, &mut rng).unwrap_err();
            assert!(e.to_string().contains("at most 268435456 entries"), "{e}");
        }
        assert!(normal_matrix((1, 4), 1.7e308, 1.7e308, &mut rng).is_err());
    }
}
