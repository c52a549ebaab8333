//! Predictions and accuracy.

use crate::network::propagation::{Cache, forward_into, learns, takes, takes_shape};
use crate::network::{cost, cost::CostFormula, layers::Network};
use crate::{Matrix, data::dataset::Dataset, support::error::Result, support::validate};
use ndarray::Axis;
use nn_course_loops::shard::Shard;

impl Network {
    /// Ŷ (`n[L]`, m) for X (n_x, m).
    ///
    /// # Errors
    /// [`Error::Shape`](crate::support::error::Error::Shape) if X has other than n_x rows or no columns, or the activations of 1,024 examples are more than 2²⁸ numbers,
    /// [`Error::NotFinite`](crate::support::error::Error::NotFinite) for NaN or ±∞ in X, or in Ŷ where huge parameters overflow.
    pub fn probabilities(&self, x: &Matrix) -> Result<Matrix> {
        takes(self, x, x.ncols().min(Shard::BLOCK))?;
        self.run_in_blocks(x, "Ŷ", Cache::y_hat)
    }

    /// One of the forward pass's results (`n[L]`, m), computed block by block to save memory.
    fn run_in_blocks(&self, x: &Matrix, name: &str, wanted: fn(&Cache) -> &Matrix) -> Result<Matrix> {
        validate::size(name, self.n_y(), x.ncols())?;
        let x = x.as_standard_layout();
        let mut result = Matrix::zeros((self.n_y(), x.ncols()));
        let mut cache = Cache::zeros(self, x.ncols().min(Shard::BLOCK));
        for block in Shard::of_all(x.ncols()).blocks() {
            if cache.m() != block.len() {
                cache = Cache::zeros(self, block.len());
            }
            forward_into(self, 0, x.slice_axis(Axis(1), block.clone().into()), None, &mut cache);
            result.slice_axis_mut(Axis(1), block.into()).assign(wanted(&cache));
        }
        validate::finite_result(name, result)
    }

    /// The predicted labels (`n[L]`, m): 1 where ŷ > 0.5, else 0.
    ///
    /// # Errors
    /// As [`Network::probabilities`].
    pub fn predict(&self, x: &Matrix) -> Result<Matrix> {
        Ok(self.probabilities(x)?.mapv_into(label))
    }

    /// The cross-entropy of a data set, [from logits](crate::network::cost::from_logits), without penalty or dropout.
    ///
    /// # Errors
    /// As [`Network::probabilities`], and [`Error::Mismatch`](crate::support::error::Error::Mismatch) if the last layer is not one sigmoid
    /// unit.
    pub fn cross_entropy(&self, data: &Dataset) -> Result<f64> {
        learns(self, data, data.m().min(Shard::BLOCK))?;
        let logits = self.run_in_blocks(data.x(), "Z[L]", Cache::logits)?;
        Ok(cost::sum(CostFormula::Logits, logits.view(), data.y().view()) / data.m() as f64)
    }

    /// The accuracy: the fraction of examples whose predicted label is right, 0 to 1.
    ///
    /// # Errors
    /// As [`Network::probabilities`], and [`Error::Shape`](crate::support::error::Error::Shape) if the network has more than one output.
    pub fn accuracy(&self, data: &Dataset) -> Result<f64> {
        Ok((data.m() - self.wrong(data)?) as f64 / data.m() as f64)
    }

    /// The error rate: the fraction of examples whose predicted label is wrong, 0 to 1.
    ///
    /// # Errors
    /// As [`Network::accuracy`].
    pub fn error(&self, data: &Dataset) -> Result<f64> {
        Ok(self.wrong(data)? as f64 / data.m() as f64)
    }

    /// The number of examples that get the wrong label.
    fn wrong(&self, data: &Dataset) -> Result<usize> {
        takes_shape(self, data.x(), data.m().min(Shard::BLOCK))?;
        validate::shape("Y", data.y(), (self.n_y(), data.m()))?;
        let probabilities = self.run_in_blocks(data.x(), "Ŷ", Cache::y_hat)?;
        Ok(probabilities.iter().zip(data.y()).filter(|(p, y)| label(**p) != **y).count())
    }
}

/// The predicted label of a probability.
fn label(p: f64) -> f64 {
    if p > 0.5 { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        network::activation::Activation, network::init::Initializer, network::layers::Layer,
        network::propagation::forward, support::random::NumpyRng, support::random::normal_matrix,
    };
    use ndarray::array;

    #[test]
    fn a_worked_example() {
        // z = 2·x − 1 and g = sigmoid: ŷ > 0.5 exactly where x > 0.5.
        let layer = Layer::new(array![[2.0]], array![[-1.0]], Activation::Sigmoid).unwrap();
        let net = Network::from_layers(vec![layer]).unwrap();
        let x = array![[0.0, 0.5, 0.6, 1.0]];
        assert_eq!(net.predict(&x).unwrap(), array![[0.0, 0.0, 1.0, 1.0]]);
        let data = Dataset::new(x, array![[0.0, 1.0, 1.0, 1.0]]).unwrap();
        assert_eq!((net.accuracy(&data).unwrap(), net.error(&data).unwrap()), (0.75, 0.25));
        let by_hand = cost::from_probabilities(&net.probabilities(data.x()).unwrap(), data.y()).unwrap();
        approx::assert_relative_eq!(net.cross_entropy(&data).unwrap(), by_hand, max_relative = 1e-14);
    }

    #[test]
    fn blocks_change_nothing() {
        let rng = &mut NumpyRng::seed(1);
        let network = Network::new(&[2, 4, 1], Initializer::He, rng).unwrap();
        let x = normal_matrix((2, 2 * Shard::BLOCK + 5), 0.0, 1.0, rng).unwrap();
        assert_eq!(&network.probabilities(&x).unwrap(), forward(&network, &x).unwrap().y_hat());
    }

    #[test]
    fn an_overflow_is_no_label() {
        let layer = |w, g| Layer::new(array![[w]], array![[0.0]], g).unwrap();
        let huge =
            vec![layer(1e308, Activation::Linear), layer(1e308, Activation::Linear), layer(0.0, Activation::Sigmoid)];
        let e = Network::from_layers(huge).unwrap().predict(&array![[1e308]]).unwrap_err();
        assert_eq!(e.to_string(), "Ŷ[0, 0] is NaN; allowed: finite numbers");
    }
}
