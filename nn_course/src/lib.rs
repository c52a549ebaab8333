//! The lecture's crate of an interactive course on the practical side of deep learning: no plots, no display, no exercises.
//!
//! Data flows one way: generate → dataset (augment) → split → normalize → init → network → train (masks, forward, cost,
//! backward, penalty, update) → history → diagnose; learning curves train many networks, and gradient checking stands beside it.
//! Folders are in the order of the notebooks; nearly every module is one idea of the lecture. The crate `nn_course_notebook` adds what notebooks need.
//!
//! # Notation
//!
//! | letter | meaning | shape |
//! |---|---|---|
//! | `m` | number of examples | |
//! | `n_x` | number of inputs | |
//! | `L` | number of layers | |
//! | `n[l]` | units in layer l; `n[0]` = n_x | |
//! | `X` | inputs, one column an example | (n_x, m) |
//! | `Y` | labels, 0 or 1 | (1, m) |
//! | `W[l]` | weights of layer l | (`n[l]`, `n[l-1]`) |
//! | `b[l]` | biases of layer l | (`n[l]`, 1) |
//! | `Z[l]` | `W[l]·A[l-1] + b[l]` | (`n[l]`, m) |
//! | `A[l]` | `g(Z[l]`); `A[0]` = X | (`n[l]`, m) |
//! | `Ŷ` | `A[L]`, the predicted probabilities | (1, m) |
//! | θ | all W and b as one vector | |
//! | `dZ`, `dW`, `db` | derivatives of the cost J | as Z, W, b |
//! | `D[l]` | dropout mask of a hidden layer, 1 where a unit is kept | (`n[l]`, m) |
//! | λ, keep_prob | how much large weights cost; the probability of keeping a unit | |
//!
//! # Example
//!
//! ```
//! use nn_course::prelude::*;
//! # fn main() -> Result<()> {
//! let data = generate::circles(300, 0.8, 0.05, &mut NumpyRng::seed(1))?;
//! let network = Network::new(&[2, 10, 5, 1], Initializer::He, &mut NumpyRng::seed(3))?;
//! let config = TrainConfig { iterations: 1_000, ..TrainConfig::default() };
//! let trained = train(&network, &data, &config)?;
//! assert!(trained.history.cost_at(900) < trained.history.cost_at(0));
//! # Ok(())
//! # }
//! ```
//!
//! # The same bits everywhere
//!
//! Sums are added in a written order (those that training waits for, in the crate `nn_course_loops`), `exp`, `ln` and their
//! like come from the portable `libm`, and no fused multiply-add is left to the compiler. So a network trained here is
//! equal to the last bit on every machine.

#![forbid(unsafe_code)]

pub mod data;
pub mod diagnosis;
pub mod gradient_check;
#[doc(hidden)]
mod moved;
pub mod network;
pub mod regularization;
pub mod support;
pub mod training;

/// Matrices are features × examples.
pub type Matrix = ndarray::Array2<f64>;

/// Some columns of a matrix, or all.
pub(crate) type View<'a> = ndarray::ArrayView2<'a, f64>;

/// All that a program which uses the course imports.
pub mod prelude {
    pub use crate::{
        Matrix, data::augment, data::augment::Augmentation, data::augment::Transform, data::dataset::*, data::generate,
        data::normalize::*, data::split::*, diagnosis::diagnose::*, diagnosis::gap::*, diagnosis::learning_curve::*,
        diagnosis::uncertainty, diagnosis::uncertainty::Measured, gradient_check,
        gradient_check::check_network::GradientCheck, gradient_check::difference::Difference,
        gradient_check::parameters::*, gradient_check::report::GradientReport, gradient_check::report::Verdict,
        network::activation::Activation, network::cost, network::cost::CostFormula, network::init::*,
        network::layers::*, network::propagation::*, regularization::dropout::*, regularization::early_stopping::*,
        regularization::penalty, regularization::penalty::Penalty, support::error::*, support::linalg::matmul,
        support::random, support::random::NumpyRng, training::config::*, training::history::*, training::progress::*,
        training::train::*,
    };
    pub use ndarray::{self, Axis, array, s};

    #[doc(hidden)]
    pub use crate::moved::{Regularization, notebook};
}
