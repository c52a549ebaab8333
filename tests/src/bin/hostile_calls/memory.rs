//! Memory is counted, so that a call which takes too much is found, and not the machine's end.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// 2²⁸ numbers are 2 GiB; a list that grows to that has twice the capacity, and while it grows the old buffer too.
const MOST: usize = 7 << 30;

static HELD: AtomicUsize = AtomicUsize::new(0);
/// The most that was held at a time, in bytes.
pub static PEAK: AtomicUsize = AtomicUsize::new(0);
static OVER: AtomicBool = AtomicBool::new(false);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn taken(size: usize) {
    let held = HELD.fetch_add(size, Relaxed).saturating_add(size);
    PEAK.fetch_max(held, Relaxed);
    // Saying so allocates, which may come here again.
    if held > MOST && !OVER.swap(true, Relaxed) {
        super::tell("takes too much memory");
        std::process::exit(1);
    }
}

// SAFETY: everything is the system allocator's, with the same arguments; only sizes are added up beside it.
#[allow(unsafe_code, reason = "an allocator is unsafe by its nature")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller's duties are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's duties are the same.
        unsafe { System.dealloc(place, layout) }
    }
}
