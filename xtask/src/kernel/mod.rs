//! The Rust kernel: where it comes from, how it is registered and started, and how it compiles cells.

pub mod evcxr;
pub mod launcher;
pub mod obtain;
pub mod prepared;
pub mod registration;
mod relay;
pub mod stand_in;
pub mod tuning;
