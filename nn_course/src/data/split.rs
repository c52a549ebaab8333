//! Random splits into train, dev and test sets: every example is in exactly one part.
//!
//! Explained in notebook 01, section 1.

use crate::{data::dataset::Dataset, support::error::*, support::random, support::validate};
use rand::RngCore;
use std::{array, iter};

/// The sizes of `K` parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sizes<const K: usize> {
    /// Fractions of all examples, each above 0, with sum 1. Examples left over by rounding down go to the parts that lost most.
    Fractions([f64; K]),
    /// Numbers of examples, each 1 or more, with sum m.
    Counts([usize; K]),
}

/// Train, dev and test set.
///
/// ```
/// use nn_course::prelude::*;
/// let data = generate::moons(1_000, 0.2, &mut NumpyRng::seed(1))?;
/// let parts: Split = data.split(Sizes::Fractions([0.6, 0.2, 0.2]), &mut NumpyRng::seed(2))?.into();
/// assert_eq!((parts.train.m(), parts.dev.m(), parts.test.m()), (600, 200, 200));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The set that the network learns from.
    pub train: Dataset,
    /// The set that settings are chosen with.
    pub dev: Dataset,
    /// The set that the chosen network is measured on, once.
    pub test: Dataset,
}

impl From<[Dataset; 3]> for Split {
    fn from([train, dev, test]: [Dataset; 3]) -> Self {
        Split { train, dev, test }
    }
}

impl Dataset {
    /// Splits the examples into `K` parts at random; each example is in exactly one part. For the usual three parts, turn the
    /// result into a [`Split`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a fraction that is not above 0, fractions whose sum is not 1 (to 9 digits), a count of 0, or a
    /// part that would get no example; [`Error::Mismatch`] if the counts do not add up to m.
    pub fn split<const K: usize>(&self, sizes: Sizes<K>, rng: &mut dyn RngCore) -> Result<[Dataset; K]> {
        let counts = sizes.counts(self.m())?;
        Ok(self.deal([counts, [0; K]], |_| 0, rng))
    }

    /// Splits as [`Dataset::split`] does, with the same fraction of examples labelled 1 in each part, as nearly as whole numbers allow:
    /// for every part and label, the exact number is rounded up or down. (A label that is rarer than one example a part is missing from some parts.)
    ///
    /// # Errors
    /// As [`Dataset::split`].
    pub fn split_stratified<const K: usize>(&self, sizes: Sizes<K>, rng: &mut dyn RngCore) -> Result<[Dataset; K]> {
        let (m, counts) = (self.m(), sizes.counts(self.m())?);
        let ones = self.y().iter().filter(|y| **y == 1.0).count();
        // In u64: a product of two counts may not fit in 32 bits.
        let product = |count: usize| ones as u64 * count as u64;
        let whole = counts.map(|count| (product(count) / m as u64) as usize);
        let rest = counts.map(|count| (product(count) % m as u64) as f64);
        let ones_of = largest_remainder(ones, whole, rest);
        let zeros_of = array::from_fn(|k| counts[k] - ones_of[k]);
        Ok(self.deal([zeros_of, ones_of], |y| y as usize, rng))
    }

    /// Deals the examples out, in random order, to the first part that still takes their kind: `quota[kind][k]` of each kind go to part k.
    fn deal<const K: usize>(&self, quota: [[usize; K]; 2], kind: fn(f64) -> usize, rng: &mut dyn RngCore) -> [Self; K] {
        let mut order: Vec<usize> = (0..self.m()).collect();
        random::shuffle(&mut order, rng);
        let mut part_of = quota.map(|of_kind| of_kind.into_iter().enumerate().flat_map(|(k, n)| iter::repeat_n(k, n)));
        let mut parts = [const { Vec::new() }; K];
        for i in order {
            let part = part_of[kind(self.y()[[0, i]])].next();
            part.into_iter().for_each(|k: usize| parts[k].push(i));
        }
        parts.map(|indices| self.gather(&indices))
    }
}

impl<const K: usize> Sizes<K> {
    /// The number of examples of each part: 1 or more, with sum m.
    fn counts(self, m: usize) -> Result<[usize; K]> {
        let counts = match self {
            Sizes::Counts(counts) => {
                let sum = counts.iter().fold(0_usize, |sum, count| sum.saturating_add(*count));
                let allowed = || format!("{m}, the number of examples");
                validate::ensure(sum == m, || Error::mismatch("the sum of the counts", sum, allowed()))?;
                counts
            }
            Sizes::Fractions(fractions) => {
                let allowed = "above 0, below or at 1";
                let legal = |(&f, k): (&f64, _)| validate::range(&format!("fraction {k}"), f, f > 0.0, allowed);
                fractions.iter().zip(1..).try_for_each(legal)?;
                let sum: f64 = fractions.iter().sum();
                validate::range("the sum of the fractions", sum, (sum - 1.0).abs() < 1e-9, "1")?;
                let exact = fractions.map(|fraction| fraction * m as f64);
                largest_remainder(m, exact.map(|e| e as usize), exact.map(|e| e.fract()))
            }
        };
        for (k, &count) in counts.iter().enumerate() {
            validate::at_least_one(&format!("the size of part {} of {m} examples", k + 1), count)?;
        }
        Ok(counts)
    }
}

/// Whole numbers with sum `total`: those with the largest remainder get one more, the first ones among equals.
fn largest_remainder<const K: usize>(total: usize, mut whole: [usize; K], rest: [f64; K]) -> [usize; K] {
    let missing = total.saturating_sub(whole.iter().sum());
    let mut order: [usize; K] = array::from_fn(|k| k);
    order.sort_by(|&a, &b| rest[b].total_cmp(&rest[a]));
    order.iter().take(missing).for_each(|&k| whole[k] += 1);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, support::random::NumpyRng};

    /// Example i has the input i, and the label 1 for the first `ones`.
    fn numbered(m: usize, ones: usize) -> Dataset {
        let x = Matrix::from_shape_fn((1, m), |(_, i)| i as f64);
        Dataset::new(x, Matrix::from_shape_fn((1, m), |(_, i)| f64::from(u8::from(i < ones)))).unwrap()
    }

    fn sizes<const K: usize>(parts: &[Dataset; K]) -> [usize; K] {
        array::from_fn(|k| parts[k].m())
    }

    /// Every example once, with its own label.
    fn is_whole<const K: usize>(parts: &[Dataset; K], data: &Dataset) {
        let mut seen: Vec<usize> = parts.iter().flat_map(|p| p.x().iter().map(|v| *v as usize)).collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..data.m()));
        for part in parts {
            assert!(part.x().iter().zip(part.y()).all(|(x, y)| data.y()[[0, *x as usize]] == *y));
        }
    }

    #[test]
    fn every_example_is_in_exactly_one_part() {
        let rng = &mut NumpyRng::seed(1);
        for m in [3, 10, 97, 1000] {
            let data = numbered(m, m / 3);
            let parts = data.split(Sizes::Counts([m - 2, 1, 1]), rng).unwrap();
            is_whole(&parts, &data);
            assert_eq!(sizes(&parts), [m - 2, 1, 1]);
            let parts = data.split_stratified(Sizes::Fractions([0.4, 0.3, 0.3]), rng).unwrap();
            is_whole(&parts, &data);
            for part in &parts {
                // The exact share of label 1, rounded down or up.
                let exact = (m / 3) as f64 * part.m() as f64 / m as f64;
                assert!((part.y().sum() - exact).abs() < 1.0, "{} of {}: {exact}", part.y().sum(), part.m());
            }
        }
    }

    #[test]
    fn a_million_examples_at_once() {
        let data = numbered(1_000_000, 300_000);
        let parts = data.split_stratified(Sizes::Fractions([0.98, 0.01, 0.01]), &mut NumpyRng::seed(1)).unwrap();
        assert_eq!(sizes(&parts), [980_000, 10_000, 10_000]);
        is_whole(&parts, &data);
        assert_eq!(parts.map(|p| p.y().sum()), [294_000.0, 3_000.0, 3_000.0]);
    }

    #[test]
    fn fractions_are_rounded_to_the_nearest_whole_sizes() {
        let counts = |fractions, m| Sizes::Fractions(fractions).counts(m).unwrap();
        assert_eq!(counts([0.6, 0.2, 0.2], 10_000), [6_000, 2_000, 2_000]);
        // 0.995·m, 0.0025·m, 0.0025·m
        assert_eq!(counts([0.995, 0.0025, 0.0025], 1_000_000), [995_000, 2_500, 2_500]);
        // 4.2, 1.4, 1.4: the one that is missing goes to the first of the two that lose 0.4.
        assert_eq!(counts([0.6, 0.2, 0.2], 7), [4, 2, 1]);
        assert_eq!(Sizes::Fractions([0.1; 10]).counts(30).unwrap(), [3; 10]);
        assert_eq!(Sizes::Fractions([1.0]).counts(3).unwrap(), [3]);
    }

    #[test]
    fn the_parts_are_random_and_repeatable() {
        let data = numbered(1000, 500);
        let halves = |seed| data.split(Sizes::Fractions([0.5, 0.5]), &mut NumpyRng::seed(seed)).unwrap();
        assert_eq!(halves(1), halves(1));
        assert_ne!(halves(1), halves(2));
        // The sorted order is gone, between the parts and inside them: a half of random numbers has a mean of 499.5 ± 9.
        for quarter in halves(1)[0].x().as_slice().unwrap().chunks(250) {
            let mean = quarter.iter().sum::<f64>() / 250.0;
            assert!((mean - 499.5).abs() < 80.0, "{mean}");
        }
        let [first, _] = data.split_stratified(Sizes::Fractions([0.5, 0.5]), &mut NumpyRng::seed(1)).unwrap();
        let ones_ahead = first.y().iter().take(250).sum::<f64>();
        assert!((95.0..155.0).contains(&ones_ahead), "labels are mixed inside a part: {ones_ahead}");
    }

    #[test]
    fn strata_keep_their_shares() {
        // 10 ones in 100: 7.5 and 2.5 by the shares 75 and 25; without strata they would scatter.
        for seed in 0..50 {
            let parts = numbered(100, 10).split_stratified(Sizes::Counts([75, 25]), &mut NumpyRng::seed(seed)).unwrap();
            assert_eq!(sizes(&parts), [75, 25]);
            assert_eq!(parts.map(|p| p.y().sum()), [8.0, 2.0]);
        }
        // 1.1 and 9.9 of 11 ones: the one that is missing goes to the larger rest.
        let parts = numbered(100, 11).split_stratified(Sizes::Counts([10, 90]), &mut NumpyRng::seed(1)).unwrap();
        assert_eq!(parts.map(|p| p.y().sum()), [1.0, 10.0]);
        // 4.95 and 6.05 of 11 ones: now the smaller part has the larger rest.
        let parts = numbered(100, 11).split_stratified(Sizes::Counts([45, 55]), &mut NumpyRng::seed(1)).unwrap();
        assert_eq!(parts.map(|p| p.y().sum()), [5.0, 6.0]);
        let one_label = numbered(5, 0).split_stratified(Sizes::Counts([4, 1]), &mut NumpyRng::seed(1)).unwrap();
        assert_eq!(sizes(&one_label), [4, 1]);
    }

    #[test]
    fn bad_sizes_are_named() {
        let error = |sizes: Sizes<3>| numbered(50, 25).split(sizes, &mut NumpyRng::seed(1)).unwrap_err().to_string();
        assert_eq!(error(Sizes::Fractions([1.1, -0.1, 0.0])), "fraction 2 is -0.1; allowed: above 0, below or at 1");
        assert_eq!(error(Sizes::Fractions([0.5, f64::NAN, 0.5])), "fraction 2 is NaN; allowed: above 0, below or at 1");
        assert_eq!(error(Sizes::Fractions([0.5, 0.5, 0.0])), "fraction 3 is 0; allowed: above 0, below or at 1");
        assert_eq!(error(Sizes::Fractions([0.5, 0.25, 0.125])), "the sum of the fractions is 0.875; allowed: 1");
        assert_eq!(error(Sizes::Fractions([0.5, 0.25, 0.2499])), "the sum of the fractions is 0.9999; allowed: 1");
        assert!(error(Sizes::Fractions([f64::INFINITY, 0.1, 0.1])).starts_with("the sum of the fractions is inf"));
        assert_eq!(
            error(Sizes::Fractions([0.999, 0.0005, 0.0005])),
            "the size of part 2 of 50 examples is 0; allowed: 1, 2, 3, …"
        );
        assert_eq!(
            error(Sizes::Counts([40, 10, 1])),
            "the sum of the counts is 51; allowed: 50, the number of examples"
        );
        for overflowing in [[usize::MAX, 1, 1], [usize::MAX, 51, 0]] {
            assert!(error(Sizes::Counts(overflowing)).starts_with(&format!("the sum of the counts is {}", usize::MAX)));
        }
        assert_eq!(error(Sizes::Counts([50, 0, 0])), "the size of part 2 of 50 examples is 0; allowed: 1, 2, 3, …");
    }
}
