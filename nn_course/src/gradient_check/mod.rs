//! Gradient checking: is a gradient the derivative of its cost?
//!
//! Explained in notebook 04, sections 2 and 6.
//!
//! [`check`](fn@check) compares any gradient with difference quotients of any cost, both given as closures over one vector θ;
//! [`check_network`](fn@check_network) does it for a network, its data and its penalty. [`guide`] shows how to check your own code.
//!
//! # Formula
//! `a_i = (J(θ + ε e_i) − J(θ − ε e_i)) / 2ε` for every component i; with the gradient g under test, the difference is
//! `‖g − a‖₂ / (‖g‖₂ + ‖a‖₂)`. At ε = 1e-7, about 1e-7 is great, 1e-5 asks for another look, 1e-3 is a reason to worry.
//!
//! # What differs is measured again
//! A right gradient may fail that formula: ε is so small that rounding drowns the difference, or so large that the function bends within
//! it, or θ sits on a kink. So components that differ are measured at other ε as well ([`Reason`] says how each
//! case is told from a bug), and the [verdict](report::GradientReport::verdict) counts what then [remains](report::GradientReport::remaining). The cost is then called
//! as far from θ as a thousandth of θ_i (or of 1), or 10 ε; before a component is called wrong, as far as θ_i (or 1), in case the cost
//! moves in steps.
//!
//! # Source
//! A. Ng, "Improving Deep Neural Networks", week 1: numerical approximation of gradients, gradient checking.

pub mod check;
pub mod check_network;
pub mod difference;
#[doc(hidden)]
pub mod number_format;
pub mod parameters;
pub mod pattern;
pub mod report;
pub mod second_look;
mod words;

#[doc = include_str!("guide.md")]
pub mod guide {}

pub use self::difference::relative_difference;
pub use self::{check::check, check::check_named, check_network::check_gradients, check_network::check_network};
pub use self::{pattern::Pattern, report::Component, report::MatrixSummary, second_look::Reason};

#[cfg(test)]
mod tests;
