//! What all folders use: errors, argument checks, randomness, matrix products, threads.

pub mod error;
pub mod linalg;
pub mod random;
pub mod text;
pub mod validate;
