//! Bias and variance: what the errors of a network say (notebook 01).

pub mod diagnose;
pub mod gap;
pub mod learning_curve;
pub mod uncertainty;

#[cfg(test)]
mod tests;
