//! Conversion of all parameters into one vector θ, and back.
//!
//! Explained in notebook 04, section 3.
//!
//! θ holds `W[1]`, `b[1]`, `W[2]`, `b[2]`, …, each row by row: the order of the lecture's code.

use crate::{Matrix, network::layers::Network, network::propagation::Gradients, support::error::*, support::validate};

/// The names of θ's entries by matrix: `W2[0, 3]`, `b1[4]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub(super) blocks: Vec<Block>,
}

/// One matrix within θ.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub name: String,
    pub shape: (usize, usize),
    /// The index in θ of its first entry.
    pub start: usize,
}

impl Block {
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.shape.0 * self.shape.1
    }

    /// The name of an entry of θ that is in this matrix.
    pub fn name_of(&self, place: usize) -> String {
        let (name, within) = (&self.name, place - self.start);
        match self.shape {
            (1, 1) => name.clone(),
            (_, 1) => format!("{name}[{within}]"),
            (_, columns) => format!("{name}[{}, {}]", within / columns, within % columns),
        }
    }
}

impl Layout {
    /// Matrices by name and shape (rows, columns), one after the other. A vector of n numbers is (n, 1), a number (1, 1).
    ///
    /// # Errors
    /// [`Error::Empty`] without matrices, [`Error::Shape`] for one without entries or with more than 2²⁸ of them.
    pub fn new<'a>(blocks: impl IntoIterator<Item = (&'a str, (usize, usize))>) -> Result<Self> {
        let mut layout = Layout { blocks: Vec::new() };
        for (name, (rows, columns)) in blocks {
            let allowed = "at least one row and one column";
            validate::ensure(rows > 0 && columns > 0, || Error::shape(name, (rows, columns), allowed))?;
            validate::size(name, rows, columns)?;
            layout.push(name.into(), (rows, columns));
        }
        validate::ensure(!layout.blocks.is_empty(), || Error::empty("the layout", "one matrix or more"))?;
        Ok(layout)
    }

    fn push(&mut self, name: String, shape: (usize, usize)) {
        self.blocks.push(Block { name, shape, start: self.len() });
    }

    /// The layout of a network's θ: W1, b1, W2, b2, ….
    pub fn of(network: &Network) -> Self {
        let mut layout = Layout { blocks: Vec::new() };
        for (l, layer) in network.layers().iter().enumerate() {
            layout.push(format!("W{}", l + 1), layer.w().dim());
            layout.push(format!("b{}", l + 1), layer.b().dim());
        }
        layout
    }

    /// The number of entries.
    #[allow(clippy::len_without_is_empty, reason = "a layout is never empty")]
    pub fn len(&self) -> usize {
        self.blocks.last().map_or(0, |b| b.range().end)
    }

    /// The name of the entry of θ at an index, counted from 0: with (row, column), or the row alone in a single column.
    /// Outside θ it is the index alone.
    pub fn name(&self, place: usize) -> String {
        match self.blocks.iter().find(|b| b.range().contains(&place)) {
            Some(block) => block.name_of(place),
            None => format!("[{place}]"),
        }
    }
}

/// The entries of pairs of matrices, each row by row.
fn flattened<'a>(pairs: impl Iterator<Item = (&'a Matrix, &'a Matrix)>) -> Vec<f64> {
    pairs.flat_map(|(w, b)| w.iter().chain(b)).copied().collect()
}

impl Network {
    /// θ: all parameters as one vector, in the order of [`Layout::of`].
    pub fn to_vector(&self) -> Vec<f64> {
        flattened(self.layers().iter().map(|l| (l.w(), l.b())))
    }

    /// The same layers with the parameters θ: `network.with_parameters(&network.to_vector())` is `network`, to the last bit.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of parameters or an entry that is not finite.
    pub fn with_parameters(&self, theta: &[f64]) -> Result<Network> {
        validate::one_for_each("entries of theta", theta.len(), self.parameter_count(), "parameter")?;
        all_finite("the parameter", &Layout::of(self), theta)?;
        let mut changed = self.clone();
        let mut values = theta.iter().copied();
        for (w, b) in changed.layers_mut() {
            w.iter_mut().chain(b).zip(&mut values).for_each(|(place, value)| *place = value);
        }
        Ok(changed)
    }
}

impl Gradients {
    /// dθ: `dW[1]`, `db[1]`, `dW[2]`, `db[2]`, … as one vector, in the order of [`Network::to_vector`].
    pub fn to_vector(&self) -> Vec<f64> {
        flattened(self.dw.iter().zip(&self.db))
    }
}

/// Checks that all values are finite; an error names the first that is not.
pub(crate) fn all_finite(what: &str, layout: &Layout, values: &[f64]) -> Result<()> {
    match values.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(i) => Err(Error::mismatch(format!("{what} {}", layout.name(i)), values[i], "finite numbers")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::generate, network::init::Initializer, network::propagation::backward, network::propagation::forward,
        support::random::NumpyRng,
    };

    fn network() -> Network {
        Network::new(&[2, 3, 1], Initializer::He, &mut NumpyRng::seed(3)).unwrap()
    }

    #[test]
    fn there_and_back_is_the_same_network() {
        let theta: Vec<f64> = (0..13).map(|i| f64::from(i) / 7.0 - 0.0).collect();
        let changed = network().with_parameters(&theta).unwrap();
        assert_eq!(changed.to_vector(), theta);
        assert_eq!(network().with_parameters(&network().to_vector()).unwrap(), network());
        // W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1), each row by row.
        assert_eq!(changed.layers()[0].w()[[1, 0]], theta[2]);
        assert_eq!(changed.layers()[0].b()[[2, 0]], theta[8]);
        assert_eq!(changed.layers()[1].w()[[0, 2]], theta[11]);
        assert_eq!(changed.layers()[1].b()[[0, 0]], theta[12]);
    }

    #[test]
    fn gradients_have_the_same_order() {
        let data = generate::circles(10, 0.8, 0.05, &mut NumpyRng::seed(1)).unwrap();
        let cache = forward(&network(), data.x()).unwrap();
        let gradients = backward(&network(), data.x(), data.y(), &cache).unwrap();
        // A step along dθ is the step of the network.
        let mut stepped = network();
        stepped.update(&gradients, 0.5).unwrap();
        let theta: Vec<f64> =
            network().to_vector().iter().zip(gradients.to_vector()).map(|(t, d)| t + -0.5 * d).collect();
        assert_eq!(network().with_parameters(&theta).unwrap(), stepped);
    }

    #[test]
    fn places_have_names() {
        let layout = Layout::of(&network());
        assert_eq!(layout.len(), 13);
        let names: Vec<String> = [0, 3, 5, 6, 8, 9, 11, 12, 13].map(|i| layout.name(i)).into();
        assert_eq!(names, ["W1[0, 0]", "W1[1, 1]", "W1[2, 1]", "b1[0]", "b1[2]", "W2[0, 0]", "W2[0, 2]", "b2", "[13]"]);
        let own = Layout::new([("rate", (1, 1)), ("slopes", (3, 1))]).unwrap();
        assert_eq!([own.name(0), own.name(2)], ["rate", "slopes[1]"]);
    }

    #[test]
    fn bad_input_is_named() {
        let error = |theta: &[f64]| network().with_parameters(theta).unwrap_err().to_string();
        assert_eq!(error(&[0.0; 12]), "the number of entries of theta is 12; allowed: 13, one for each parameter");
        let mut theta = [0.0; 13];
        theta[3] = f64::NAN;
        assert_eq!(error(&theta), "the parameter W1[1, 1] is NaN; allowed: finite numbers");
        assert_eq!(Layout::new([]).unwrap_err().to_string(), "the layout is empty; allowed: one matrix or more");
        assert!(Layout::new([("W", (3, 0))]).unwrap_err().to_string().starts_with("W has shape (3, 0)"));
        assert!(Layout::new([("W", (0, 3))]).unwrap_err().to_string().starts_with("W has shape (0, 3)"));
        assert!(Layout::new([("W", (1 << 28, 2))]).unwrap_err().to_string().contains("at most 268435456 entries"));
    }
}
