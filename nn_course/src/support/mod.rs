//! What all folders use: errors, argument checks, randomness, matrix products, threads.

pub mod error;
pub mod linalg;
pub(crate) mod parallel;
pub mod random;
pub(crate) mod shard;
pub mod text;
pub mod validate;
