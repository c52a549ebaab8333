//! Cells in aligned columns, for texts in a fixed-width font.

/// One line of text for each row, its columns two spaces apart: numbers to the right; the last column, if it is text, to the left.
pub fn aligned<T: AsRef<[String]>>(rows: &[T], text_last: bool) -> Vec<String> {
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
        row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_any_length_are_aligned() {
        let rows = [["a".to_string(), "b".repeat(70_000)], ["cc".into(), "d".into()]];
        let lines = aligned(&rows, false);
        assert_eq!(lines[0], format!(" a  {}", "b".repeat(70_000)));
        assert_eq!(lines[1], format!("cc  {}d", " ".repeat(69_999)));
        assert_eq!(aligned(&rows, true)[1], "cc  d");
    }
}
