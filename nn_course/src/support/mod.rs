//! What all folders use: errors, argument checks, randomness, matrix products, threads.

pub mod error;
pub mod linalg;
pub mod random;
#[doc(hidden)]
pub mod validate;
