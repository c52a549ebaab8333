//! Data sets: generated, split, normalized and augmented (notebook 01; normalization: notebook 02).

pub mod augment;
pub mod dataset;
pub mod generate;
pub mod normalize;
pub mod split;
