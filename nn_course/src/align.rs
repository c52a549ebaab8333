//! Cells in aligned columns, for texts in a fixed-width font.

/// One line of text for each row, its columns two spaces apart: numbers to the right; the last column, if it is text, to the left.
pub(crate) fn aligned<T: AsRef<[String]>>(rows: &[T], text_last: bool) -> Vec<String> {
    let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|row| row.as_ref().get(c)).map(|t| t.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
    let line = |row: &T| {
        let row = row.as_ref();
        let cell = |(c, text): (usize, &String)| {
            let w = if text_last && c + 1 == row.len() { 0 } else { widths[c] };
            format!("{text:>w$}")
        };
        row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect()
}
