//! Data sets: generated, read from CSV, split, normalized and augmented (notebook 01; normalization: notebook 02).

pub mod augment;
pub mod csv;
pub mod dataset;
pub mod generate;
pub mod normalize;
pub mod split;
