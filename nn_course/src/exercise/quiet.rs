//! Calls a learner's function so that its panic is an answer, and no noise.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

/// The hook is the process's: one check at a time takes it off and puts it back.
static HOOK: Mutex<()> = Mutex::new(());

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

/// Runs `calls` without the messages that panics print.
pub(super) fn quietly<T>(calls: impl FnOnce() -> T) -> T {
    let _one = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    // While a thread panics, no hook can be set.
    if std::thread::panicking() {
        return calls();
    }
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let result = calls();
    set_hook(hook);
    result
}

/// Calls a function; a panic in it ends nothing.
pub(super) fn call<T>(function: impl FnOnce() -> crate::Result<T>) -> Result<T, Ended> {
    match catch_unwind(AssertUnwindSafe(function)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Ended::Failed(error.to_string())),
        Err(payload) => {
            let message = payload.downcast_ref::<&str>().map(|text| text.to_string());
            let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
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

    #[test]
    fn every_end_is_told_apart() {
        let ends = quietly(|| {
            [
                call(|| Ok(1)),
                call(|| crate::Initializer::He.std_dev(0, 1).map(|_| 1)),
                call(|| todo!()),
                call(|| todo!("later")),
                call(|| panic!("index {}", 3)),
                call(|| std::panic::panic_any(3)),
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
            ]
        );
    }
}
