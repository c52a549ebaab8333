//! Memory is counted, so that a call which takes too much is found, and not the machine's end.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// 2²⁸ numbers are 2 GiB; a list that grows to that has twice the room, and while it grows the old room too.
const MOST: usize = 7 << 30;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static OVER: AtomicBool = AtomicBool::new(false);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most that was held at a time, in bytes.
pub fn peak() -> usize {
    PEAK.load(Relaxed)
}

fn taken(size: usize) {
    let held = HELD.fetch_add(size, Relaxed).saturating_add(size);
    PEAK.fetch_max(held, Relaxed);
    // Saying so allocates, which may come here again.
    if held > MOST && !OVER.swap(true, Relaxed) {
        let name = super::NAMES.get().and_then(|names| names.get(super::FUNCTION.load(Relaxed)));
        let number = super::NUMBER.load(Relaxed);
        eprintln!("FINDING {} --at {number}: takes {held} bytes of memory", name.unwrap_or(&"?"));
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

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller's duties are the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's duties are the same.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        taken(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's duties are the same.
        unsafe { System.realloc(place, layout, size) }
    }
}
