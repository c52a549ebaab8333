//! Calls a learner's function so that its panic is an answer, and no noise.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

/// What `todo!()` panics with; what it is given follows after a colon.
const TODO: &str = "not yet implemented";

/// How a call ended other than with a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ended {
    /// In `todo!()`.
    ToDo,
    /// In another panic, with this message.
    Panicked(String),
    /// With this error.
    Failed(String),
}

/// The hook is the process's: one thread at a time takes it off and puts it back.
static HOOK: Mutex<()> = Mutex::new(());

thread_local! {
    /// Whether this thread has taken it off: a learner's function may call a check.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Puts the hook back, however the calls end.
struct Back(Option<Box<Hook>>);

type Hook = dyn Fn(&PanicHookInfo<'_>) + Sync + Send;

impl Drop for Back {
    fn drop(&mut self) {
        QUIET.set(false);
        // While a thread panics, no hook can be set.
        if let Some(hook) = self.0.take().filter(|_| !std::thread::panicking()) {
            set_hook(hook);
        }
    }
}

/// Runs `calls` without the messages that panics print.
pub(super) fn quietly<T>(calls: impl FnOnce() -> T) -> T {
    if QUIET.get() || std::thread::panicking() {
        return calls();
    }
    let _one = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let _back = Back(Some(take_hook()));
    QUIET.set(true);
    set_hook(Box::new(|_| {}));
    calls()
}

/// Calls a function; a panic in it ends nothing.
pub(super) fn call<T>(function: impl FnOnce() -> nn_course::support::error::Result<T>) -> Result<T, Ended> {
    match catch_unwind(AssertUnwindSafe(function)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Ended::Failed(error.to_string())),
        Err(payload) => {
            let message = payload.downcast_ref::<&str>().map(|text| text.to_string());
            let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
            // Whatever was thrown, dropping it might panic once more.
            std::mem::forget(payload);
            Err(match message {
                Some(text) if text.starts_with(TODO) => Ended::ToDo,
                Some(text) => Ended::Panicked(text),
                None => Ended::Panicked("a panic without a message".into()),
            })
        }
    }
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
        let ends = quietly(|| {
            [
                call(|| Ok(1)),
                call(|| nn_course::network::init::Initializer::He.std_dev(0, 1).map(|_| 1)),
                call(|| todo!()),
                call(|| todo!("later")),
                call(|| panic!("index {}", 3)),
                call(|| std::panic::panic_any(3)),
                call(|| std::panic::panic_any(Bomb)),
            ]
        });
        assert_eq!(
            ends,
            [
                Ok(1),
                Err(Ended::Failed("fan_in n[l-1] is 0; allowed: 1, 2, 3, …".into())),
                Err(Ended::ToDo),
                Err(Ended::ToDo),
                Err(Ended::Panicked("index 3".into())),
                Err(Ended::Panicked("a panic without a message".into())),
                Err(Ended::Panicked("a panic without a message".into())),
            ]
        );
    }
}
