//! What is allowed in place of what a CSV file has, with advice where that is simple and sure.

use super::cells::{BARS, SEMICOLONS, TABS, hint, is_missing, is_name, number};

const COMMENT: &str = "if the first row is neither a header of names nor an example, put # before it";
const ROW_NAMES: &str = "row names, as pandas and R write them? not with index=False, and row.names = FALSE";
const TITLE: &str = "if this line is a title, put # before it";
const LAST_COMMA: &str = "a comma at the end starts one more column";

/// For a first row that only counts the columns.
pub(super) const NUMBERS: &str = "an example, or a header of names; this row only counts the columns: put # before it if it is a \
    header, or a line of names such as x1,x2,y above it if it is an example";

/// `allowed`, and the hint in parentheses.
fn with(allowed: &str, hint: Option<&str>) -> String {
    hint.map_or(allowed.into(), |hint| format!("{allowed} ({hint})"))
}

/// A text from the file, quoted and not too long.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(30).collect::<String>())
}

/// For a row of one cell.
pub(super) fn one_column(cell: &str) -> String {
    let words = || cell.split_whitespace();
    let hint = match cell {
        _ if cell.starts_with("sep=") => {
            "remove this line of Excel, and save with commas between columns and points before decimals"
        }
        _ if cell.starts_with(['%', ';', '!', '\'']) || cell.starts_with("//") => "a comment starts with #",
        _ if cell.contains(';') => SEMICOLONS,
        _ if cell.contains('\t') => TABS,
        _ if cell.contains('|') => BARS,
        _ if words().count() > 1 && words().all(|word| number(word).is_some()) => "spaces separate columns here",
        _ if words().count() > 1 && words().skip(1).all(|word| word.contains(':')) => {
            "LIBSVM's format? write every input in a column of its own"
        }
        _ if cell.starts_with("<<<<<<<") => "a merge conflict of git",
        _ if number(cell).is_none() => TITLE,
        _ => return COLUMNS.into(),
    };
    with(COLUMNS, Some(hint))
}

const COLUMNS: &str = "two columns or more, separated by commas: the inputs, then the label";

/// For a row of another length than the first, which is the row just before if `second`.
pub(super) fn length(row: &[String], wanted: usize, second: bool) -> String {
    let found = match row {
        [cell] => format!("1, {}", quoted(cell)),
        _ => row.len().to_string(),
    };
    let hint = match row {
        _ if row.iter().any(|cell| cell.contains('\n')) => Some("a cell that starts with \" goes on to the next \""),
        [.., last] if row.len() > wanted && last.is_empty() => Some(LAST_COMMA),
        _ if row.len() > wanted && second => {
            Some("a comma inside a number, row names of R, or a title in the first row?")
        }
        _ if row.len() > wanted => Some("a comma inside a number or a text?"),
        _ => (second && row.len() > 1).then_some(COMMENT),
    };
    with(&format!("{wanted} columns as in the first row; this one has {found}"), hint)
}

/// For a cell of a header that is no name.
pub(super) fn name(row: &[String], at: usize) -> String {
    let hint = match &*row[at] {
        "" if row.len() > 2 && row[1..].iter().all(String::is_empty) && at == 1 => Some(TITLE),
        "" if row[at..].iter().all(String::is_empty) => Some(LAST_COMMA),
        "" if at == 0 => Some(ROW_NAMES),
        cell => hint(cell),
    };
    with("a name for every column: a first row without any number is a header", hint)
}

/// For an input that is no number.
pub(super) fn input(row: &[String], at: usize, first: bool) -> String {
    let hint = match &*row[at] {
        cell if first && is_name(cell) => Some(COMMENT),
        "" if first && at == 0 => Some(ROW_NAMES),
        _ if row.iter().all(String::is_empty) => Some("this row is empty but for its commas: remove it"),
        _ if row.iter().all(|cell| is_name(cell)) => Some("this row has no number; only the first row may be a header"),
        cell => hint(cell),
    };
    with("a finite number", hint)
}

/// For a label that is neither 0 nor 1, in a file of these rows, whose columns have these names.
pub(super) fn label(
    cell: &str,
    first: bool,
    names: Option<&[String]>,
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let allowed = "the label, 0 or 1";
    if cell.is_empty() {
        return with(allowed, Some(&format!("a label is missing, or {LAST_COMMA}")));
    }
    if let Some(hint) = hint(cell).filter(|_| !is_truth(cell)) {
        return with(allowed, Some(hint));
    }
    // Of each column: whether it holds 0, 1, and something else.
    let (mut labels, mut others, mut truth) = (Vec::new(), 0, Vec::new());
    for row in rows.filter(|row| row.last().is_some_and(|label| !is_missing(label))) {
        let label = number(&row[row.len() - 1]).map_or(row[row.len() - 1].clone(), |v| (v + 0.0).to_string());
        others += usize::from(label != "0" && label != "1");
        if labels.len() < 4 && !labels.contains(&label) {
            labels.push(label);
        }
        truth.resize(row.len(), [false; 3]);
        for (cell, seen) in row.iter().zip(&mut truth) {
            seen[number(cell).map_or(2, |v| {
                if v == 0.0 {
                    0
                } else if v == 1.0 {
                    1
                } else {
                    2
                }
            })] = true;
        }
    }
    let value = |label: &String| number(label).unwrap_or(f64::INFINITY);
    labels.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
    if first && others == 1 && is_name(cell) {
        return with(allowed, Some(COMMENT));
    }
    let quoted: Vec<String> = labels.iter().map(|label| self::quoted(label)).collect();
    let both = ["0", "1"].iter().all(|label| labels.iter().any(|other| other == label));
    let mut found = match &*quoted {
        _ if others == 1 && both => "all other labels are 0 or 1".into(),
        [one] => format!("this column holds only {one}"),
        [a, b] if labels.iter().all(|label| number(label).is_none_or(|v| v.fract() == 0.0)) => {
            format!("this column holds {a} and {b}: write, for example, 0 for {a} and 1 for {b}")
        }
        all => {
            let more = if all.len() > 3 { " and more" } else { "" };
            format!("this column holds {}{more}: is it the label?", all[..all.len().min(3)].join(", "))
        }
    };
    if let Some(i) = truth.iter().position(|seen| *seen == [true, true, false]) {
        let name = names.map_or(String::new(), |names| format!(", {},", self::quoted(&names[i])));
        found += &format!("; column {}{name} holds 0 and 1: if it is the label, move it to the end", i + 1);
    }
    if first && others == 1 {
        found += &format!("; {COMMENT}");
    }
    with(allowed, Some(&found))
}

fn is_truth(cell: &str) -> bool {
    matches!(&*cell.to_lowercase(), "true" | "false")
}
