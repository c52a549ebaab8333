//! Diagnosis of bias and variance from a network's errors (notebook 01).

pub mod diagnose;
pub mod gap;
pub mod learning_curve;
pub mod uncertainty;

#[cfg(test)]
mod tests;
