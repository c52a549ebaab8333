//! Quiet calls of a learner's function: a panic becomes an answer, and prints nothing.

use super::answer::short;
use nn_course::support::error;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// What a call says that ended in `todo!()`.
pub(super) const TODO: &str = "todo!()";

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is in a learner's function that is being checked, whose panics are not to be printed.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Calls a function; a panic in it ends nothing and prints nothing. Without a value there are words: how it ended.
pub(super) fn call<T>(function: impl FnOnce() -> error::Result<T>) -> Result<T, String> {
    static ONCE: Once = Once::new();
    // While a thread panics, no hook can be set.
    if !std::thread::panicking() {
        ONCE.call_once(|| {
            let print = take_hook();
            set_hook(Box::new(move |info| {
                if !is_quiet() {
                    print(info)
                }
            }));
        });
    }
    // A learner's function may call a check.
    let outer = QUIET.replace(true);
    let ended = catch_unwind(AssertUnwindSafe(function));
    QUIET.set(outer);
    ended.map_or_else(
        |payload| {
            let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            // Whatever was thrown, dropping it might panic once more.
            std::mem::forget(payload);
            Err(match text {
                // What it is given follows after a colon.
                Some(text) if text.starts_with("not yet implemented") => TODO.into(),
                Some(text) => format!("a panic: {}", short(&text)),
                None => "a panic: a panic without a message".into(),
            })
        },
        |value| value.map_err(|error| format!("an error: {}", short(&error.to_string()))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What panics again when it is dropped.
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("once more");
        }
    }

    #[test]
    fn every_end_is_told_apart() {
        let ends = [
            call(|| Ok(1)),
            call(|| nn_course::network::init::Initializer::He.std_dev(0, 1).map(|_| 1)),
            call(|| todo!()),
            call(|| todo!("later")),
            call(|| panic!("index {}", 3)),
            call(|| std::panic::panic_any(3)),
            call(|| std::panic::panic_any(Bomb)),
        ];
        assert_eq!(
            ends,
            [
                Ok(1),
                Err("an error: fan_in n[l-1] is 0; allowed: 1, 2, 3, …".into()),
                Err(TODO.into()),
                Err(TODO.into()),
                Err("a panic: index 3".into()),
                Err("a panic: a panic without a message".into()),
                Err("a panic: a panic without a message".into()),
            ]
        );
        assert!(!is_quiet());
    }
}
