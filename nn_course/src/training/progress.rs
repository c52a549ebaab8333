//! Progress reporting for training runs.

/// The times at which training prints a line such as `Cost after iteration 10000: 0.163… (33% done, under 10 s left)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Report {
    /// Only if it takes long: the first line after 10 seconds, then one about every 10 seconds.
    #[default]
    WhenLong,
    /// At every iteration that is a multiple of this, from 0 on; 1 or more. The lecture prints every 1,000 or 10,000.
    Every(usize),
    /// Never.
    Never,
}
