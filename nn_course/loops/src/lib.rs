//! The loops over examples that training waits for, and how examples are divided for threads and cache. What the loops mean stands in
//! `nn_course`; here they are only fast, each beside a plain twin that it is tested against.
//!
//! Three reasons make them fast, and a fourth keeps them here:
//! - They run along contiguous rows of examples, which the compiler turns into vector instructions.
//! - [`products`] take four rows at a time, or two, so that the processor adds to several sums at once instead of waiting for one.
//! - `widest` compiles each loop twice on x86-64, for every processor and for those with 256-bit vectors, and picks one at
//!   run time. Both give the same bits: the order of additions is written down, and Rust never fuses a multiplication with
//!   an addition on its own. That is also why they are written out rather than left to a BLAS, which picks both by the
//!   processor it finds.
//! - This crate is always compiled with full optimization. The rest of the course is not, in a notebook's kernel: there
//!   what counts is that a cell compiles quickly (`docs/speed.md` has the figures).

pub mod activations;
pub mod exponential;
pub mod mt19937;
#[doc(hidden)]
pub mod parallel;
pub mod products;
#[doc(hidden)]
pub mod shard;
pub mod sum;

/// Runs `work` with 256-bit vectors where this processor has them.
///
/// Everything that `work` calls must be inlined to gain by it.
#[inline(always)]
fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        /// `work`, compiled once more.
        #[target_feature(enable = "avx2")]
        fn wide<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // The one place that the workspace's lint against unsafe code lets through.
            // SAFETY: `wide` is an ordinary function but for the instructions it may use, and the processor has just said that it
            // has those.
            #[allow(unsafe_code)]
            return unsafe { wide(work) };
        }
    }
    work()
}
