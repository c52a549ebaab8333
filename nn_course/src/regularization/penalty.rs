//! Penalties on large weights: L2 and L1. They are functions of the weights alone, so backpropagation never sees λ.
//!
//! Explained in notebook 03, sections 1 and 2.

use crate::network::{layers::Network, propagation::Gradients};
use crate::{Matrix, support::error::Result, support::linalg, support::validate};

/// A penalty on large weights, which is added to the cost. Biases are left out: they are few, and do not curve the decision boundary.
/// λ is 0 or more.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "λ is explained above")]
pub enum Penalty {
    /// `(λ/2m) Σ_l ‖W[l]‖²_F`, with the gradient `(λ/m) W[l]`: large weights shrink faster than small ones.
    L2 { lambda: f64 },
    /// `(λ/m) Σ_l Σ_ij |w_ij|`, with the gradient `(λ/m) sign(W[l])`, 0 at w = 0: all weights shrink alike, those that do
    /// not help to 0.
    ///
    /// Some write λ/2m here too; that only halves λ. With this gradient a weight that wants to be 0 ends within 2αλ/m of it, not at it.
    L1 { lambda: f64 },
}

impl Penalty {
    /// The penalty for a network trained on `m` examples.
    ///
    /// # Formula
    /// That of the variant; ‖W‖²_F is the squared Frobenius norm, the sum of the squares of all entries.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::support::error::Error::OutOfRange) for a λ that is negative or not finite, m = 0, or
    /// weights so large that the penalty overflows.
    pub fn cost(self, network: &Network, m: usize) -> Result<f64> {
        self.validate()?;
        validate::at_least_one("m", m)?;
        let cost = self.of(network, m);
        validate::range("the penalty", cost, cost.is_finite(), "finite: smaller weights or a smaller lambda")?;
        Ok(cost)
    }

    /// Adds the penalty's gradient to dW of every layer; db stays as it is.
    ///
    /// # Errors
    /// As [`Penalty::cost`]; [`Error::Shape`](crate::support::error::Error::Shape) or [`Error::Mismatch`](crate::support::error::Error::Mismatch) if the
    /// gradients are another network's, [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in them, or where the sum
    /// overflows. The gradients are then unchanged.
    pub fn add_gradient(self, network: &Network, m: usize, gradients: &mut Gradients) -> Result<()> {
        self.validate()?;
        validate::at_least_one("m", m)?;
        gradients.validate(network)?;
        let mut sum = Gradients { dz: Vec::new(), dw: gradients.dw.clone(), db: Vec::new() };
        self.add_to(network, m, &mut sum);
        let finite = |(dw, l)| validate::finite(&format!("dW{l} with the penalty's gradient"), dw);
        sum.dw.iter().zip(1..).try_for_each(finite)?;
        gradients.dw = sum.dw;
        Ok(())
    }

    /// Checks that λ is 0 or more and finite.
    pub(crate) fn validate(self) -> Result<()> {
        let (Penalty::L2 { lambda } | Penalty::L1 { lambda }) = self;
        validate::not_negative("lambda", lambda)
    }

    /// [`Penalty::cost`] for arguments that have been checked.
    pub(crate) fn of(self, network: &Network, m: usize) -> f64 {
        let (factor, size) = self.formula(m);
        // Even where the weights overflow.
        if factor == 0.0 {
            return 0.0;
        }
        factor * network.layers().iter().flat_map(|layer| layer.w()).fold(0.0, |sum, &w| sum + size(w))
    }

    /// The penalty as a factor and what it multiplies: the sum of this function of every weight.
    pub(crate) fn formula(self, m: usize) -> (f64, fn(f64) -> f64) {
        match self {
            Penalty::L2 { lambda } => (lambda / (2.0 * m as f64), |w| w * w),
            Penalty::L1 { lambda } => (lambda / m as f64, f64::abs),
        }
    }

    /// [`Penalty::add_gradient`] for arguments that have been checked.
    pub(crate) fn add_to(self, network: &Network, m: usize, gradients: &mut Gradients) {
        for (layer, dw) in network.layers().iter().zip(&mut gradients.dw) {
            match self {
                Penalty::L2 { lambda } => dw.scaled_add(lambda / m as f64, layer.w()),
                Penalty::L1 { lambda } => dw.scaled_add(lambda / m as f64, &layer.w().mapv(sign)),
            }
        }
    }
}

/// The sign of a weight: −1, 0 or 1.
fn sign(w: f64) -> f64 {
    if w == 0.0 { 0.0 } else { w.signum() }
}

/// ‖W‖_F, the Frobenius norm: the square root of the sum of the squares of all entries; ∞ where that is beyond the largest number.
///
/// # Errors
/// [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in W.
pub fn frobenius_norm(w: &Matrix) -> Result<f64> {
    validate::finite("W", w)?;
    Ok(linalg::norm(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{network::activation::Activation, network::layers::Layer};
    use approx::assert_relative_eq;
    use ndarray::array;

    fn network() -> Network {
        let first = Layer::new(array![[3.0, 0.0], [0.0, -1.0]], array![[100.0], [7.0]], Activation::Relu).unwrap();
        let last = Layer::new(array![[2.0, 0.5]], array![[-9.0]], Activation::Sigmoid).unwrap();
        Network::from_layers(vec![first, last]).unwrap()
    }

    #[test]
    fn a_worked_example() {
        // Squares: 9 + 1 + 4 + 0.25 = 14.25; sizes: 3 + 1 + 2 + 0.5 = 6.5. The biases do not count.
        // λ = 0.8, m = 4: L2 0.8/8 · 14.25 = 1.425, L1 0.8/4 · 6.5 = 1.3.
        assert_relative_eq!(Penalty::L2 { lambda: 0.8 }.cost(&network(), 4).unwrap(), 1.425, max_relative = 1e-15);
        assert_relative_eq!(Penalty::L1 { lambda: 0.8 }.cost(&network(), 4).unwrap(), 1.3, max_relative = 1e-15);
        let mut l2 = Gradients::zeros(&network(), 1);
        Penalty::L2 { lambda: 0.8 }.add_gradient(&network(), 4, &mut l2).unwrap();
        assert_relative_eq!(l2.dw[0], array![[0.6, 0.0], [0.0, -0.2]], max_relative = 1e-15);
        let mut l1 = Gradients::zeros(&network(), 1);
        Penalty::L1 { lambda: 0.8 }.add_gradient(&network(), 4, &mut l1).unwrap();
        assert_eq!(l1.dw, [array![[0.2, 0.0], [0.0, -0.2]], array![[0.2, 0.2]]]);
        assert_eq!((&l1.db, &l2.db), (&Gradients::zeros(&network(), 1).db, &Gradients::zeros(&network(), 1).db));
    }

    #[test]
    fn the_norm_of_tiny_and_huge_matrices() {
        for scale in [1e-200, 1.0, 1e200] {
            assert_relative_eq!(frobenius_norm(&(array![[3.0, 0.0], [0.0, -4.0]] * scale)).unwrap(), 5.0 * scale);
        }
        assert_eq!(frobenius_norm(&Matrix::zeros((2, 2))).unwrap(), 0.0);
    }

    #[test]
    fn bad_input_is_named() {
        let e = Penalty::L2 { lambda: -1.0 }.cost(&network(), 4).unwrap_err();
        assert_eq!(e.to_string(), "lambda is -1; allowed: 0 or more, finite");
        let huge = Layer::new(array![[1e200]], array![[0.0]], Activation::Sigmoid).unwrap();
        let huge = Network::from_layers(vec![huge]).unwrap();
        assert_eq!(Penalty::L2 { lambda: 0.0 }.cost(&huge, 1).unwrap(), 0.0);
        assert!(Penalty::L2 { lambda: 1.0 }.cost(&huge, 1).unwrap_err().to_string().starts_with("the penalty is inf"));
        assert!(Penalty::L1 { lambda: f64::INFINITY }.cost(&network(), 4).is_err());
        assert!(frobenius_norm(&array![[f64::NAN]]).is_err());
        assert!(Penalty::L1 { lambda: f64::NAN }.cost(&network(), 4).is_err());
        assert_eq!(
            Penalty::L2 { lambda: 1.0 }.cost(&network(), 0).unwrap_err().to_string(),
            "m is 0; allowed: 1, 2, 3, …"
        );
        let other = Network::from_layers(vec![network().layers()[1].clone()]).unwrap();
        let mut gradients = Gradients::zeros(&other, 1);
        assert!(Penalty::L2 { lambda: 1.0 }.add_gradient(&network(), 4, &mut gradients).is_err());
    }

    #[test]
    fn a_gradient_that_overflows_is_refused_and_loses_nothing() {
        let layer = crate::network::layers::Layer::new(
            array![[1e300, 1.0]],
            array![[0.0]],
            crate::network::activation::Activation::Sigmoid,
        )
        .unwrap();
        let network = Network::from_layers(vec![layer]).unwrap();
        let mut gradients = Gradients { dz: Vec::new(), dw: vec![array![[1.0, 2.0]]], db: vec![array![[3.0]]] };
        let before = gradients.clone();
        let error = Penalty::L2 { lambda: 1e300 }.add_gradient(&network, 1, &mut gradients).unwrap_err().to_string();
        assert_eq!(error, "dW1 with the penalty's gradient[0, 0] is inf; allowed: finite numbers");
        assert_eq!(gradients, before);
    }
}
