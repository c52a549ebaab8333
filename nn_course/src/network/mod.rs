//! The network: initialization, forward and backward propagation, cost (notebook 02).

pub mod activation;
pub mod cost;
pub mod init;
pub mod layers;
pub mod predict;
pub mod propagation;
