//! One step of gradient descent, written in two ways: plain, and with weight decay.
//!
//! Explained in notebook 03, section 2.

use crate::{network::layers::Network, network::propagation::Gradients, support::error::*, support::validate};

impl Network {
    /// One step of gradient descent: `W[l] := W[l] − α dW[l]`, `b[l] := b[l] − α db[l]`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a learning rate α that is not above 0,
    /// [`Error::Shape`] or [`Error::Mismatch`] if the gradients are another
    /// network's or the step overflows, [`Error::NotFinite`] for NaN or ±∞ in them. The network is then
    /// unchanged.
    pub fn update(&mut self, gradients: &Gradients, alpha: f64) -> Result<()> {
        // λ = 0 keeps W: 1 · W has the bits of W.
        self.update_with_weight_decay(gradients, alpha, 0.0, 1)
    }

    /// One step of gradient descent with weight decay, for gradients of the cross-entropy alone, over `m` examples.
    ///
    /// # Formula
    /// `W[l] := (1 − αλ/m) W[l] − α dW[l]`, `b[l] := b[l] − α db[l]`: up to rounding the step that [`Network::update`] takes
    /// with the L2 penalty's gradient [`(λ/m) W[l]`](crate::regularization::penalty::Penalty::add_gradient) added to dW.
    ///
    /// # Errors
    /// As [`Network::update`], and [`Error::OutOfRange`] for a λ that is negative or not finite, or
    /// m = 0.
    pub fn update_with_weight_decay(&mut self, gradients: &Gradients, alpha: f64, lambda: f64, m: usize) -> Result<()> {
        validate::positive("learning_rate", alpha)?;
        validate::not_negative("lambda", lambda)?;
        validate::at_least_one("m", m)?;
        gradients.validate(self)?;
        let kept = 1.0 - alpha * lambda / m as f64;
        let mut changed = self.clone();
        changed.layers_mut().for_each(|(w, _)| w.map_inplace(|w| *w *= kept));
        changed.step(gradients, alpha);
        if let Some((what, value)) = changed.not_finite() {
            let allowed = "finite parameters: a smaller learning rate or smaller gradients";
            return Err(Error::mismatch(format!("an entry of {what} after the update"), value, allowed));
        }
        *self = changed;
        Ok(())
    }

    /// [`Network::update`] for arguments that have been checked.
    pub(crate) fn step(&mut self, gradients: &Gradients, alpha: f64) {
        for ((w, b), (dw, db)) in self.layers_mut().zip(gradients.dw.iter().zip(&gradients.db)) {
            w.scaled_add(-alpha, dw);
            b.scaled_add(-alpha, db);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::generate, network::init::Initializer, network::propagation::backward, network::propagation::forward,
        regularization::penalty::Penalty, support::random::NumpyRng,
    };
    use approx::assert_relative_eq;

    fn network() -> Network {
        Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap()
    }

    #[test]
    fn weight_decay_is_the_step_with_the_l2_penalty() {
        let data = generate::circles(50, 0.8, 0.05, &mut NumpyRng::seed(1)).unwrap();
        let (learning_rate, lambda) = (0.3, 0.7);
        let (mut penalized, mut decayed) = (network(), network());
        for _ in 0..100 {
            let gradients = |network: &Network| {
                let cache = forward(network, data.x()).unwrap();
                backward(network, data.x(), data.y(), &cache).unwrap()
            };
            let mut with_penalty = gradients(&penalized);
            Penalty::L2 { lambda }.add_gradient(&penalized, data.m(), &mut with_penalty).unwrap();
            penalized.update(&with_penalty, learning_rate).unwrap();
            let plain = gradients(&decayed);
            decayed.update_with_weight_decay(&plain, learning_rate, lambda, data.m()).unwrap();
        }
        for (a, b) in penalized.layers().iter().zip(decayed.layers()) {
            assert_relative_eq!(a.w(), b.w(), max_relative = 1e-9, epsilon = 1e-12);
            assert_relative_eq!(a.b(), b.b(), max_relative = 1e-9, epsilon = 1e-12);
        }
        // And it is not the plain step.
        assert_ne!(decayed, network());
        let start = network();
        let cache = forward(&start, data.x()).unwrap();
        let gradients = backward(&start, data.x(), data.y(), &cache).unwrap();
        let (mut plain, mut decayed) = (start.clone(), start);
        plain.update(&gradients, learning_rate).unwrap();
        decayed.update_with_weight_decay(&gradients, learning_rate, lambda, data.m()).unwrap();
        let shrunk = network().layers()[0].w() * (learning_rate * lambda / 50.0);
        assert_relative_eq!(plain.layers()[0].w() - decayed.layers()[0].w(), shrunk, epsilon = 1e-15);
        assert_eq!(plain.layers()[0].b(), decayed.layers()[0].b());
    }

    #[test]
    fn a_bad_update_changes_nothing() {
        let mut net = network();
        let other = Network::new(&[3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap();
        let before = net.clone();
        let zeros = Gradients::zeros(&before, 1);
        let mut nan = zeros.clone();
        nan.dw[1][[0, 0]] = f64::NAN;
        assert_eq!(net.update(&nan, 0.1).unwrap_err().to_string(), "dW2[0, 0] is NaN; allowed: finite numbers");
        assert!(net.update(&Gradients::zeros(&other, 1), 0.1).is_err());
        assert!(net.update(&zeros, -0.1).is_err() && net.update(&zeros, 0.0).is_err());
        let mut huge = zeros.clone();
        huge.dw[0].fill(1e200);
        let e = net.update(&huge, 1e200).unwrap_err().to_string();
        assert!(e.starts_with("an entry of W1 after the update is -inf; allowed: finite parameters"), "{e}");
        assert!(net.update_with_weight_decay(&zeros, 1e200, 1e200, 1).is_err());
        assert!(net.update_with_weight_decay(&nan, 0.1, 0.7, 300).is_err());
        assert!(net.update_with_weight_decay(&zeros, 0.1, -0.7, 300).is_err());
        assert!(net.update_with_weight_decay(&zeros, 0.1, 0.7, 0).is_err());
        assert_eq!(net, before);
    }
}
