//! Forward and backward propagation for a network of any depth.
//!
//! Explained in notebook 02, sections 3 and 5; notebook 03, section 5.

use crate::network::{activation::Activation, cost::CostFormula, layers::Layer, layers::Network};
use crate::support::{error::*, linalg::entries, linalg::entries_mut, validate};
use crate::{Matrix, View, data::dataset::Dataset, regularization::dropout::Dropped, regularization::dropout::Masks};
use nn_course_loops::products;

/// A (`n[l]`, m) matrix of zeros for every layer.
fn zeros(network: &Network, m: usize) -> Vec<Matrix> {
    network.layers().iter().map(|layer| Matrix::zeros((layer.w().nrows(), m))).collect()
}

/// The cache of a forward pass for the backward pass: `Z[l]` and `A[l]` of every layer, and the masks under dropout.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache {
    pub(crate) z: Vec<Matrix>,
    pub(crate) a: Vec<Matrix>,
    masks: Option<Masks>,
}

impl Cache {
    /// Zeros for `m` examples.
    pub(crate) fn zeros(network: &Network, m: usize) -> Self {
        Cache { z: zeros(network, m), a: zeros(network, m), masks: None }
    }

    /// `Z[1]`, …, `Z[L]`; `z()[l - 1]` is `Z[l]`, shape (`n[l]`, m).
    pub fn z(&self) -> &[Matrix] {
        &self.z
    }

    /// `A[1]`, …, `A[L]`; `a()[l - 1]` is `A[l]`, shape (`n[l]`, m), masked and divided under dropout. The last one is Ŷ.
    pub fn a(&self) -> &[Matrix] {
        &self.a
    }

    /// Ŷ = `A[L]`, shape (`n[L]`, m).
    pub fn y_hat(&self) -> &Matrix {
        // A network has at least one layer, so there is a last entry.
        &self.a[self.a.len() - 1]
    }

    /// The logits `Z[L]`, shape (`n[L]`, m).
    pub fn logits(&self) -> &Matrix {
        &self.z[self.z.len() - 1]
    }

    /// The outputs that a formula of the cost needs: Ŷ or the logits.
    pub(crate) fn outputs(&self, formula: CostFormula) -> &Matrix {
        match formula {
            CostFormula::Probabilities => self.y_hat(),
            CostFormula::Logits => self.logits(),
        }
    }

    /// The masks that the forward pass was given, if any.
    pub fn masks(&self) -> Option<&Masks> {
        self.masks.as_ref()
    }

    pub(crate) fn m(&self) -> usize {
        self.y_hat().ncols()
    }

    /// Checks that the cache is of this network and these examples.
    fn fits(&self, network: &Network, x: &Matrix) -> Result<()> {
        validate::shape("X", x, (network.n_x(), self.m()))?;
        validate::finite("X", x)?;
        validate::one_for_each("A in the cache", self.a.len(), network.layers().len(), "layer")?;
        let mut layers = self.a.iter().zip(network.layers()).zip(1..);
        layers.try_for_each(|((a, layer), l)| validate::shape(&format!("A{l}"), a, (layer.w().nrows(), self.m())))
    }
}

/// The derivatives of the cost: dZ, dW and db of every layer; index l − 1 is layer l.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// `dZ[l]` of each example's own loss, shape (`n[l]`, m).
    pub dz: Vec<Matrix>,
    /// `dW[l]`, shape (`n[l]`, `n[l-1]`).
    pub dw: Vec<Matrix>,
    /// `db[l]`, shape (`n[l]`, 1).
    pub db: Vec<Matrix>,
}

impl Gradients {
    /// Zeros for `m` examples.
    pub(crate) fn zeros(network: &Network, m: usize) -> Self {
        let dw = network.layers().iter().map(|l| Matrix::zeros(l.w().dim())).collect();
        Gradients { dz: zeros(network, m), dw, db: zeros(network, 1) }
    }

    /// Checks that the gradients have this network's shapes and finite entries.
    pub(crate) fn validate(&self, network: &Network) -> Result<()> {
        let of: [fn(&Layer) -> &Matrix; 2] = [Layer::w, Layer::b];
        for ((name, found), of) in [("dW", &self.dw), ("db", &self.db)].into_iter().zip(of) {
            validate::one_for_each(name, found.len(), network.layers().len(), "layer")?;
            for ((d, layer), l) in found.iter().zip(network.layers()).zip(1..) {
                validate::shape(&format!("{name}{l}"), d, of(layer).dim())?;
                validate::finite(&format!("{name}{l}"), d)?;
            }
        }
        Ok(())
    }

    /// dW and db of all layers.
    pub(crate) fn parts_mut(&mut self) -> impl Iterator<Item = &mut Matrix> {
        self.dw.iter_mut().chain(&mut self.db)
    }

    /// Adds another pass's dW and db.
    pub(crate) fn add(&mut self, other: &Gradients) {
        self.parts_mut().zip(other.dw.iter().chain(&other.db)).for_each(|(d, other)| *d += other);
    }
}

/// Forward propagation of X (n_x, m).
///
/// # Formula
/// `A[0] = X`; for l = 1, …, L: `Z[l] = W[l]·A[l-1] + b[l]`, `A[l] = g(Z[l])`; `Ŷ = A[L]`.
///
/// # Errors
/// [`Error::Shape`] if X has other than n_x rows or no columns, or a layer would give more than 2²⁸ numbers;
/// [`Error::NotFinite`] for NaN or ±∞ in X, or in a Z where huge parameters overflow.
pub fn forward(network: &Network, x: &Matrix) -> Result<Cache> {
    takes(network, x, x.ncols())?;
    run_forward(network, x, None)
}

/// Forward propagation of X (n_x, m) with dropout: the masks are kept in the cache, where [`backward`] finds them.
///
/// # Formula
/// That of [`forward`], with `A[l] := A[l] ∘ D[l] / keep_prob[l]` after each hidden layer.
///
/// # Errors
/// As [`forward`]; [`Error::Mismatch`] or [`Error::Shape`] if the masks are not of this network and m examples.
pub fn forward_with_dropout(network: &Network, x: &Matrix, masks: &Masks) -> Result<Cache> {
    takes(network, x, x.ncols())?;
    masks.validate(network, x.ncols())?;
    run_forward(network, x, Some(masks))
}

/// [`forward`] for arguments that fit each other.
fn run_forward(network: &Network, x: &Matrix, masks: Option<&Masks>) -> Result<Cache> {
    let mut cache = Cache::zeros(network, x.ncols());
    forward_into(network, 0, x.as_standard_layout().view(), masks.map(|m| m.starting_at(0)), &mut cache);
    // An A that overflows makes the next Z infinite or NaN.
    cache.z.iter().zip(1..).try_for_each(|(z, l)| validate::finite(&format!("with such weights Z{l}"), z))?;
    cache.masks = masks.cloned();
    Ok(cache)
}

/// The loop of [`forward`], into a cache that already holds the layers before the index `first`.
pub(crate) fn forward_into(network: &Network, first: usize, x: View, dropped: Option<Dropped>, cache: &mut Cache) {
    for (l, layer) in network.layers().iter().enumerate().skip(first) {
        let (before, after) = cache.a.split_at_mut(l);
        let a_before = before.last().map_or(x, |a| a.view());
        products::affine(layer.w(), a_before, layer.b(), &mut cache.z[l]);
        layer.activation().apply(entries(cache.z[l].view()), entries_mut(&mut after[0]));
        if let Some(dropped) = dropped {
            dropped.apply(l, &mut after[0]);
        }
    }
}

/// The loop of [`backward`], from the `dZ[L]` in `sums`: adds up dW and db, without the division by m.
pub(crate) fn add_backward(network: &Network, x: View, cache: &Cache, dropped: Option<Dropped>, sums: &mut Gradients) {
    let Gradients { dz, dw, db } = sums;
    for l in (0..network.layers().len()).rev() {
        let (before, dz) = dz.split_at_mut(l);
        let a_before = if l == 0 { x } else { cache.a[l - 1].view() };
        products::add_outer(&dz[0], a_before, &mut dw[l], &mut db[l]);
        if let Some(d_before) = before.last_mut() {
            products::transposed_product(network.layers()[l].w(), &dz[0], d_before);
            if let Some(dropped) = dropped {
                dropped.apply(l - 1, d_before);
            }
            // What dropout divided A by; g′ needs g(Z) itself, and only where a unit was kept.
            let divisor = dropped.map_or(1.0, |d| d.keep_prob(l - 1));
            let a = entries(cache.a[l - 1].view());
            network.layers()[l - 1].activation().apply_derivative(a, divisor, entries_mut(d_before));
        }
    }
}

/// Backward propagation of the cross-entropy cost for Y (1, m), after [`forward`] of X gave the cache.
///
/// # Formula
/// `dZ[L] = A[L] − Y`; then for l = L, …, 1: `dW[l] = (1/m) dZ[l]·A[l-1]ᵀ`, `db[l] = (1/m) Σ dZ[l]`,
/// `dA[l-1] = W[l]ᵀ·dZ[l]`, `dZ[l-1] = dA[l-1] ∘ g′(Z[l-1])`. After [`forward_with_dropout`] the masks in the cache act on dA as
/// they did on A: `dA[l] := dA[l] ∘ D[l] / keep_prob[l]`.
///
/// # Errors
/// [`Error::Mismatch`] if the last layer is not one sigmoid unit (`dZ[L] = A[L] − Y` holds only there);
/// [`Error::Shape`], [`Error::Mismatch`] or [`Error::Label`] if X, Y or the cache do not belong together;
/// [`Error::NotFinite`] for NaN or ±∞ in X, or where a gradient overflows.
pub fn backward(network: &Network, x: &Matrix, y: &Matrix, cache: &Cache) -> Result<Gradients> {
    ends_in_one_sigmoid(network)?;
    validate::labels(y, cache.m())?;
    cache.fits(network, x)?;
    let gradients = run_backward(network, x, cache, &(cache.y_hat() - y));
    gradients.validate(network)?;
    Ok(gradients)
}

/// Backward propagation from a given `dZ[L]` (`n[L]`, m), for any cost and any last activation.
///
/// # Formula
/// That of [`backward`], without its first step.
///
/// # Errors
/// [`Error::Shape`] or [`Error::Mismatch`] if X, `dZ[L]` or the cache do not belong together,
/// [`Error::NotFinite`] for NaN or ±∞ in X or `dZ[L]`, or where a gradient overflows.
pub fn backward_from(network: &Network, x: &Matrix, cache: &Cache, dz_last: &Matrix) -> Result<Gradients> {
    cache.fits(network, x)?;
    validate::shape("dZ[L]", dz_last, (network.n_y(), cache.m()))?;
    validate::finite("dZ[L]", dz_last)?;
    let gradients = run_backward(network, x, cache, dz_last);
    gradients.validate(network)?;
    Ok(gradients)
}

/// [`backward_from`] for arguments that fit each other. A dZ that overflows makes dW or db infinite or NaN.
fn run_backward(network: &Network, x: &Matrix, cache: &Cache, dz_last: &Matrix) -> Gradients {
    let m = cache.m();
    let mut gradients = Gradients::zeros(network, m);
    gradients.dz[network.layers().len() - 1].assign(dz_last);
    let dropped = cache.masks.as_ref().map(|m| m.starting_at(0));
    add_backward(network, x.as_standard_layout().view(), cache, dropped, &mut gradients);
    gradients.parts_mut().for_each(|d| *d *= 1.0 / m as f64);
    gradients
}

/// Forward and backward for a network and a data set that fit each other.
pub(crate) fn gradients_of(network: &Network, data: &Dataset, masks: Option<&Masks>) -> Result<Gradients> {
    let cache = run_forward(network, data.x(), masks)?;
    Ok(run_backward(network, data.x(), &cache, &(cache.y_hat() - data.y())))
}

/// Checks that the network takes X, and that X is finite.
pub(crate) fn takes(network: &Network, x: &Matrix, at_once: usize) -> Result<()> {
    takes_shape(network, x, at_once)?;
    validate::inputs("X", x, network.n_x())
}

/// Checks that X has n_x rows, and that the activations of `at_once` examples are at most 2²⁸ numbers.
pub(crate) fn takes_shape(network: &Network, x: &Matrix, at_once: usize) -> Result<()> {
    let n_x = network.n_x();
    validate::shape(&format!("X for a network of {n_x} inputs"), x, (n_x, x.ncols()))?;
    let units = network.layers().iter().map(|l| l.w().nrows()).sum();
    validate::size("A of all layers", units, at_once)
}

/// Checks that a network can learn a data set by the cross-entropy, with `at_once` examples in memory at a time.
pub(crate) fn learns(network: &Network, data: &Dataset, at_once: usize) -> Result<()> {
    ends_in_one_sigmoid(network)?;
    takes_shape(network, data.x(), at_once)
}

/// Checks that the output is one sigmoid unit.
fn ends_in_one_sigmoid(network: &Network) -> Result<()> {
    let last = network.layers().last().map_or(Activation::Linear, Layer::activation);
    validate::ensure(network.n_y() == 1 && last == Activation::Sigmoid, || {
        let found = format!("{} × {last:?}", network.n_y());
        Error::mismatch("the last layer", found, "1 sigmoid unit (a last size of 1), for the cross-entropy cost")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{network::init::Initializer, support::random::NumpyRng, support::random::normal_matrix};
    use ndarray::array;

    #[test]
    fn a_worked_example() {
        // One ReLU unit, one sigmoid unit, one example:
        // z1 = 2·1 − 1·3 + 2 = 1, a1 = 1; z2 = 3·1 − 3 = 0, ŷ = 0.5. With y = 1: dz2 = −0.5, dW2 = −0.5·a1 = −0.5,
        // db2 = −0.5; dz1 = 3·(−0.5) = −1.5, dW1 = [−1.5·1, −1.5·3], db1 = −1.5.
        let network = Network::from_layers(vec![
            Layer::new(array![[2.0, -1.0]], array![[2.0]], Activation::Relu).unwrap(),
            Layer::new(array![[3.0]], array![[-3.0]], Activation::Sigmoid).unwrap(),
        ])
        .unwrap();
        let (x, y) = (array![[1.0], [3.0]], array![[1.0]]);
        let cache = forward(&network, &x).unwrap();
        assert_eq!(cache.z(), [array![[1.0]], array![[0.0]]]);
        assert_eq!(cache.y_hat(), &array![[0.5]]);
        let gradients = backward(&network, &x, &y, &cache).unwrap();
        assert_eq!(gradients.dz, [array![[-1.5]], array![[-0.5]]]);
        assert_eq!(gradients.dw, [array![[-1.5, -4.5]], array![[-0.5]]]);
        assert_eq!(gradients.db, [array![[-1.5]], array![[-0.5]]]);
    }

    #[test]
    fn a_worked_example_with_dropout() {
        // The network above with two hidden units and keep_prob 0.5: unit 1 is kept, so a1 = 1/0.5 = 2, unit 2 is dropped.
        // z2 = 3·2 + 5·0 − 6 = 0, ŷ = 0.5; y = 1: dz2 = −0.5, dW2 = −0.5·[2, 0]. dA1 = [3, 5]·(−0.5) ∘ [1, 0]/0.5 = [−3, 0].
        let network = Network::from_layers(vec![
            Layer::new(array![[2.0, -1.0], [1.0, 1.0]], array![[2.0], [0.0]], Activation::Relu).unwrap(),
            Layer::new(array![[3.0, 5.0]], array![[-6.0]], Activation::Sigmoid).unwrap(),
        ])
        .unwrap();
        let (x, y) = (array![[1.0], [3.0]], array![[1.0]]);
        let masks = Masks::new(vec![array![[1.0], [0.0]]], vec![0.5]).unwrap();
        let cache = forward_with_dropout(&network, &x, &masks).unwrap();
        assert_eq!(cache.z(), [array![[1.0], [4.0]], array![[0.0]]]);
        assert_eq!(cache.a()[0], array![[2.0], [0.0]]);
        assert_eq!(cache.masks(), Some(&masks));
        let gradients = backward(&network, &x, &y, &cache).unwrap();
        assert_eq!(gradients.dz[0], array![[-3.0], [0.0]]);
        assert_eq!(gradients.dw, [array![[-3.0, -9.0], [0.0, 0.0]], array![[-1.0, 0.0]]]);
    }

    /// tanh's derivative needs g(Z) itself, so each layer's A times that layer's own keep_prob.
    #[test]
    fn every_hidden_layer_has_its_own_keep_prob() {
        let rng = &mut NumpyRng::seed(4);
        let sizes = [2, 3, 2, 1];
        let network = Network::with_hidden(Activation::Tanh, &sizes, Initializer::Xavier, rng).unwrap();
        let (x, y) = (normal_matrix((2, 4), 0.0, 1.0, rng).unwrap(), array![[1.0, 0.0, 0.0, 1.0]]);
        let masks = Masks::new(vec![Matrix::ones((3, 4)), Matrix::ones((2, 4))], vec![0.5, 0.75]).unwrap();
        let cache = forward_with_dropout(&network, &x, &masks).unwrap();
        let gradient = backward(&network, &x, &y, &cache).unwrap().to_vector();
        let theta = network.to_vector();
        let cost = |i: usize, by: f64| {
            let mut moved = theta.clone();
            moved[i] += by;
            let cache = forward_with_dropout(&network.with_parameters(&moved).unwrap(), &x, &masks).unwrap();
            crate::network::cost::from_logits(cache.logits(), &y).unwrap()
        };
        for (i, g) in gradient.into_iter().enumerate() {
            let quotient = (cost(i, 1e-5) - cost(i, -1e-5)) / 2e-5;
            approx::assert_abs_diff_eq!(g, quotient, epsilon = 1e-9);
        }
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let rng = &mut NumpyRng::seed(4);
        let network = Network::new(&[2, 3, 1], Initializer::He, rng).unwrap();
        let x = normal_matrix((2, 4), 0.0, 1.0, rng).unwrap();
        let cache = forward(&network, &x).unwrap();
        let error = |e: Result<Gradients>| e.unwrap_err().to_string();
        assert_eq!(
            forward(&network, &Matrix::zeros((3, 4))).unwrap_err().to_string(),
            "X for a network of 2 inputs has shape (3, 4); allowed: (2, 4)"
        );
        assert_eq!(
            error(backward(&network, &x, &Matrix::zeros((1, 5)), &cache)),
            "Y has shape (1, 5); allowed: (1, 4)"
        );
        let deeper = Network::new(&[2, 3, 3, 1], Initializer::He, rng).unwrap();
        assert!(error(backward(&deeper, &x, &Matrix::zeros((1, 4)), &cache)).contains("one for each layer"));
        let wider = Network::new(&[2, 5, 1], Initializer::He, rng).unwrap();
        assert_eq!(error(backward(&wider, &x, &Matrix::zeros((1, 4)), &cache)), "A1 has shape (3, 4); allowed: (5, 4)");
    }

    #[test]
    fn what_overflows_is_named() {
        let layer = |w: Matrix, g| {
            let b = Matrix::zeros((w.nrows(), 1));
            Layer::new(w, b, g).unwrap()
        };
        let huge = layer(array![[1e300, -1e300]], Activation::Sigmoid);
        let network = Network::from_layers(vec![huge]).unwrap();
        let error = forward(&network, &array![[1e300], [1e300]]).unwrap_err().to_string();
        assert!(error.starts_with("with such weights Z1[0, 0] is "), "{error}");
        let x = array![[1e300, -1e300], [0.0, 0.0]];
        let plain = Network::from_layers(vec![layer(array![[0.0, 0.0]], Activation::Linear)]).unwrap();
        let cache = forward(&plain, &x).unwrap();
        let error = backward_from(&plain, &x, &cache, &array![[1e300, 1e300]]).unwrap_err().to_string();
        assert!(error.starts_with("dW1[0, 0] is "), "{error}");
    }

    #[test]
    fn more_numbers_than_there_is_room_for_are_refused() {
        let wide = Layer::new(Matrix::zeros((300_000, 1)), Matrix::zeros((300_000, 1)), Activation::Sigmoid).unwrap();
        let network = Network::from_layers(vec![wide]).unwrap();
        let x = Matrix::zeros((1, 1_000));
        let expected = "A of all layers has shape (300000, 1000); allowed: at most 268435456 entries in all";
        assert_eq!(forward(&network, &x).unwrap_err().to_string(), expected);
        assert_eq!(network.predict(&x).unwrap_err().to_string(), expected);
    }
}
