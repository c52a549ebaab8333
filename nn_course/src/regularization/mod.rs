//! Regularization: penalties, dropout, early stopping (notebook 03).

pub mod dropout;
pub mod early_stopping;
pub mod penalty;
