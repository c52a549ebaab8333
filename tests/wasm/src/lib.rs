//! The digests of the course's numbers as a WebAssembly module, which `print.mjs` runs in Node.

#[path = "../../src/digests.rs"]
#[allow(dead_code, reason = "what pictures are drawn of")]
mod digests;

use std::sync::OnceLock;

/// The lines, or the error, as one text.
static TEXT: OnceLock<String> = OnceLock::new();

fn text() -> &'static str {
    TEXT.get_or_init(|| digests::all().map_or_else(|e| e.to_string(), |numbers| numbers.lines.join("\n")))
}

/// The length of the text in bytes.
// A name that is not mangled could be another's too; nothing else is linked here.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    text().len()
}

/// A byte of the text, 0 beyond its end.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn byte(index: usize) -> u8 {
    text().as_bytes().get(index).copied().unwrap_or(0)
}
