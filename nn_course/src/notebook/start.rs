//! What the first cell of a notebook calls.
//!
//! Explained in notebook 01, section 0.

use std::panic::{self, PanicHookInfo};

/// Makes panics in this process speak to learners, and gives the sentence that says the crate is loaded.
///
/// The kernel prints a panic as a program would, with a backtrace through its own insides. After this call it is the message, and
/// what has become of the variables. Calling it again does no harm.
pub fn start() -> String {
    panic::set_hook(Box::new(|info| eprintln!("{}", told(info))));
    format!("nn_course {} is loaded", env!("CARGO_PKG_VERSION"))
}

/// A panic in words.
fn told(info: &PanicHookInfo) -> String {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    format!(
        "This cell panicked: {message}\n\
         It stopped there. Variables of earlier cells are kept: mend the cell and run it again."
    )
}
