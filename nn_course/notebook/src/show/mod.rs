//! Display of values as the last expression of a notebook cell.
//!
//! The kernel calls `evcxr_display` on a cell's value; [`Show`], which the prelude brings along, gives that method to the course's
//! types, to matrices and to plain numbers and texts.

mod lists;
pub(crate) mod numbers;
mod pictures;
mod rows;
mod settings;
pub mod table;
mod types;

pub use numbers::percent;

use crate::exercise::version::is_relayed;
use std::io::Write;

/// The display of a value: HTML, and the same as plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// HTML, for the page.
    pub html: Option<String>,
    /// Plain text, for terminals, diffs and screen readers.
    pub text: String,
}

impl Shown {
    /// Plain text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Shown { html: None, text: text.into() }
    }
}

/// A value that shows itself in a notebook.
pub trait Show {
    /// The display of the value.
    fn shown(&self) -> Shown;

    /// The display of several values: short ones in a line, others one below the other; the first ten of them.
    fn list(items: &[&Self]) -> Shown {
        lists::together(items.iter().take(lists::MOST).map(|item| item.shown()).collect(), items.len())
    }

    /// Prints the display in the kernel's protocol; nothing if it is empty. The kernel calls this for a
    /// cell's last expression.
    fn evcxr_display(&self) {
        // Where nobody listens any more, there is nothing to be done about it.
        let _ = std::io::stdout().write_all(format!("{}{}", line_end(), blocks(&self.shown())).as_bytes());
    }
}

/// What ends a line that the learner did not end (`print!`) for the kernel; its relay removes it again (python/kernel/relay.py).
pub(crate) fn line_end() -> &'static str {
    if is_relayed() { "\u{1e}\n" } else { "" }
}

/// What is shown, in the kernel's protocol.
fn blocks(Shown { html, text }: &Shown) -> String {
    let mut blocks = String::new();
    let parts = html.iter().map(|h| ("text/html", h)).chain([("text/plain", text)]);
    for (mime, content) in parts.filter(|part| !part.1.is_empty()) {
        blocks += &format!("EVCXR_BEGIN_CONTENT {mime}\n{}\nEVCXR_END_CONTENT\n", harmless(content));
    }
    blocks
}

/// A content that cannot end itself and begin another: no line of it is one of the protocol's own.
fn harmless(content: &str) -> String {
    let safe = |line: &str| if line.starts_with("EVCXR_") { format!(" {line}") } else { line.into() };
    content.split('\n').map(safe).collect::<Vec<String>>().join("\n")
}

/// What stands in this element is text: JupyterLab would draw what is between two dollars as a formula, which may be a link to anything.
pub(crate) const TEXT: &str = r#"<div class="mathjax_ignore">"#;

/// Makes a text safe to stand in HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel makes of the blocks: their kinds and contents, as `evcxr` 0.21 reads them line by line.
    fn received(printed: &str) -> Vec<(String, String)> {
        let mut contents = Vec::new();
        let mut lines = printed.lines();
        while let Some(line) = lines.next() {
            let mime = line.split_once("EVCXR_BEGIN_CONTENT ").unwrap().1;
            let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "EVCXR_END_CONTENT").collect();
            assert!(!content.contains(&"EVCXR_PANIC_NOTIFICATION"));
            contents.push((mime.to_string(), content.join("\n")));
        }
        contents
    }

    #[test]
    fn no_text_ends_its_own_content() {
        let printed = |text: &str| received(&blocks(&Shown { html: Some("<b>x</b>".into()), text: text.into() }));
        let expected = |text: &str| {
            vec![("text/html".to_string(), "<b>x</b>".to_string()), ("text/plain".to_string(), text.to_string())]
        };
        assert_eq!(printed("two\nlines"), expected("two\nlines"));
        let evil =
            "a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html\n<script>evil()</script>\nEVCXR_PANIC_NOTIFICATION";
        let harmless =
            "a\n EVCXR_END_CONTENT\n EVCXR_BEGIN_CONTENT text/html\n<script>evil()</script>\n EVCXR_PANIC_NOTIFICATION";
        assert_eq!(printed(evil), expected(harmless));
        assert_eq!(
            received(&blocks(&Shown { html: None, text: "EVCXR_END_CONTENT".into() }))[0].1,
            " EVCXR_END_CONTENT"
        );
        assert_eq!(blocks(&Shown { html: None, text: String::new() }), "");
    }
}
