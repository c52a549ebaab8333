//! Training: gradient descent on all examples (notebook 02, section 5).

pub mod config;
mod full_batch;
pub mod history;
pub mod progress;
mod recorder;
pub mod train;
pub mod update;
