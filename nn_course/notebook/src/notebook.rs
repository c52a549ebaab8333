//! The functions that a notebook's first cell calls.
//!
//! Explained in notebook 01, section 0.

use crate::exercise::quiet::is_quiet;
use crate::exercise::task::{SHAPES, do_not_fit};
use crate::exercise::version::is_relayed;
use crate::show::line_end;
use std::io::Write;
use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::process::Command;
use std::thread;

/// The file in which the kernel compiles a cell.
const PROGRAM: [&str; 2] = ["src", "lib.rs"];

/// Of an index that an array does not have.
const BEYOND: &str = "An index is beyond the end: the first one is 0, and .shape() says how many there are.";

/// Words of a panic that do not say what is wrong, and what does.
const HINTS: [(&str, &str); 5] = [
    ("ndarray: index out of bounds", BEYOND),
    ("index < dim", BEYOND),
    ("axis_len", BEYOND),
    (
        "matrix multiplication",
        "The second matrix must have as many rows as the first one has columns; .t() swaps them.",
    ),
    ("subtract with overflow", "A whole number of the type usize is 0 or more: take `as f64` before you subtract."),
];

/// Makes panics in this process speak to learners, and gives the sentence that says the crate is loaded.
///
/// The kernel prints a panic as a program would, with a backtrace through its own insides. After this call it is the message, and
/// what has become of the variables. Calling it again does no harm.
pub fn start() -> String {
    // Cells run one after the other in the same thread.
    let cells = thread::current().id();
    // Where stderr cannot be written, there is nobody to tell; and while a thread panics, no hook can be set.
    if !thread::panicking() {
        panic::set_hook(Box::new(move |info| {
            if !is_quiet() {
                let told = told(info, thread::current().id() == cells);
                drop(std::io::stderr().write_all(format!("{}{told}", line_end()).as_bytes()));
            }
        }));
    }
    format!("nn_course {} is loaded", env!("CARGO_PKG_VERSION"))
}

/// What of the course's set-up is there, what is missing, and how to get it: what `cargo lab --check` says in the clone that this
/// crate was compiled in.
pub fn environment() -> String {
    let clone = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    match Command::new("cargo").args(["lab", "--check"]).current_dir(clone).output() {
        Ok(output) => {
            // What went wrong, where it has nothing to say.
            let said = if output.stdout.is_empty() { output.stderr } else { output.stdout };
            String::from_utf8_lossy(&said).trim().to_string()
        }
        Err(e) => format!("✗ cargo cannot be run: {e}\n  what to do: install Rust from https://rustup.rs"),
    }
}

/// The message of a panic, in a cell itself or in a thread that it began.
fn told(info: &PanicHookInfo, is_of_cell: bool) -> String {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    let shapes = do_not_fit(message).then_some(SHAPES);
    let hint = shapes.or_else(|| HINTS.iter().find(|(words, _)| message.contains(words)).map(|(_, hint)| *hint));
    let hint = hint.map_or(String::new(), |hint| format!("{hint}\n"));
    // A place in the program that the kernel makes of a cell; its relay writes the cell's own line instead.
    let place = info.location().filter(|place| Path::new(place.file()).iter().eq(PROGRAM) && is_relayed());
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    if !is_of_cell {
        let name = thread::current().name().map_or("A thread".into(), |name| format!("The thread `{name}`"));
        return format!(
            "{name} panicked{place}: {message}\n{hint}Only this thread stopped: its `join()` gives an `Err`.\n"
        );
    }
    format!(
        "This cell panicked{place}: {message}\n{hint}\
         It stopped there. Variables of earlier cells are kept, except those that this cell defines again or moves.\n\
         Fix it and run it again.\n"
    )
}
