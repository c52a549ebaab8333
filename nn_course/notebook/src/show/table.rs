//! A small table: shown as HTML, and as aligned text.

use super::{Show, Shown, TEXT, escape};
use nn_course::support::text::aligned;

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
}

impl Show for Table {
    fn shown(&self) -> Shown {
        let heads = Some(&self.heads).filter(|heads| !heads.is_empty());
        let lines: Vec<&Vec<String>> = heads.into_iter().chain(&self.rows).collect();
        let text = [vec![self.caption.clone()], aligned(&lines, self.text_last)].concat().join("\n");
        Shown { html: Some(self.html()), text }
    }
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
}
