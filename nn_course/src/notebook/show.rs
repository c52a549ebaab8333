//! The protocol in which a value shows itself in a notebook.

/// What a notebook can show of a value: HTML, and the same as plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// For the eye.
    pub html: Option<String>,
    /// For terminals, diffs and screen readers.
    pub text: String,
}

/// A value that shows itself in a notebook.
pub trait Show {
    /// What to show.
    fn shown(&self) -> Shown;

    /// Prints what to show in the kernel's protocol; nothing if there is nothing to show. The kernel calls this for a
    /// cell's last expression.
    fn evcxr_display(&self) {
        let Shown { html, text } = self.shown();
        let mut blocks = String::new();
        let parts = html.iter().map(|h| ("text/html", h)).chain([("text/plain", &text)]);
        for (mime, content) in parts.filter(|part| !part.1.is_empty()) {
            blocks += &format!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT\n");
        }
        print!("{blocks}");
    }
}

/// Makes a text safe to stand in HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
