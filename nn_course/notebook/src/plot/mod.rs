//! Pictures: a [`Figure`](figure::Figure) is PNG bytes with a sentence that says what it shows.
//!
//! A [`Panel`](panel::Panel) describes one pair of axes and what is on them; a figure puts panels side by side and draws them. All
//! pictures share one look (`style`), need no font of the system, and come out with the same bytes on every machine.

mod axes;
pub mod charts;
mod draw;
pub mod field;
pub mod figure;
mod image;
mod marks;
pub mod panel;
mod paper;
pub mod slider;
pub mod style;
mod surface;

pub use charts::{cost_curve, decision_boundary, gradient_components, histogram, learning_curve};
