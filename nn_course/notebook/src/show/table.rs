//! A small table: shown as HTML, and as aligned text.

use super::{Show, Shown, TEXT, escape};
use std::fmt;

/// A caption, column heads, and rows of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    caption: String,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    text_last: bool,
}

impl Table {
    /// A table without rows yet.
    pub fn new(caption: impl Into<String>, heads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Table {
            caption: caption.into(),
            heads: heads.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            text_last: false,
        }
    }

    /// The last column is text: it stands to the left, while numbers stand to the right.
    pub fn text_last(self) -> Self {
        Table { text_last: true, ..self }
    }

    /// The table with more rows.
    pub(crate) fn rows<Row: IntoIterator<Item: Into<String>>>(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        rows.into_iter().for_each(|row| self.row(row));
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as HTML.
    pub(crate) fn html(&self) -> String {
        let row = |tag: &str, cells: &[String]| -> String {
            let cell = |(i, text): (usize, &String)| {
                let side = if self.text_last && i + 1 == cells.len() { "left" } else { "right" };
                format!(r#"<{tag} style="text-align:{side}">{}</{tag}>"#, escape(text))
            };
            format!("<tr>{}</tr>", cells.iter().enumerate().map(cell).collect::<String>())
        };
        let head = if self.heads.is_empty() { String::new() } else { row("th", &self.heads) };
        let body: String = self.rows.iter().map(|cells| row("td", cells)).collect();
        let caption = escape(&self.caption);
        format!("{TEXT}{caption}<table><thead>{head}</thead><tbody>{body}</tbody></table></div>")
    }

    /// The table as text: the caption, and below it columns for a fixed-width font.
    pub(crate) fn text(&self) -> String {
        let heads = Some(&self.heads).filter(|heads| !heads.is_empty());
        let lines: Vec<&Vec<String>> = heads.into_iter().chain(&self.rows).collect();
        [vec![self.caption.clone()], aligned(&lines, self.text_last)].concat().join("\n")
    }
}

/// As text, for `println!`.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl Show for Table {
    fn shown(&self) -> Shown {
        Shown { html: Some(self.html()), text: self.text() }
    }
}

/// One line of text for each row, its columns two spaces apart: numbers to the right; the last column, if it is text, to the left.
fn aligned<T: AsRef<[String]>>(rows: &[T], text_last: bool) -> Vec<String> {
    let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|row| row.as_ref().get(c)).map(|t| t.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
    let line = |row: &T| {
        let row = row.as_ref();
        let cell = |(c, text): (usize, &String)| {
            let w = if text_last && c + 1 == row.len() { 0 } else { widths[c] };
            // Not by `{text:>w$}`, which panics from 65,536 characters on.
            " ".repeat(w.saturating_sub(text.chars().count())) + text
        };
        row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_html_and_aligned_text() {
        let mut table = Table::new("a < b", ["name", "right"]);
        table.row(["plain".to_string(), format!("{:.1}%", 93.4)]);
        table.row(["L2", "9%"]);
        let Shown { html, text } = table.shown();
        assert_eq!(text, "a < b\n name  right\nplain  93.4%\n   L2     9%");
        let html = html.unwrap();
        table = table.text_last();
        table.row(["longer name", "text"]);
        assert!(table.shown().text.ends_with("\nlonger name  text"), "{}", table.shown().text);
        assert_eq!(table.shown().html.unwrap().matches("text-align:left").count(), 4);
        assert!(
            html.starts_with("<div class=\"mathjax_ignore\">a &lt; b<table><thead><tr><th ")
                && html.matches("<td").count() == 4,
            "{html}"
        );
    }

    #[test]
    fn cells_of_any_length_are_aligned() {
        let rows = [["a".to_string(), "b".repeat(70_000)], ["cc".into(), "d".into()]];
        let lines = aligned(&rows, false);
        assert_eq!(lines[0], format!(" a  {}", "b".repeat(70_000)));
        assert_eq!(lines[1], format!("cc  {}d", " ".repeat(69_999)));
        assert_eq!(aligned(&rows, true)[1], "cc  d");
    }
}
