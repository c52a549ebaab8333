//! Pictures: a [`Figure`](figure::Figure) is PNG bytes with sentences that say what it shows.
//!
//! A [`Panel`](panel::Panel) describes one pair of axes and what is on them; a figure puts panels side by side and draws them. All
//! pictures share one look (`style`), need no font of the system, and come out with the same bytes on every machine.

mod axes;
pub mod boundaries;
pub mod curves;
mod draw;
pub mod field;
pub mod figure;
pub mod gradients;
mod image;
mod marks;
pub mod networks;
pub mod panel;
mod paper;
mod sentence;
pub mod slider;
pub mod style;
mod surface;

pub use boundaries::{
    decision_boundaries, decision_boundary, decision_boundary_of, examples, images, train_and_dev_boundary,
};
pub use curves::{
    accuracy_intervals, cost_and_boundary, cost_and_cross_entropy, cost_curve, cost_curves, early_stopping,
    interval_reach, learning_curve, train_and_dev,
};
pub use gradients::{by_epsilon, gradient_components, gradient_ratios};
pub use networks::{by_layer, clouds, descent, histogram, layer_histograms, numbered, on_activation, same_axes};
