//! Pictures: a [`Figure`] is PNG bytes with a sentence that says what it shows.
//!
//! A [`Panel`] describes one pair of axes and what is on them; a figure puts panels side by side and draws them. All
//! pictures share one look (`style`), need no font of the system, and come out with the same bytes on every machine.

mod axes;
mod charts;
mod draw;
mod field;
mod figure;
mod image;
mod marks;
mod panel;
mod paper;
mod slider;
mod style;
mod surface;

pub use charts::{cost_curve, decision_boundary, gradient_components, histogram, learning_curve};
pub use field::Field;
pub use figure::Figure;
pub use panel::{Panel, Shape};
pub use slider::Slider;
pub use style::Colour;
