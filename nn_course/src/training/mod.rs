//! Training: gradient descent on all examples (notebook 02, section 5).

pub mod full_batch;
pub mod history;
pub mod progress;
pub mod train;
pub mod update;
