//! Inverted dropout: masks that are sampled before the forward pass. Given the masks, everything is deterministic.
//!
//! Explained in notebook 03, section 5.

use crate::support::{error::Result, linalg::entries, linalg::entries_mut, random::NumpyRng, validate};
use crate::{Matrix, network::layers::Network};
use nn_course_loops::activations;
use rand::{Rng, RngCore};

/// Settings for dropout in training, which draws new masks for every iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropout {
    /// The probability of keeping a unit, one for each hidden layer, above 0, at most 1. (The output is never dropped.)
    pub keep_prob: Vec<f64>,
    /// Where the masks come from. Training works on a copy, so the same setting gives the same masks.
    pub rng: NumpyRng,
}

impl Dropout {
    /// The buffer for the masks of a training run on m examples, and where they come from.
    pub(crate) fn begin(&self, network: &Network, m: usize) -> Result<(Masks, NumpyRng)> {
        Ok((Masks::zeros(network, m, &self.keep_prob)?, self.rng.clone()))
    }
}

/// The masks of the hidden layers for one pass: they tell which units are kept for which example.
///
/// # Formula
/// `D[l]` = (u < keep_prob`[l]`) with u uniform on [0, 1), shape (`n[l]`, m); then `A[l] := A[l] ∘ D[l] / keep_prob[l]`. In the
/// backward pass the same with dA. Since E(D) = keep_prob, the expectation of A stays.
///
/// # Source
/// Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting", section 10 for the
/// inverted form.
#[derive(Clone, Debug, PartialEq)]
pub struct Masks {
    d: Vec<Matrix>,
    keep_prob: Vec<f64>,
}

impl Masks {
    /// Random masks for `m` examples of a network, drawn layer by layer and row by row, as the lecture's code draws with
    /// `np.random.rand`.
    ///
    /// # Errors
    /// [`Error::Mismatch`](crate::support::error::Error::Mismatch) if `keep_prob` has not one entry for each hidden layer, [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for an entry outside
    /// (0, 1] or m = 0, [`Error::Shape`](crate::support::error::Error::Shape) for more than 2²⁸ entries.
    pub fn sample(network: &Network, m: usize, keep_prob: &[f64], rng: &mut dyn RngCore) -> Result<Self> {
        validate::at_least_one("m", m)?;
        let mut masks = Masks::zeros(network, m, keep_prob)?;
        masks.draw(rng);
        Ok(masks)
    }

    /// Masks from matrices of 0s and 1s, `d[l - 1]` of shape (`n[l]`, m) for hidden layer l, and the probabilities of keeping a unit.
    ///
    /// # Errors
    /// [`Error::Mismatch`](crate::support::error::Error::Mismatch) for lists of different length, [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for an entry other than 0 and 1 or a
    /// probability outside (0, 1].
    pub fn new(d: Vec<Matrix>, keep_prob: Vec<f64>) -> Result<Self> {
        validate_keep_prob(&keep_prob, d.len(), "mask")?;
        for (d, l) in d.iter().zip(1..) {
            let legal = |v| validate::range(&format!("D{l}"), v, v == 0.0 || v == 1.0, "entries 0 and 1");
            d.iter().try_for_each(|&v| legal(v))?;
        }
        let d = d.into_iter().map(|d| d.as_standard_layout().into_owned()).collect();
        Ok(Masks { d, keep_prob })
    }

    /// `D[1]`, …, `D[L-1]`: 1 where a unit is kept, else 0; `d()[l - 1]` is `D[l]`, shape (`n[l]`, m).
    pub fn d(&self) -> &[Matrix] {
        &self.d
    }

    /// The probability of keeping a unit, by hidden layer.
    pub fn keep_prob(&self) -> &[f64] {
        &self.keep_prob
    }

    /// Masks of 0 for m examples, after the checks of [`Masks::sample`].
    pub(crate) fn zeros(network: &Network, m: usize, keep_prob: &[f64]) -> Result<Self> {
        let hidden = network.layers().iter().rev().skip(1).rev().map(|layer| layer.w().nrows());
        validate_keep_prob(keep_prob, hidden.len(), "hidden layer")?;
        hidden.clone().zip(1..).try_for_each(|(units, l)| validate::size(&format!("D{l}"), units, m))?;
        Ok(Masks { d: hidden.map(|units| Matrix::zeros((units, m))).collect(), keep_prob: keep_prob.to_vec() })
    }

    /// Fills the masks with new ones.
    pub(crate) fn draw(&mut self, rng: &mut dyn RngCore) -> &Self {
        const AT_ONCE: usize = 512;
        let mut words = [[0; 2]; AT_ONCE];
        for (d, &keep_prob) in self.d.iter_mut().zip(&self.keep_prob) {
            for d in entries_mut(d).chunks_mut(AT_ONCE) {
                let words = &mut words[..d.len()];
                rng.fill(words.as_flattened_mut());
                activations::masks(words, keep_prob, d);
            }
        }
        self
    }

    /// Checks that the masks are of this network and m examples.
    pub(crate) fn validate(&self, network: &Network, m: usize) -> Result<()> {
        validate::one_for_each("keep_prob", self.d.len(), network.layers().len() - 1, "hidden layer")?;
        let mut layers = self.d.iter().zip(network.layers()).zip(1..);
        layers.try_for_each(|((d, layer), l)| validate::shape(&format!("D{l}"), d, (layer.w().nrows(), m)))
    }

    /// The masks of the examples from `start` on.
    pub(crate) fn starting_at(&self, start: usize) -> Dropped<'_> {
        Dropped { masks: self, start }
    }
}

/// The masks of some of the examples.
#[derive(Clone, Copy)]
pub(crate) struct Dropped<'a> {
    masks: &'a Masks,
    start: usize,
}

impl Dropped<'_> {
    /// A := A ∘ D / keep_prob, or the same with dA, for the layer of index `l`; the last layer is left alone.
    pub(crate) fn apply(self, l: usize, a: &mut Matrix) {
        let m = a.ncols();
        entries_mut(a).chunks_mut(m).enumerate().for_each(|(unit, a)| self.apply_to_unit(l, unit, a));
    }

    /// The same for one unit.
    pub(crate) fn apply_to_unit(self, l: usize, unit: usize, a: &mut [f64]) {
        let Some(d) = self.masks.d.get(l) else { return };
        let first = unit * d.ncols() + self.start;
        activations::drop_units(&entries(d.view())[first..first + a.len()], self.keep_prob(l), a);
    }

    /// The probability of keeping a unit of the layer of index `l`.
    pub(crate) fn keep_prob(self, l: usize) -> f64 {
        self.masks.keep_prob.get(l).copied().unwrap_or(1.0)
    }
}

/// Checks that there is one probability in (0, 1] for each `each`.
pub(crate) fn validate_keep_prob(keep_prob: &[f64], wanted: usize, each: &str) -> Result<()> {
    validate::one_for_each("keep_prob", keep_prob.len(), wanted, each)?;
    let legal =
        |p: f64, l| validate::range(&format!("keep_prob of layer {l}"), p, p > 0.0 && p <= 1.0, "above 0, at most 1");
    keep_prob.iter().zip(1..).try_for_each(|(&p, l)| legal(p, l))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        network::init::Initializer, network::propagation::forward, network::propagation::forward_with_dropout,
    };
    use ndarray::array;

    fn network(sizes: &[usize]) -> Network {
        Network::new(sizes, Initializer::He, &mut NumpyRng::seed(3)).unwrap()
    }

    #[test]
    fn masks_keep_the_share_they_are_told_to() {
        let network = network(&[2, 200, 100, 1]);
        let masks = Masks::sample(&network, 500, &[0.8, 0.3], &mut NumpyRng::seed(1)).unwrap();
        assert_eq!((masks.d()[0].dim(), masks.d()[1].dim()), ((200, 500), (100, 500)));
        for (d, &keep_prob) in masks.d().iter().zip(masks.keep_prob()) {
            assert!(d.iter().all(|v| *v == 0.0 || *v == 1.0));
            // Five standard errors, √(p(1 − p)/50000) at most 0.0022 each.
            approx::assert_abs_diff_eq!(d.sum() / d.len() as f64, keep_prob, epsilon = 0.011);
        }
    }

    /// Dropout keeps the expectation of a layer, and so of the next z: the mean over many masks is the z without masks.
    #[test]
    fn the_expectation_stays() {
        let (network, rng) = (network(&[2, 20, 1]), &mut NumpyRng::seed(1));
        let x = array![[0.3], [-1.2]];
        let z = forward(&network, &x).unwrap().logits()[[0, 0]];
        let n = 40_000;
        let many = x.broadcast((2, n)).unwrap().to_owned();
        let masks = Masks::sample(&network, n, &[0.6], rng).unwrap();
        let dropped = forward_with_dropout(&network, &many, &masks).unwrap().logits().clone();
        let mean = dropped.sum() / n as f64;
        let variance = dropped.mapv(|v| (v - mean) * (v - mean)).sum() / n as f64;
        let error = (variance / n as f64).sqrt();
        assert!(error > 0.0 && (mean - z).abs() < 4.0 * error, "{mean} ± {error}, without dropout {z}");
    }

    #[test]
    fn keeping_everything_changes_nothing() {
        let network = network(&[2, 20, 3, 1]);
        let x = array![[0.3, 1.0], [-1.2, 0.1]];
        let masks = Masks::sample(&network, 2, &[1.0, 1.0], &mut NumpyRng::seed(1)).unwrap();
        let (plain, dropped) = (forward(&network, &x).unwrap(), forward_with_dropout(&network, &x, &masks).unwrap());
        assert_eq!((plain.z(), plain.a()), (dropped.z(), dropped.a()));
    }

    #[test]
    fn bad_input_is_named() {
        let net = network(&[2, 4, 3, 1]);
        let error =
            |m, keep_prob: &[f64]| Masks::sample(&net, m, keep_prob, &mut NumpyRng::seed(1)).unwrap_err().to_string();
        assert_eq!(error(5, &[0.5, 0.0]), "keep_prob of layer 2 is 0; allowed: above 0, at most 1");
        assert_eq!(error(5, &[1.5, 0.5]), "keep_prob of layer 1 is 1.5; allowed: above 0, at most 1");
        assert_eq!(error(5, &[f64::NAN, 0.5]), "keep_prob of layer 1 is NaN; allowed: above 0, at most 1");
        assert_eq!(error(5, &[0.5]), "the number of keep_prob is 1; allowed: 2, one for each hidden layer");
        assert_eq!(error(0, &[0.5, 0.5]), "m is 0; allowed: 1, 2, 3, …");
        assert!(error(usize::MAX, &[0.5, 0.5]).contains("at most 268435456 entries"));
        let given = Masks::new(vec![array![[2.0]]], vec![0.5]).unwrap_err();
        assert_eq!(given.to_string(), "D1 is 2; allowed: entries 0 and 1");
        assert!(Masks::new(vec![array![[1.0]]], vec![]).is_err());
        let masks = Masks::sample(&net, 5, &[0.5, 0.5], &mut NumpyRng::seed(1)).unwrap();
        let of = |network: &Network, m| {
            forward_with_dropout(network, &Matrix::zeros((2, m)), &masks).unwrap_err().to_string()
        };
        assert_eq!(of(&net, 4), "D1 has shape (4, 5); allowed: (4, 4)");
        assert_eq!(of(&network(&[2, 1]), 5), "the number of keep_prob is 2; allowed: 0, one for each hidden layer");
    }
}
