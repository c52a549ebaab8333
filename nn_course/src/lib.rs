//! The parts of an interactive course on the practical side of deep learning.
//!
//! Data flows one way: generate or CSV → dataset (augment) → split → normalize → init → network → train (masks, forward, cost,
//! penalty, backward, update) → history → diagnose → plot; learning curves train many networks, and gradient checking stands beside it; `exercise`
//! checks what learners write. Each module is one idea of the lecture and only uses modules before it.
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

mod align;
mod check;

pub mod activation;
pub mod augment;
pub mod cost;
mod csv;
pub mod dataset;
pub mod diagnose;
pub mod dropout;
pub mod early_stopping;
pub mod error;
pub mod exercise;
pub mod generate;
pub mod gradient_check;
pub mod history;
pub mod init;
pub mod learning_curve;
pub mod linalg;
pub mod network;
pub mod normalize;
pub mod notebook;
mod parallel;
pub mod parameters;
pub mod penalty;
pub mod plot;
mod predict;
pub mod propagation;
pub mod random;
pub mod regularization;
pub mod report;
mod shard;
pub mod split;
pub mod train;
pub mod uncertainty;
mod update;

pub use activation::Activation;
pub use augment::{Augmentation, Transform};
pub use cost::CostFormula;
pub use dataset::Dataset;
pub use diagnose::{Cause, Diagnosis, Errors, Finding, Gap, Measured};
pub use dropout::{Dropout, Masks};
pub use early_stopping::{EarlyStopping, Evaluation, Monitor, StoppedEarly, train_with_early_stopping};
pub use error::{Error, Result};
pub use gradient_check::{Difference, GradientCheck, GradientReport, Verdict};
pub use history::History;
pub use init::Initializer;
pub use learning_curve::{CurveConfig, CurvePoint, LearningCurve};
pub use network::{Layer, Network};
pub use normalize::Normalizer;
pub use parameters::Layout;
pub use penalty::Penalty;
pub use propagation::{Cache, Gradients, backward, backward_from, forward, forward_with_dropout};
pub use regularization::Regularization;
pub use report::Report;
pub use split::{Sizes, Split};
pub use train::{TrainConfig, Trained, train, train_watched};

pub use ndarray;
pub use ndarray_rand;

/// Matrices are features × examples.
pub type Matrix = ndarray::Array2<f64>;

/// What a notebook's first cell imports.
pub mod prelude {
    pub use crate::linalg::matmul;
    pub use crate::notebook::{self, Show, Table};
    pub use crate::plot::{self, Colour, Field, Figure, Panel, Shape, Slider};
    pub use crate::random::NumpyRng;
    pub use crate::{
        Activation, Augmentation, Cache, Cause, CostFormula, CurveConfig, CurvePoint, Dataset, Diagnosis, Difference,
        Dropout, EarlyStopping, Error, Errors, Evaluation, Finding, Gap, GradientCheck, GradientReport, Gradients,
        History, Initializer, Layer, Layout, LearningCurve, Masks, Matrix, Measured, Monitor, Network, Normalizer,
        Penalty, Regularization, Report, Result, Sizes, Split, StoppedEarly, TrainConfig, Trained, Transform, Verdict,
        augment, backward, backward_from, cost, exercise, forward, forward_with_dropout, generate, gradient_check,
        penalty, random, train, train_watched, train_with_early_stopping, uncertainty,
    };
    pub use ndarray::{self, Axis, array, s};
}
