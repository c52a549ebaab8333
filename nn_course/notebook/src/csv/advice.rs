//! What is allowed in place of what a CSV file has, with advice where that is simple and sure.

use super::cells::{BARS, SEMICOLONS, TABS, hint, is_missing, is_name, number};

const HEADER: &str = "a header has only names, no numbers; # before the first row skips it";
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

/// For a row of one cell. The next one may have more.
pub(super) fn one_column(cell: &str, next_has_more: bool) -> String {
    // A character that separates cells, and occurs in no number or name.
    let sign = cell.chars().find(|c| !c.is_alphanumeric() && !"+-._ \"'()[]<>".contains(*c));
    let between =
        sign.filter(|by| cell.split(*by).count() > 2 || cell.split(*by).all(|part| number(part.trim()).is_some()));
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
        _ if next_has_more => TITLE,
        _ if cell.contains(',') => "quotation marks around a row make one cell of it: remove them",
        _ => {
            let by = between.filter(|_| !cell.contains(' ')).map(|by| format!("{by:?} separates columns here"));
            return with(COLUMNS, by.as_deref());
        }
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
        _ => (second && row.len() > 1).then_some("is the first row a part of the table? # before it skips it"),
    };
    with(&format!("{wanted} columns as in the first row; this one has {found}"), hint)
}

/// For a cell of a header that is no name.
pub(super) fn name(row: &[String], at: usize) -> String {
    let hint = match &*row[at] {
        "" if row.len() > 2 && row[1..].iter().all(String::is_empty) && at == 1 => Some(TITLE),
        "" if row[at..].iter().all(String::is_empty) => Some(LAST_COMMA),
        "" if at == 0 => Some(ROW_NAMES),
        "" => None,
        cell => hint(cell),
    };
    with("a name for every column: a first row without any number is a header", hint)
}

/// For an input that is no number.
pub(super) fn input(row: &[String], at: usize, first: bool) -> String {
    let hint = match &*row[at] {
        cell if first && is_name(cell) => Some(HEADER),
        "" if first && at == 0 => Some(ROW_NAMES),
        _ if row.iter().all(String::is_empty) => Some("this row is empty but for its commas: remove it"),
        _ if row.iter().all(|cell| is_name(cell)) => Some("this row has no number; only the first row may be a header"),
        cell => hint(cell),
    };
    with("a finite number", hint)
}

/// For a label that is neither 0 nor 1, in the first row or not, of a table that holds this.
pub(super) fn label(cell: &str, first: bool, names: Option<&[String]>, table: &Held) -> String {
    let hint = hint(cell).filter(|_| !is_truth(cell));
    let hint = match hint {
        _ if cell.is_empty() => format!("a label is missing, or {LAST_COMMA}"),
        Some(hint) => hint.into(),
        None if first && table.wrong == 1 && is_name(cell) => HEADER.into(),
        None if first && table.wrong == 1 => format!("{}; {HEADER}", table.sentence(names)),
        None => table.sentence(names),
    };
    with("the label, 0 or 1", Some(&hint))
}

/// What a table's last column holds, up to four different labels; how many labels are neither 0 nor 1; and of each column, whether it
/// holds 0, 1, and something else.
#[derive(Default)]
pub(super) struct Held {
    labels: Vec<String>,
    wrong: usize,
    columns: Vec<[bool; 3]>,
}

impl Held {
    /// Looks at one more row.
    pub(super) fn add(&mut self, row: &[String]) {
        let kind = |cell: &String| match number(cell) {
            Some(0.0) => 0,
            Some(1.0) => 1,
            _ => 2,
        };
        self.columns.resize(row.len(), [false; 3]);
        row.iter().zip(&mut self.columns).for_each(|(cell, held)| held[kind(cell)] = true);
        let Some(last) = row.last().filter(|label| !is_missing(label)) else { return };
        self.wrong += usize::from(kind(last) == 2);
        let label = number(last).map_or(last.clone(), |v| (v + 0.0).to_string());
        if self.labels.len() < 4 && !self.labels.contains(&label) {
            self.labels.push(label);
        }
    }

    /// What the labels are, and which column has labels.
    fn sentence(&self, names: Option<&[String]>) -> String {
        let value = |label: &str| number(label).unwrap_or(f64::INFINITY);
        let mut labels = self.labels.clone();
        labels.sort_by(|a, b| value(a).total_cmp(&value(b)).then(a.cmp(b)));
        let whole = labels.iter().all(|label| number(label).is_none_or(|v| v.fract() == 0.0));
        let quoted: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
        let labels = match &*quoted {
            _ if self.wrong == 1 && self.columns.last().is_some_and(|held| held[0] && held[1]) => {
                "all other labels are 0 or 1".into()
            }
            [one] => format!("this column holds only {one}"),
            [a, b] if whole => format!("this column holds {a} and {b}: write, for example, 0 for {a} and 1 for {b}"),
            [some @ .., _] if some.len() == 3 => {
                format!("this column holds {} and more: the last column must be the label", some.join(", "))
            }
            all => format!("this column holds {}: the last column must be the label", all.join(", ")),
        };
        let Some(i) = self.columns.iter().position(|held| *held == [true, true, false]) else { return labels };
        let name = names.map_or(String::new(), |names| format!(", {},", self::quoted(&names[i])));
        format!("{labels}; column {}{name} holds 0 and 1: if it is the label, move it to the end", i + 1)
    }
}

fn is_truth(cell: &str) -> bool {
    matches!(&*cell.to_lowercase(), "true" | "false")
}
