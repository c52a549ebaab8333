//! Parallel work in independent pieces.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// The number of threads that this machine can run at once.
pub fn available() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `work` on every piece, on at most `threads` threads: each takes the next piece until none is left. Where the
/// system refuses a thread, the others do its work.
pub fn run<T: Send>(pieces: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    let helpers = threads.min(pieces.len()).saturating_sub(1);
    let queue = Mutex::new(pieces.iter_mut());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let help = || {
        while let Some(piece) = next() {
            work(piece);
        }
    };
    thread::scope(|scope| {
        for _ in 0..helpers {
            if thread::Builder::new().spawn_scoped(scope, help).is_err() {
                break;
            }
        }
        help();
    });
}
