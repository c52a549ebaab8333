//! The network: layers of parameters `W[l]`, `b[l]` with an activation each.
//!
//! Explained in notebook 02, section 5.

use crate::network::{activation::Activation, init::Initializer};
use crate::{Matrix, support::error::*, support::linalg::entries, support::random::StandardNormal, support::validate};
use rand::RngCore;

/// Layer l: `A[l] = g(W[l]·A[l-1] + b[l])`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    w: Matrix,
    b: Matrix,
    activation: Activation,
}

impl Layer {
    /// W (`n[l]`, `n[l-1]`) and b (`n[l]`, 1) with their activation g.
    ///
    /// # Errors
    /// [`Error::Shape`] if W is empty or b does not fit it, [`Error::NotFinite`] for NaN or ±∞.
    pub fn new(w: Matrix, b: Matrix, activation: Activation) -> Result<Self> {
        validate::inputs("W", &w, w.nrows())?;
        validate::shape("b", &b, (w.nrows(), 1))?;
        validate::finite("b", &b)?;
        let (w, b) = (w.as_standard_layout().into_owned(), b.as_standard_layout().into_owned());
        Ok(Layer { w, b, activation })
    }

    /// `W[l]`, shape (`n[l]`, `n[l-1]`).
    pub fn w(&self) -> &Matrix {
        &self.w
    }

    /// `b[l]`, shape (`n[l]`, 1).
    pub fn b(&self) -> &Matrix {
        &self.b
    }

    /// g.
    pub fn activation(&self) -> Activation {
        self.activation
    }
}

/// LINEAR→g→…→LINEAR→g: layers whose shapes fit each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
}

impl Network {
    /// The lecture's network of the given sizes `[n_x, n[1], …, n[L]]`: ReLU in the hidden layers, sigmoid in the last.
    ///
    /// The weights are drawn layer by layer, the biases start at 0.
    ///
    /// # Errors
    /// [`Error::Empty`] for fewer than two sizes, [`Error::OutOfRange`] for a size of 0 or an initializer's bad setting,
    /// [`Error::Shape`] for more than 2²⁸ weights in all, [`Error::NotFinite`] where a huge initializer overflows.
    pub fn new(sizes: &[usize], initializer: Initializer, rng: &mut dyn RngCore) -> Result<Self> {
        Network::with_hidden(Activation::Relu, sizes, initializer, rng)
    }

    /// As [`Network::new`], with another activation in the hidden layers.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub fn with_hidden(hidden: Activation, sizes: &[usize], rule: Initializer, rng: &mut dyn RngCore) -> Result<Self> {
        if sizes.len() < 2 {
            let what = format!("the list of layer sizes {sizes:?} beyond its first entry");
            return Err(Error::empty(what, "two or more sizes: n_x, n[1], …, n[L]"));
        }
        // Before the first weight is drawn.
        sizes.windows(2).try_for_each(|n| rule.std_dev(n[0], n[1]).and(validate::size("W", n[1], n[0])))?;
        let weights = sizes.windows(2).fold(0_usize, |sum, n| sum.saturating_add(n[0] * n[1]));
        validate::size("all W as one vector", weights, 1)?;
        // One for all layers, as NumPy draws: after an odd number of weights, the next layer starts with the waiting number.
        let normal = StandardNormal::default();
        let mut layers = Vec::new();
        for (n, l) in sizes.windows(2).zip(1..) {
            let (w, b) = (rule.draw((n[1], n[0]), &normal, rng)?, Matrix::zeros((n[1], 1)));
            layers.push(Layer { w, b, activation: if l + 1 < sizes.len() { hidden } else { Activation::Sigmoid } });
        }
        Ok(Network { layers })
    }

    /// A network of given layers.
    ///
    /// # Errors
    /// [`Error::Empty`] without layers, [`Error::Shape`] where `W[l]` does not take what layer l − 1 gives.
    pub fn from_layers(layers: Vec<Layer>) -> Result<Self> {
        validate::ensure(!layers.is_empty(), || Error::empty("the list of layers", "one layer or more"))?;
        for (l, pair) in layers.windows(2).enumerate() {
            let (before, w) = (pair[0].w.nrows(), &pair[1].w);
            validate::shape(&format!("W{}", l + 2), w, (w.nrows(), before))?;
        }
        Ok(Network { layers })
    }

    /// The layers; `layers()[l - 1]` is layer l.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// `[n_x, n[1], …, n[L]]`.
    pub fn sizes(&self) -> Vec<usize> {
        std::iter::once(self.n_x()).chain(self.layers.iter().map(|l| l.w.nrows())).collect()
    }

    /// The number of inputs n_x.
    pub fn n_x(&self) -> usize {
        self.layers.first().map_or(0, |l| l.w.ncols())
    }

    /// The number of outputs `n[L]`.
    pub fn n_y(&self) -> usize {
        self.layers.last().map_or(0, |l| l.w.nrows())
    }

    /// The number of parameters: all entries of all W and b.
    pub fn parameter_count(&self) -> usize {
        self.layers.iter().map(|l| l.w.len() + l.b.len()).sum()
    }

    /// Mutable access to W and b of every layer, for code that keeps their shapes.
    pub(crate) fn layers_mut(&mut self) -> impl Iterator<Item = (&mut Matrix, &mut Matrix)> {
        self.layers.iter_mut().map(|l| (&mut l.w, &mut l.b))
    }

    /// The name of the first matrix with an entry that is not finite, and that entry.
    pub(crate) fn not_finite(&self) -> Option<(String, f64)> {
        let mut parts = self.layers.iter().zip(1..).flat_map(|(layer, l)| [("W", l, &layer.w), ("b", l, &layer.b)]);
        parts.find_map(|(name, l, x)| {
            let bad = entries(x.view()).iter().find(|v| !v.is_finite())?;
            Some((format!("{name}{l}"), *bad))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::random::NumpyRng;

    #[test]
    fn sizes_and_counts() {
        let net = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        assert_eq!(net.sizes(), [2, 10, 5, 1]);
        assert_eq!(net.parameter_count(), 2 * 10 + 10 + 10 * 5 + 5 + 5 + 1);
        let wide = Network::new(&[4, 3], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        assert_eq!((wide.n_x(), wide.n_y()), (4, 3));
        let activations: Vec<_> = net.layers().iter().map(Layer::activation).collect();
        assert_eq!(activations, [Activation::Relu, Activation::Relu, Activation::Sigmoid]);
    }

    /// >>> np.random.seed(3); np.random.randn(3, 1); np.random.randn(1, 3)
    #[test]
    fn layers_of_odd_size_draw_on_as_numpy_does() {
        let net = Network::new(&[1, 3, 1], Initializer::Random { scale: 1.0 }, &mut NumpyRng::seed(3)).unwrap();
        let all: Vec<String> = net.layers().iter().flat_map(Layer::w).map(|w| format!("{w:.8}")).collect();
        assert_eq!(all, ["1.78862847", "0.43650985", "0.09649747", "-1.86349270", "-0.27738820", "-0.35475898"]);
    }

    #[test]
    fn bad_input_is_named() {
        let rng = &mut NumpyRng::seed(1);
        let e = Network::new(&[2], Initializer::He, rng).unwrap_err();
        assert!(e.to_string().contains("[2]"), "{e}");
        let e = Network::new(&[2, 0, 1], Initializer::He, rng).unwrap_err();
        assert_eq!(e.to_string(), "the units of a layer, n[l], is 0; allowed: 1, 2, 3, …");
        let layer = |rows, columns| {
            Layer::new(Matrix::zeros((rows, columns)), Matrix::zeros((rows, 1)), Activation::Relu).unwrap()
        };
        let e = Network::from_layers(vec![layer(3, 2), layer(1, 4)]).unwrap_err();
        assert_eq!(e.to_string(), "W2 has shape (1, 4); allowed: (1, 3)");
    }

    #[test]
    fn sizes_are_refused_before_the_first_weight_is_drawn() {
        let mut rng = NumpyRng::seed(1);
        let mut error = |sizes: &[usize]| Network::new(sizes, Initializer::He, &mut rng).unwrap_err().to_string();
        let most = "allowed: at most 268435456 entries in all";
        assert_eq!(error(&[1 << 14, 1 << 14, usize::MAX]), format!("W has shape ({}, 16384); {most}", usize::MAX));
        let all = format!("all W as one vector has shape (536870912, 1); {most}");
        assert_eq!(error(&[1 << 14, 1 << 14, 1 << 14]), all);
        assert_eq!(error(&[1 << 14, 1 << 14, 0]), "the units of a layer, n[l], is 0; allowed: 1, 2, 3, …");
        assert_eq!(rng, NumpyRng::seed(1), "nothing was drawn");
        // A wide layer between narrow ones has few weights.
        assert!(Network::new(&[1, 20_000, 1], Initializer::Zeros, &mut rng).is_ok());
    }
}
