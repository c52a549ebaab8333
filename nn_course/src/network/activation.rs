//! Activation functions, each beside its derivative.
//!
//! Explained in notebook 03, section 3.

use nn_course_loops::activations;

/// The activation function g in A = g(Z).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// g(z) = z.
    Linear,
    /// g(z) = max(0, z).
    Relu,
    /// g(z) = tanh z.
    Tanh,
    /// g(z) = 1 / (1 + e⁻ᶻ).
    Sigmoid,
}

impl Activation {
    /// g(z).
    pub fn value(self, z: f64) -> f64 {
        match self {
            // So written, NaN stays NaN instead of turning into 0.
            Activation::Relu if z < 0.0 => 0.0,
            Activation::Linear | Activation::Relu => z,
            Activation::Tanh => libm::tanh(z),
            Activation::Sigmoid => sigmoid(z),
        }
    }

    /// g′(z), from a = g(z). ReLU has no derivative at 0; 0 is taken, as in the lecture.
    pub fn derivative(self, a: f64) -> f64 {
        match self {
            Activation::Linear => 1.0,
            Activation::Relu if a > 0.0 => 1.0,
            Activation::Relu => 0.0,
            Activation::Tanh => 1.0 - a * a,
            Activation::Sigmoid => a * (1.0 - a),
        }
    }

    /// A = g(Z), entry by entry.
    pub(crate) fn apply(self, z: &[f64], a: &mut [f64]) {
        match self {
            Activation::Linear => a.copy_from_slice(z),
            Activation::Relu => activations::relu(z, a),
            Activation::Tanh => activations::tanh(z, a),
            Activation::Sigmoid => activations::sigmoid(z, a),
        }
    }

    /// Turns dA into dZ = dA ∘ g′(Z) in place, given A = g(Z) / divisor.
    pub(crate) fn apply_derivative(self, a: &[f64], divisor: f64, da: &mut [f64]) {
        match self {
            Activation::Linear => {}
            Activation::Relu => activations::relu_backward(a, da),
            Activation::Tanh => activations::tanh_backward(a, divisor, da),
            Activation::Sigmoid => activations::sigmoid_backward(a, divisor, da),
        }
    }
}

/// σ(z) = 1 / (1 + e⁻ᶻ). Rounds to exactly 1 above z ≈ 37 and to 0 below z ≈ −710.
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-z))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn derivatives_agree_with_central_differences() {
        for g in [Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid] {
            for z in [-2.3, -0.4, 0.7, 1.9] {
                let h = 1e-6;
                let numeric = (g.value(z + h) - g.value(z - h)) / (2.0 * h);
                assert_relative_eq!(g.derivative(g.value(z)), numeric, max_relative = 1e-8);
            }
        }
    }

    #[test]
    fn whole_rows_agree_with_single_values() {
        let z = [-2.0, -0.0, 0.5, 3.0];
        for g in [Activation::Linear, Activation::Relu, Activation::Tanh, Activation::Sigmoid] {
            let mut a = [0.0; 4];
            g.apply(&z, &mut a);
            let mut dz = [2.0; 4];
            g.apply_derivative(&a, 1.0, &mut dz);
            // A divided by 0.5, as dropout leaves it, and the divisor.
            let mut dropped = [2.0; 4];
            g.apply_derivative(&a.map(|a| a / 0.5), 0.5, &mut dropped);
            assert_eq!(dropped, dz);
            for i in 0..4 {
                assert_eq!(a[i].to_bits(), g.value(z[i]).to_bits(), "also the sign of zero");
                assert_eq!(dz[i], 2.0 * g.derivative(a[i]));
            }
        }
        assert!(Activation::Relu.value(f64::NAN).is_nan());
    }
}
